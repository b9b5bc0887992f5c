import { leaveLines, type LeaveLine } from '@/lib/move/leave';
import type { Move } from '@/lib/move/model';
import { newestBackups } from './backups';
import type { MovingDayDb } from './db';
import { countStoredLedger } from './ledger';
import { readFacts } from './moves';
import { viewOf } from './view';

/** How things stand before the old account is deleted. For live views: reads the database alone. */
export async function readLeave(db: MovingDayDb, move: Move, now: number): Promise<LeaveLine[]> {
  const [facts, ledger, fresh] = await Promise.all([readFacts(db, move.id), countStoredLedger(db, move.id), db.moves.get(move.id)]);
  const complete = move.old.actorUri === null ? null : (await newestBackups(db, move.old.actorUri)).complete;
  return leaveLines({ facts, complete: complete && viewOf(complete), followers: ledger.find((line) => line.kind === 'followers') ?? null, movedAt: fresh?.movedAt ?? null, now });
}
