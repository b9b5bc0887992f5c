import { restFate } from '@/lib/move/ledger';
import { kindIds, type KindId, type LedgerCount, type LedgerRow } from '@/lib/move/model';
import type { MovingDayDb } from './db';

/** So many rows are read and counted sooner than the database is asked for each number. */
const few = 1000;

/** Numbers of the ledger per kind, for the kinds that have rows; those of a long ledger counted by index, without loading its rows. */
export function countStoredLedger(db: MovingDayDb, moveId: string): Promise<LedgerCount[]> {
  return db.transaction('r', db.ledger, async () => count(db, moveId));
}

async function count(db: MovingDayDb, moveId: string): Promise<LedgerCount[]> {
  const first = await db.ledger.where('moveId').equals(moveId).limit(few).toArray();
  const counts = await Promise.all(
    kindIds.map(async (kind) => {
      const rows = first.filter((row) => row.kind === kind);
      const of = (status: LedgerRow['status']) => (first.length < few ? rows.filter((row) => row.status === status).length : db.ledger.where('[moveId+kind+status]').equals([moveId, kind, status]).count());
      const [carried, waiting, notCarried] = await Promise.all([of('carried'), of('waiting'), of('notCarried')]);
      return { kind, owed: carried + waiting + notCarried, carried, waiting, notCarried };
    }),
  );
  return counts.filter((line) => line.owed > 0);
}

/**
 * Replaces the ledger of one kind in one transaction: a row is never without a fate, and none is left from before. What
 * was brought by API while the rows were being judged keeps the fate that it got by that.
 */
export async function replaceLedger(db: MovingDayDb, moveId: string, kind: KindId, rows: LedgerRow[]): Promise<void> {
  await db.transaction('rw', db.ledger, db.carries, async () => {
    await db.ledger.where('[moveId+kind]').equals([moveId, kind]).delete();
    const brought = new Map((await db.carries.where('[moveId+kind+status]').equals([moveId, kind, 'done']).toArray()).map((row) => [row.key, row]));
    await db.ledger.bulkPut(
      rows.map((row) => {
        const carry = brought.get(row.key);
        return carry && carry.at >= row.at && row.status !== 'carried' ? { ...row, ...restFate(carry, false) } : row;
      }),
    );
  });
}

/** Rows of the ledger: of one kind, of one status, of both, or all of them. */
export async function readLedger(db: MovingDayDb, moveId: string, kind: KindId | null, status: LedgerRow['status'] | null): Promise<LedgerRow[]> {
  if (kind !== null && status !== null) return db.ledger.where('[moveId+kind+status]').equals([moveId, kind, status]).toArray();
  if (kind !== null) return db.ledger.where('[moveId+kind]').equals([moveId, kind]).toArray();
  const rows = db.ledger.where('moveId').equals(moveId);
  return (status === null ? rows : rows.filter((row) => row.status === status)).toArray();
}
