import type { MovingDayDb } from './db';

/** Tables of what is known of the new account of a move: sent to it, brought to it, compared with it. */
const known = (db: MovingDayDb) => [db.carries, db.carryJobs, db.imports, db.importKeys, db.importRuns, db.letIns, db.ledger];

/** Tables that `forgetNew` writes, for a transaction around it. */
export const tablesOfNew = (db: MovingDayDb) => [...known(db), db.choices, db.moves];

/** Forgets all that belongs to an account which is no longer part of the move. What was to be overwritten there is not elsewhere. */
export async function forgetNew(db: MovingDayDb, moveId: string): Promise<void> {
  for (const table of known(db)) await table.where('moveId').equals(moveId).delete();
  await db.choices.where('moveId').equals(moveId).modify({ mode: 'merge' });
  await db.moves.where('id').equals(moveId).modify((move) => {
    for (const key of ['compared', 'movedAt', 'tells', 'mind'] as const) delete move[key];
  });
}
