import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { KindId } from '@/lib/move/model';
import type { BackupKindView, BackupView } from '@/lib/move/view';
import type { KindChange } from '@/lib/store/changes';
import { when } from '../format';
import { CountLink } from '../ui/parts';

/** Every kind of a backup: how it stands, where and when it was read, how many entries, and what changed. */
export function KindTable({ backup, changes, filesLacking, open, onOpen }: { backup: BackupView; changes: Map<KindId, KindChange>; filesLacking: number; open: KindId | null; onOpen: (kind: KindId) => void }) {
  // The first slice of a kind is read before anything of it is stored.
  const reading = backup.status === 'running' ? backup.kinds.find((kind) => kind.status === 'queued' || kind.status === 'running')?.kind : undefined;
  return (
    <div class="card" data-backup={backup.backupId} data-status={backup.status}>
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
                <State kind={kind.kind === reading ? { ...kind, status: 'running' } : kind} change={changes.get(kind.kind)} lacking={kind.kind === 'media' ? filesLacking : 0} />
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

function State({ kind, change, lacking }: { kind: BackupKindView; change: KindChange | undefined; lacking: number }) {
  if (kind.status === 'running' && kind.expected !== null && kind.expected >= kind.rows && kind.expected > 0) {
    return <progress max={kind.expected} value={kind.rows} aria-label={say('backup.progress', [kind.rows, kind.expected])} />;
  }
  const word = wordFor(kind, lacking);
  const from = kind.sources.length > 1 ? 'both' : kind.sources[0];
  const changed = change && (change.added > 0 || change.gone > 0);
  return (
    <>
      <span class={word === 'done' ? 'ok' : kind.status === 'failed' ? 'bad' : 'soft'}>{say(`backup.status.${word}`)}</span> {from !== undefined && <span class="soft small">{say(`backup.source.${from}`)}</span>}{' '}
      {kind.readAt !== null && (
        <time class="soft small" dateTime={new Date(kind.readAt).toISOString()}>
          {when(kind.readAt, now())}
        </time>
      )}
      {kind.why !== null && <span class="soft small more">{say(`problem.${kind.why.code}.what`, kind.why.vars)}</span>}
      {lacking > 0 && <span class="soft small more">{say('backup.media.lacking', [lacking, kind.rows])}</span>}
      {changed && <span class="small more">{say('backup.changed', [change.added, change.gone])}</span>}
    </>
  );
}

function wordFor(kind: BackupKindView, lacking: number): string {
  if (kind.status === 'failed' && kind.rows > 0) return 'cutShort';
  if (kind.status === 'unsupported' && kind.why !== null) return 'closed';
  if (kind.status !== 'done') return kind.status;
  return kind.why !== null ? 'partly' : lacking > 0 ? 'lacking' : 'done';
}
