import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import { readItems } from './backups';

/** What one kind of a backup has that the earlier one had not, and the other way round. */
export interface KindChange {
  added: number;
  gone: number;
}
export interface ChangedRows {
  added: unknown[];
  gone: unknown[];
}

/** Numbers per kind; kinds that one of the two backups has not read to its end are left out. */
export async function countChanges(db: MovingDayDb, backupId: string, baseId: string): Promise<Map<KindId, KindChange>> {
  const [now, before] = [await db.backups.get(backupId), await db.backups.get(baseId)];
  const changes = new Map<KindId, KindChange>();
  if (!now || !before) return changes;
  for (const kind of now.kinds) {
    const both = kind.status === 'done' && before.kinds.some((row) => row.kind === kind.kind && row.status === 'done');
    if (!both) continue;
    const [here, there] = [await keysOf(db, backupId, kind.kind), await keysOf(db, baseId, kind.kind)];
    changes.set(kind.kind, { added: [...here].filter((key) => !there.has(key)).length, gone: [...there].filter((key) => !here.has(key)).length });
  }
  return changes;
}

/** The rows behind the numbers of one kind. */
export async function changedRows(db: MovingDayDb, backupId: string, baseId: string, kind: KindId): Promise<ChangedRows> {
  const [here, there] = [await readItems(db, backupId, kind), await readItems(db, baseId, kind)];
  const [hereKeys, thereKeys] = [new Set(here.map((item) => item.key)), new Set(there.map((item) => item.key))];
  return {
    added: here.filter((item) => !thereKeys.has(item.key)).map((item) => item.row),
    gone: there.filter((item) => !hereKeys.has(item.key)).map((item) => item.row),
  };
}

/** Keys of one kind, from the index alone: rows are not loaded. */
async function keysOf(db: MovingDayDb, backupId: string, kind: KindId): Promise<Set<string>> {
  const prefix = `${backupId}|${kind}|`;
  // Up to the letter after `|`: `startsWith` leaves out what begins with the last letter that there is.
  const ids = await db.items.where('id').between(prefix, `${prefix.slice(0, -1)}}`, true, false).primaryKeys();
  return new Set(ids.map((id) => id.slice(prefix.length)));
}
