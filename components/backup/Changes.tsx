import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { changedRows } from '@/lib/store/changes';
import { db, useLive } from '../data/useMove';
import { count, ownTime, when } from '../format';

/** Names behind the numbers: what is new in one kind since the backup before, and what is gone. */
export function Changes({ backupId, baseId, kind }: { backupId: string; baseId: string; kind: KindId }) {
  const found = useLive(async () => ({ base: await db.backups.get(baseId), rows: await changedRows(db, backupId, baseId, kind) }), [backupId, baseId, kind]);
  if (!found?.base || found.rows.added.length + found.rows.gone.length === 0) return null;
  return (
    <div class="changes">
      <h3>{say('backup.changes.title', [when(found.base.startedAt, now())])}</h3>
      <Names title={say('backup.changes.added')} kind={kind} rows={found.rows.added} />
      <Names title={say('backup.changes.gone')} kind={kind} rows={found.rows.gone} />
    </div>
  );
}

function Names({ title, kind, rows }: { title: string; kind: KindId; rows: unknown[] }) {
  const known = kindById(kind);
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({count(rows.length)})
      </summary>
      <ul class="names">
        {rows.map((row) => (known.parse(row) === null ? null : <li key={known.rowKey(row)}>{ownTime(kind, known.label(row))}</li>))}
      </ul>
    </details>
  );
}
