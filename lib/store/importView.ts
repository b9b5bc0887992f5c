import { worthAnother } from '@/lib/move/importPlan';
import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { ImportRunRow } from './rows';
import { importsOf, neverSent, sentKeys } from './imports';
import { readLedger } from './ledger';

/** The sending of import files, as it is shown. */
export interface Sending {
  /** null = it was never begun. */
  run: ImportRunRow | null;
  /** Files that were sent, and of them those that the server has worked off. */
  sent: number;
  finished: number;
  /** Rows that could not come and may come now; 0 while files are being sent. */
  again: number;
}

/** Kinds that an import file carries. */
const inFiles: readonly KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];

/** How far the sending is. For live views: reads the database alone. */
export async function readSending(db: MovingDayDb, moveId: string): Promise<Sending> {
  const files = (await importsOf(db, moveId)).filter((row) => !neverSent(row));
  const run = (await db.importRuns.get(moveId)) ?? null;
  const busy = run?.status === 'running' || run?.status === 'waiting';
  return {
    run,
    sent: files.filter((row) => row.stage === null).length,
    finished: files.filter((row) => row.finished).length,
    // While files are being sent nobody may ask for it, and the numbers change all the time.
    again: files.length === 0 || busy ? 0 : await worthSendingAgain(db, moveId),
  };
}

/** Rows that a file held, and that may come another time. What the API has tried to bring is no file's. */
async function worthSendingAgain(db: MovingDayDb, moveId: string): Promise<number> {
  let found = 0;
  for (const kind of inFiles) {
    const rows = (await readLedger(db, moveId, kind, 'notCarried')).filter((row) => worthAnother(row) && row.reason !== 'followLimit');
    if (rows.length === 0) continue;
    const sent = await sentKeys(db, moveId, kind, rows.map((row) => row.key));
    found += rows.filter((row) => sent.has(row.key)).length;
  }
  return found;
}
