import type { Move } from '@/lib/move/model';
import { backupToCarry } from '@/lib/store/backups';
import { accountOf } from '@/lib/store/moves';
import type { Background } from './context';

/** A reading of the new account is good for so long while nothing changes that we know of, in milliseconds: people answer requests at any time. */
const goodFor = 5 * 60_000;

/**
 * Is the new account worth reading again, without a person's press? Not while the last reading is young and neither
 * files nor choices nor the backup have changed since, nor anything was brought: on long lists each reading is minutes
 * of the server's limits. What is being brought just now is compared at its end.
 */
export async function isVerifyDue({ db, now }: Pick<Background, 'db' | 'now'>, move: Move): Promise<boolean> {
  const { compared } = move;
  const old = await accountOf(db, move, 'old');
  if (!compared || !old) return true;
  const { startedAt, backupId } = compared;
  // A time ahead is a clock that was set back since.
  if (startedAt > now() || startedAt + goodFor <= now()) return true;
  if ((await backupToCarry(db, move))?.id !== backupId) return true;
  if ((move.chosenAt ?? 0) > startedAt) return true;
  if (await db.imports.where('moveId').equals(move.id).filter((row) => row.changedAt > startedAt).first()) return true;
  const job = await db.carryJobs.get(move.id);
  return job !== undefined && job.status !== 'running' && (job.broughtAt ?? 0) > startedAt;
}
