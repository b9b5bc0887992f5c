import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { KindId } from '@/lib/move/model';
import type { BackupKindView, BackupView } from '@/lib/move/view';
import type { KindChange } from '@/lib/store/changes';
import { when } from '../format';
import { waitingFiles, type LackingMedia } from './MissingMedia';
import { CountLink } from '../ui/parts';

/** Every kind of a backup: how it stands, where and when it was read, how many entries, and what changed. */
export function KindTable({ backup, changes, lacking, open, onOpen }: { backup: BackupView; changes: Map<KindId, KindChange>; lacking: LackingMedia; open: KindId | null; onOpen: (kind: KindId) => void }) {
  // The first slice of a kind is read before anything of it is stored.
  const reading = backup.status === 'running' ? backup.kinds.find((kind) => kind.status === 'queued' || kind.status === 'running')?.kind : undefined;
  const reason = commonReason(backup);
  return (
    <div class="card" data-backup={backup.backupId} data-status={backup.status}>
      {reason !== null && <p class="soft small">{say('backup.reason', [say('backup.status.closed'), reason])}</p>}
      <table class="kind-table">
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
                <State kind={kind.kind === reading ? { ...kind, status: 'running' } : kind} change={changes.get(kind.kind)} lacking={kind.kind === 'media' && backup.status === 'done' ? lacking : null} common={reason} />
              </td>
              <td class="number">
                {(kind.rows > 0 || kind.status === 'done') && <CountLink value={kind.rows} label={say('backup.show', [say(`kind.${kind.kind}`), kind.rows])} open={open === kind.kind} onClick={() => onOpen(kind.kind)} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Why several kinds could not be read, where it is the same for all of them: said once, and not on each line. */
function commonReason(backup: BackupView): string | null {
  const reasons = backup.kinds.flatMap((kind) => (wordFor(kind, null) === 'closed' ? (reasonOf(kind) ?? []) : []));
  return reasons.length > 1 && new Set(reasons).size === 1 ? (reasons[0] ?? null) : null;
}

function reasonOf({ why }: BackupKindView): string | null {
  return why && say(`problem.${why.code}.what`, why.vars);
}

function State({ kind, change, lacking, common }: { kind: BackupKindView; change: KindChange | undefined; lacking: LackingMedia | null; common: string | null }) {
  if (kind.status === 'running' && kind.expected !== null && kind.expected >= kind.rows && kind.expected > 0) {
    return <progress max={kind.expected} value={kind.rows} aria-label={say('backup.progress', [kind.rows, kind.expected])} />;
  }
  const word = wordFor(kind, lacking);
  const from = kind.sources.length > 1 ? 'both' : kind.sources[0];
  const reason = reasonOf(kind);
  const changed = change && (change.added > 0 || change.gone > 0);
  return (
    <>
      <span class={word === 'done' ? 'ok' : kind.status === 'failed' ? 'bad' : 'soft'}>{say(`backup.status.${word}`)}</span> {from !== undefined && <span class="soft small">{say(`backup.source.${from}`)}</span>}{' '}
      {kind.readAt !== null && (
        <time class="soft small" dateTime={new Date(kind.readAt).toISOString()}>
          {when(kind.readAt, now())}
        </time>
      )}
      {reason !== null && reason !== common && <span class="soft small more">{reason}</span>}
      {lacking !== null && <Lacking lacking={lacking} of={kind.rows} />}
      {changed && <span class="small more">{say('backup.changed', [change.added, change.gone])}</span>}
    </>
  );
}

/** Files that only wait for a permission are no loss yet. */
function Lacking({ lacking, of }: { lacking: LackingMedia; of: number }) {
  const waiting = waitingFiles(lacking);
  const lost = lacking.all - waiting;
  return (
    <>
      {waiting > 0 && <span class="soft small more">{say('backup.media.allow', [waiting, of])}</span>}
      {lost > 0 && <span class="soft small more">{say('backup.media.lacking', [lost, of])}</span>}
    </>
  );
}

function wordFor(kind: BackupKindView, lacking: LackingMedia | null): string {
  if (kind.status === 'failed' && kind.rows > 0) return 'cutShort';
  if (kind.status === 'unsupported' && kind.why !== null) return 'closed';
  if (kind.status !== 'done') return kind.status;
  return kind.why !== null ? 'partly' : lacking === null || lacking.all === 0 ? 'done' : waitingFiles(lacking) > 0 ? 'someWait' : 'lacking';
}
