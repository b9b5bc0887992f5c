import { archiveNow } from '@/lib/move/archive';
import { refusalOf } from '@/lib/move/refusal';
import { patience } from '@/lib/move/schedule';
import { currentMove, readFacts } from '@/lib/store/moves';
import type { Background } from './context';

/** The mark on the extension's button: a scheduled backup that does not work, else that the move is worth another try, else an archive that waits to be fetched. */
export async function showBadge(background: Background): Promise<void> {
  const rows = await background.db.schedules.toArray();
  const loud = rows.some((row) => row.failedDays >= patience || row.closing);
  if (rows.some((row) => row.every !== 'off' && (row.failedDays > 0 || row.closing))) return background.setBadge('!', loud);
  if (await mayTryAgain(background)) return background.setBadge('→', true);
  return background.setBadge((await archiveWaits(background)) ? '↓' : '', false);
}

async function archiveWaits(background: Background): Promise<boolean> {
  const move = await currentMove(background.db);
  const fact = move ? (await readFacts(background.db, move.id))['old.archive'] : undefined;
  return fact !== undefined && !fact.value.seen && archiveNow(fact.value, background.now()).state === 'ready';
}

/** The old server refused the move, and what stood in the way is gone. */
async function mayTryAgain(background: Background): Promise<boolean> {
  const move = await currentMove(background.db);
  const facts = move ? await readFacts(background.db, move.id) : {};
  return facts['old.moved']?.value.to == null && refusalOf(facts, background.now())?.code === 'tryAgain';
}
