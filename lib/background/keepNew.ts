import { touched } from '@/lib/kinds/registry';
import type { Account, Move, Problem } from '@/lib/move/model';
import { newestBackups } from '@/lib/store/backups';
import { undoOf } from '@/lib/store/keptNew';
import { startBackup } from './backup';
import { problem, type Background } from './context';

/** After this, a backup of the new account that lacks something is worth another try, in milliseconds. */
const tryAgainAfter = 10 * 60_000;
/** How long a backup of the new account is waited for before it is looked at again, in milliseconds; its end is told at once. */
export const keepPause = 60_000;

/**
 * Nothing is touched to the new account before it has been backed up as it was. `kept` = it has been; `reading` = that is
 * under way, or has just been begun; else why it cannot be: only the person may go on without.
 */
export async function keepNew(background: Background, move: Move, next: Account): Promise<'kept' | 'reading' | Problem> {
  const { db } = background;
  const now = background.now();
  if (await undoOf(db, move, now)) return 'kept';
  const { newest } = await newestBackups(db, next.actorUri);
  const lately = newest !== null && newest.startedAt + tryAgainAfter > now;
  if (newest?.status === 'running' || newest?.status === 'waiting') return 'reading';
  if (newest?.status === 'paused' || ((newest?.status === 'failed' || newest?.status === 'done') && lately && touched.every((kind) => newest.kinds.some((row) => row.kind === kind)))) {
    return problem(background, 'keepNewFailed', 'new', [new URL(next.origin).host]);
  }
  const started = await startBackup(background, next.actorUri, { kinds: touched }, { moveId: move.id, scheduled: false });
  return started.ok ? 'reading' : started.problem;
}
