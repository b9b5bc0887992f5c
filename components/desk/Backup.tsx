import { useEffect, useRef, useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import type { BackupKindView, BackupView } from '@/lib/move/view';
import { readItems } from '@/lib/store/backups';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { count, when } from '../format';
import { Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './Desk';
import { RowTable } from './RowTable';
import { saveZip } from './saveZip';

/** The backup: progress, saving it as files, and a look at every row. */
export function Backup({ view }: PlaceProps) {
  const start = useErrand('backUp');
  const [saving, setSaving] = useState(false);
  const [open, setOpen] = useState<KindId | null>(null);
  const backup = view.backup;
  const shown = backup?.status === 'done' ? backup : (backup ?? view.complete);
  const active = backup !== null && backup.status !== 'done' && backup.status !== 'failed';
  const save = async (backupId: string) => {
    setSaving(true);
    await saveZip(db, backupId);
    setSaving(false);
  };
  useSaveWhenDone(view.complete, save);

  return (
    <>
      <h1>{say('backup.title')}</h1>
      <p class="lead">{say('backup.lead')}</p>
      {backup?.status === 'waiting' && (
        <Notice tone="look" title={say('backup.waiting', [backup.waitsUntil === null ? '' : when(backup.waitsUntil, now())])}>
          <p>{say(backup.problem === null ? 'backup.waitingLimit' : 'backup.waitingServer')}</p>
        </Notice>
      )}
      {backup?.problem && backup.status === 'paused' && <ProblemNotice problem={backup.problem} />}
      <div class="actions">
        {view.movedTo === null && (
          <button class={view.complete ? 'button quiet' : 'button'} type="button" disabled={!view.old.signedIn || (active && backup.status !== 'paused')} onClick={() => start.run({ moveId: view.move.id })}>
            {say(active ? (backup.status === 'paused' ? 'backup.resume' : 'backup.running') : 'backup.start')}
          </button>
        )}
        {view.complete && (
          <button class="button" type="button" disabled={saving} onClick={() => void save(view.complete?.backupId ?? '')}>
            {say('backup.save')}
          </button>
        )}
        {view.complete?.finishedAt != null && <span class="soft small">{say('backup.finished', [when(view.complete.finishedAt, now())])}</span>}
        {view.complete?.savedAt != null && <span class="ok small">{say('backup.saved', [when(view.complete.savedAt, now())])}</span>}
      </div>
      {shown && <Kinds backup={shown} open={open} onOpen={(kind) => setOpen(open === kind ? null : kind)} />}
      {shown && open && <KindRows backupId={shown.backupId} kind={open} />}
    </>
  );
}

/** "Back up now" ends in a file: the backup that was running when this page opened is saved once, when it is done. */
function useSaveWhenDone(complete: BackupView | null, save: (backupId: string) => Promise<void>): void {
  const handled = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    const id = complete?.backupId ?? null;
    if (id !== null && id !== handled.current && complete?.savedAt === null) void save(id);
    handled.current = id;
  }, [complete?.backupId]);
}

function Kinds({ backup, open, onOpen }: { backup: BackupView; open: KindId | null; onOpen: (kind: KindId) => void }) {
  return (
    <div class="card">
      <table>
        <caption class="visually-hidden">{say('backup.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('backup.kind')}</th>
            <th scope="col">{say('backup.state')}</th>
            <th scope="col" class="number">
              {say('backup.rows')}
            </th>
          </tr>
        </thead>
        <tbody>
          {backup.kinds.map((kind) => (
            <tr key={kind.kind} data-kind={kind.kind} data-status={kind.status}>
              <th scope="row">{say(`kind.${kind.kind}`)}</th>
              <td>
                <State kind={kind} />
              </td>
              <td class="number">
                <button class="link" type="button" aria-expanded={open === kind.kind} aria-label={say('backup.show', [say(`kind.${kind.kind}`), count(kind.rows)])} onClick={() => onOpen(kind.kind)}>
                  {count(kind.rows)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ kind }: { kind: BackupKindView }) {
  if (kind.status === 'running' && kind.expected !== null && kind.expected > 0) {
    return <progress max={kind.expected} value={Math.min(kind.rows, kind.expected)} aria-label={say('backup.progress', [count(kind.rows), count(kind.expected)])} />;
  }
  return <span class={kind.status === 'done' ? 'ok' : 'soft'}>{say(`backup.status.${kind.status}`)}</span>;
}

function KindRows({ backupId, kind }: { backupId: string; kind: KindId }) {
  const rows = useLive(() => readItems(db, backupId, kind), [backupId, kind]);
  const known = kindById(kind);
  if (rows === undefined) return null;
  return <RowTable title={say(`kind.${kind}`)} rows={rows.flatMap((item) => (known.parse(item.row) === null ? [] : [{ key: item.key, label: known.label(item.row), note: '' }]))} />;
}
