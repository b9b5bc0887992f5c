import { domainOf } from '@/lib/formats/acct';
import type { Move, NamedAccount, Role } from '@/lib/move/model';
import { accountOf, createMove, findMove } from '@/lib/store/moves';
import type { Background } from './context';

/**
 * Makes a move: an empty one, or one that leaves the new account of another move, `back` to where that came from or `on`
 * to a third account. Its sides are named; each is signed in to anew, since the sides need other rights than before.
 */
export async function startMove(background: Background, from?: { moveId: string; way: 'back' | 'on' }): Promise<Move> {
  const { db } = background;
  const before = from ? await findMove(db, from.moveId) : null;
  const named = before && from ? { old: await namedOn(background, before, 'new'), new: from.way === 'back' ? await namedOn(background, before, 'old') : null } : {};
  return createMove(db, background.newId(), background.now(), named);
}

async function namedOn({ db }: Background, move: Move, role: Role): Promise<NamedAccount | null> {
  const account = await accountOf(db, move, role);
  if (!account) return move[role].named;
  const { acct, origin, version, apiVersion } = account;
  return { text: `@${acct}`, acct, origin, domain: domainOf(acct), serverTitle: move[role].named?.serverTitle ?? '', version, apiVersion };
}
