import { commitSlice, createBackup } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import type { ItemRow } from '@/lib/store/rows';
import { personRow } from './rows';

/** Rows of one turn: the two ways take turns, so that both meet the machine as it is at the time. */
const perTurn = 10_000;

/**
 * Milliseconds that some rows take, turn by turn: by bare `bulkAdd`, and in slices with their cursor between. Each into
 * a new database of the same schema, which grows from turn to turn.
 */
export async function timeWrites(rows: number, perSlice: number): Promise<{ bare: number; slices: number }[]> {
  const made = Array.from({ length: rows }, (_, n) => ({ key: personRow(n).acct, row: personRow(n) }));
  const [plain, ours] = [await emptyBackup(rows), await emptyBackup(rows)];
  try {
    const turns: { bare: number; slices: number }[] = [];
    for (let from = 0; from < rows; from += perTurn) {
      const items = made.slice(from, from + perTurn).map(({ key, row }, n): ItemRow => ({ id: `b|followers|${key}`, backupId: 'b', kind: 'followers', key, seq: from + n, row, source: 'api' }));
      const bare = await timed(() => plain.items.bulkAdd(items));
      const slices = await timed(async () => {
        for (let at = from; at < from + perTurn; at += perSlice) {
          const next = at + perSlice < rows ? `https://old.example/api/v1/accounts/1/followers?limit=80&max_id=${at}` : null;
          await commitSlice(ours, { backupId: 'b', kind: 'followers', source: 'api', rows: made.slice(at, at + perSlice), next, last: next === null, at });
        }
      });
      turns.push({ bare, slices });
    }
    const written = [await plain.items.count(), await ours.items.count()];
    if (written.some((count) => count !== rows)) throw new Error(`${written.join(' and ')} rows of ${rows}`);
    return turns;
  } finally {
    await plain.delete();
    await ours.delete();
  }
}

async function emptyBackup(rows: number): Promise<MovingDayDb> {
  const db = new MovingDayDb(`bench-writes-${crypto.randomUUID()}`);
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'followers', expected: rows, status: 'queued' }] });
  return db;
}

async function timed(write: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await write();
  return performance.now() - before;
}
