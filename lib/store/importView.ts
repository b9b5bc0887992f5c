import { worthAnother } from '@/lib/move/importPlan';
import type { KindId } from '@/lib/move/model';
import type { ImportRunRow, MovingDayDb } from './db';
import { importsOf, neverSent } from './imports';

/** The sending of import files, as it is shown. */
export interface Sending {
  /** null = it was never begun. */
  run: ImportRunRow | null;
  /** Files that were sent, and of them those that the server has worked off. */
  sent: number;
  finished: number;
  /** Rows that could not come and may come now. */
  again: number;
}

/** Kinds that an import file carries. */
const inFiles: readonly KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];

/** How far the sending is. For live views: reads the database alone. */
export async function readSending(db: MovingDayDb, moveId: string): Promise<Sending> {
  const files = (await importsOf(db, moveId)).filter((row) => !neverSent(row));
  const again = await Promise.all(
    inFiles.map((kind) =>
      db.ledger
        .where('[moveId+kind+status]')
        .equals([moveId, kind, 'notCarried'])
        .filter((row) => worthAnother(row) && row.reason !== 'followLimit')
        .count(),
    ),
  );
  return {
    run: (await db.importRuns.get(moveId)) ?? null,
    sent: files.filter((row) => row.stage === null).length,
    finished: files.filter((row) => row.finished).length,
    again: files.length === 0 ? 0 : again.reduce((sum, one) => sum + one, 0),
  };
}
