import type { World } from '@/e2e/servers/world';
import type { Move } from '@/lib/move/model';
import { createMove } from '@/lib/store/moves';
import type { Background } from '../context';
import { readerFor, type Reader } from './reader';

/** A move with both sides signed in, in one database. */
export interface Pair {
  reader: Reader;
  background: Background;
  move: Move;
}

/** Ada on OLD and on NEW, each with a token of these scopes. */
export async function pairOf(world: World, scopes: { old: string[]; new: string[] }): Promise<Pair> {
  const reader = await readerFor(world.old, 'ada', scopes.old);
  const next = await readerFor(world.new, 'ada', scopes.new);
  const { db } = reader.background;
  const [old] = await db.accounts.toArray();
  const [account] = await next.background.db.accounts.toArray();
  const [token] = await next.background.db.tokens.toArray();
  if (!old || !account || !token) throw new Error('not signed in');
  await db.accounts.put(account);
  await db.tokens.put(token);
  const { id } = await createMove(db, `move-${old.id}`, reader.background.now());
  await db.moves.update(id, { old: { named: null, actorUri: old.actorUri }, new: { named: null, actorUri: account.actorUri } });
  const move = await db.moves.get(id);
  if (!move) throw new Error('no move');
  return { reader, background: reader.background, move };
}

/** The background after it was stopped and woken: the same database, nothing remembered, and a network that works. */
export function reborn({ background }: Pair, net: Background['fetch']): Background {
  return { ...background, fetch: net };
}
