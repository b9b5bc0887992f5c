import { originOf } from '@/lib/formats/acct';
import { lentAccess, noteLent } from '@/lib/store/lent';
import type { Background } from './context';
import { hostsOfMoves } from './pages';

/** Servers asked at a time. */
const atOnce = 6;

/** The asking of servers that are no part of the move: how many are asked, and when that has ended. */
export interface Asking {
  servers: number;
  done: Promise<void>;
}

/**
 * Asks servers that are no part of the move, as far as the person has given access to them, a few at a time. Access is
 * given back at the end, also after a stop in the middle.
 */
export async function askLent(background: Background, domains: readonly string[], askDomain: (domain: string) => Promise<void>): Promise<Asking> {
  const open: string[] = [];
  for (const domain of domains) if (await background.hasAccess(originOf(domain))) open.push(domain);
  await noteLent(background.db, open.map(originOf));
  const left = [...open];
  const askNext = async (): Promise<void> => {
    for (let domain = left.shift(); domain !== undefined; domain = left.shift()) await askDomain(domain);
  };
  const done = Promise.all(Array.from({ length: atOnce }, askNext)).then(() => undefined);
  return { servers: open.length, done: done.finally(() => returnAccess(background)) };
}

/** Gives back what access there was for asking other servers: after the questions, and at the start of a background that was stopped amid them. Those of the sides of any move stay. */
export async function returnAccess(background: Background): Promise<void> {
  const lent = await lentAccess(background.db);
  if (!lent) return;
  const kept = await hostsOfMoves(background);
  await background.giveBack(lent.filter((origin) => !kept.has(new URL(origin).hostname)));
  await noteLent(background.db, null);
}
