import { commitSlice, createBackup } from '@/lib/store/backups';
import { MovingDayDb, type ItemRow } from '@/lib/store/db';
import { personRow } from './rows';

/**
 * Milliseconds that some rows take: by one bare `bulkAdd`, before and after, and in slices with their cursor between.
 * Each in a new database of the same schema.
 */
export async function timeWrites(rows: number, perSlice: number): Promise<{ bare: [number, number]; slices: number }> {
  const made = Array.from({ length: rows }, (_, n) => ({ key: personRow(n).acct, row: personRow(n) }));
  const addAll = (db: MovingDayDb) => db.items.bulkAdd(made.map(({ key, row }, seq): ItemRow => ({ id: `b|followers|${key}`, backupId: 'b', kind: 'followers', key, seq, row, source: 'api' })));
  const addSlices = async (db: MovingDayDb) => {
    for (let from = 0; from < rows; from += perSlice) {
      const next = from + perSlice < rows ? `https://old.example/api/v1/accounts/1/followers?limit=80&max_id=${from}` : null;
      await commitSlice(db, { backupId: 'b', kind: 'followers', source: 'api', rows: made.slice(from, from + perSlice), next, last: next === null, at: from });
    }
  };
  const first = await timed(addAll, rows);
  const slices = await timed(addSlices, rows);
  return { bare: [first, await timed(addAll, rows)], slices };
}

async function timed(write: (db: MovingDayDb) => Promise<unknown>, rows: number): Promise<number> {
  const db = new MovingDayDb(`bench-writes-${crypto.randomUUID()}`);
  try {
    await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'followers', expected: rows, status: 'queued' }] });
    const before = performance.now();
    await write(db);
    const took = performance.now() - before;
    const written = await db.items.count();
    if (written !== rows) throw new Error(`${written} rows of ${rows}`);
    return took;
  } finally {
    await db.delete();
  }
}
