import type { Move } from '@/lib/move/model';
import { importsOf } from '@/lib/store/imports';
import { readFacts } from '@/lib/store/moves';
import type { Background } from './context';
import { checkAlias } from './recheck';
import { watchRefusal } from './watch';

const soon = 60_000;

/**
 * Goes on with all that is watched. A browser may forget alarms when it ends; what is asked by them is worked out anew
 * from what is stored. Call it when the browser starts.
 */
export async function rearm(background: Background): Promise<void> {
  for (const move of await background.db.moves.toArray()) await rearmOne(background, move);
}

async function rearmOne(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const facts = await readFacts(db, move.id);
  const listed = facts['new.aliasListed'];
  if (listed?.value.listed === true && !listed.frozen && facts['new.aliasSeen']?.value.seen !== true) await checkAlias(background, move);
  if (facts['old.refused']) await watchRefusal(background, move);
  if (facts['old.moved']?.value.to != null) await background.setAlarm('followers', background.now() + soon);
  if ((await importsOf(db, move.id)).some((row) => row.confirmedAt !== null && !row.finished)) await background.setAlarm('imports', background.now() + soon);
}
