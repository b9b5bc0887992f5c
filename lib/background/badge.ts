import { archiveNow } from '@/lib/move/archive';
import { patience } from '@/lib/move/schedule';
import { currentMove, readFacts } from '@/lib/store/moves';
import type { Background } from './context';

/** The mark on the extension's button: a scheduled backup that does not work, else an archive that waits to be fetched. */
export async function showBadge(background: Background): Promise<void> {
  const rows = await background.db.schedules.toArray();
  const loud = rows.some((row) => row.failedDays >= patience || row.closing);
  if (rows.some((row) => row.every !== 'off' && (row.failedDays > 0 || row.closing))) return background.setBadge('!', loud);
  return background.setBadge((await archiveWaits(background)) ? '↓' : '', false);
}

async function archiveWaits(background: Background): Promise<boolean> {
  const move = await currentMove(background.db);
  const fact = move ? (await readFacts(background.db, move.id))['old.archive'] : undefined;
  return fact !== undefined && !fact.value.seen && archiveNow(fact.value, background.now()).state === 'ready';
}
