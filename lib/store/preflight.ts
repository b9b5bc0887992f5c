import { preflight } from '@/lib/move/preflight/registry';
import type { Finding } from '@/lib/move/preflight/check';
import type { Move } from '@/lib/move/model';
import { newestBackups } from './backups';
import type { MovingDayDb } from './db';
import { countStoredLedger } from './ledger';
import { accountOf, readFacts } from './moves';
import { viewOf } from './view';

/** How things stand before the last step. For live views: reads the database alone, in one transaction. */
export function readPreflight(db: MovingDayDb, move: Move, now: number): Promise<Finding[]> {
  return db.transaction('r', [db.facts, db.accounts, db.ledger, db.backups, db.problems], async () => read(db, move, now));
}

async function read(db: MovingDayDb, move: Move, now: number): Promise<Finding[]> {
  const [facts, old, next, ledger] = await Promise.all([readFacts(db, move.id), accountOf(db, move, 'old'), accountOf(db, move, 'new'), countStoredLedger(db, move.id)]);
  const complete = move.old.actorUri === null ? null : (await newestBackups(db, move.old.actorUri)).complete;
  const disabled = (await db.problems.get(`${move.id}|new`))?.problem.code === 'loginDisabled';
  return preflight({ facts, old, next, disabled, complete: complete && viewOf(complete), ledger, now });
}
