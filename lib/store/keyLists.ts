import { markOf, type Mark } from '@/lib/kinds/compare';
import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { BackupRow, KeyListRow } from './rows';

/** Kinds with fewer rows are as quick without. */
const long = 5_000;
/** Keys read at a time. */
const page = 20_000;

/**
 * Keeps the keys of each long kind of a finished backup in one piece: the database hands out a hundred thousand rows' keys
 * one by one in a second, and one list of them in a tenth of that. What is not kept is read from the rows, as ever.
 */
export async function keepKeyLists(db: MovingDayDb, backup: BackupRow, which: readonly KindId[]): Promise<void> {
  for (const { kind, rows } of backup.kinds) {
    if (rows < long || !which.includes(kind)) continue;
    const list = await listOf(db, backup.id, kind);
    await db.transaction('rw', db.backups, db.keyLists, async () => {
      if (await db.backups.get(backup.id)) await db.keyLists.put(list);
    });
  }
}

/** The keys of a kind in the backup's order with the marks of its rows; undefined where they are not kept, or not for all of its rows. */
export async function keyListOf(db: MovingDayDb, backupId: string, kind: KindId): Promise<KeyListRow | undefined> {
  const list = await db.keyLists.get(`${backupId}|${kind}`);
  const rows = list && (await db.backups.get(backupId))?.kinds.find((row) => row.kind === kind)?.rows;
  return list?.keys.length === rows ? list : undefined;
}

/** The same, from the rows. */
async function listOf(db: MovingDayDb, backupId: string, kind: KindId): Promise<KeyListRow> {
  const prefix = `${backupId}|${kind}|`;
  const keys: string[] = [];
  for (let more = true; more; ) {
    const ids = await db.items.where('[backupId+kind+seq]').between([backupId, kind, keys.length], [backupId, kind, keys.length + page], true, false).primaryKeys();
    for (const id of ids) keys.push(id.slice(prefix.length));
    more = ids.length === page;
  }
  const marks: [string, Mark][] = await marksOf(db, backupId, kind);
  return { id: `${backupId}|${kind}`, backupId, kind, keys, marks };
}

/** The rows of a kind that have a mark, by key. */
export async function marksOf(db: MovingDayDb, backupId: string, kind: KindId): Promise<[string, Mark][]> {
  const marked = (mark: 'locked' | 'moved') => db.items.where({ backupId, kind, mark });
  const [locked, moved] = await Promise.all([marked('locked').primaryKeys(), marked('moved').toArray()]);
  const prefix = `${backupId}|${kind}|`;
  return [
    ...locked.map((id): [string, Mark] => [id.slice(prefix.length), { locked: true, movedTo: null }]),
    ...moved.flatMap(({ key, row }): [string, Mark][] => {
      const mark = markOf(kind, row);
      return mark === null ? [] : [[key, mark]];
    }),
  ];
}
