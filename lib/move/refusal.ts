import { sameAcct } from '@/lib/formats/acct';
import { actorCopy, aliasCause, isBlocked, type AliasCause } from './preflight/alias';
import type { Facts } from './model';

/** How long an old copy of the new account may stand in the way at most, and so how long it is watched, in milliseconds. */
export const watchFor = 24 * 3_600_000;

/** Why the server refused the move or the redirect. Words: `guide.migration.refusal.<code>`. */
export type RefusalCode = 'password' | 'cooldown' | 'form' | 'same' | 'blocked' | 'unreachable' | 'tryAgain' | 'copy' | Exclude<AliasCause, 'holds' | 'listedOnly'>;

/** What came of the last try, and when the next is worth it. */
export interface Refusal {
  code: RefusalCode;
  /** When it was refused, in milliseconds since the epoch. */
  at: number;
  /** Not worth another try before this; null = not by waiting alone. */
  tryFrom: number | null;
}

/**
 * Why the server said no, by the facts and not by its words, which are in whatever language: the page tells only where its
 * error stands. Null = it has not, or that is over. Source of the order of its checks: mastodon v4.6.5, app/models/account_migration.rb. Pure.
 */
export function refusalOf(facts: Facts, now: number): Refusal | null {
  const refused = facts['old.refused'];
  const target = facts['new.signedIn']?.value.acct;
  const to = facts['old.moved']?.value.to ?? null;
  if (!refused || refused.at + watchFor < now) return null;
  const is = (code: RefusalCode, tryFrom: number | null = null): Refusal => ({ code, at: refused.at, tryFrom });
  const { where } = refused.value;
  if (where === 'password') return is('password', refused.at);
  const cooldown = facts['old.cooldown']?.value.until ?? null;
  if (where === 'form') return cooldown !== null && cooldown > now ? is('cooldown', cooldown) : is('form');
  if (to !== null && target !== undefined && sameAcct(to, target)) return is('same');
  if (isBlocked(facts)) return is('blocked');
  if (facts['new.answers']?.value.answers === false) return is('unreachable');
  const seen = facts['new.aliasSeen'];
  const cause = aliasCause({ listed: facts['new.aliasListed']?.value.listed ?? null, seen: seen ? { ...seen.value, at: seen.at } : null, wrongSide: facts['old.aliasListed']?.value.listed ?? false, blocked: false, split: false, now });
  if (cause !== 'holds' && cause !== 'listedOnly') return is(cause, cause === 'cached' && seen ? seen.at + actorCopy : null);
  // It holds for everybody: what the old server was shown is a copy of before, and goes within three minutes of its making.
  const from = Math.max(refused.at, facts['new.aliasListed']?.at ?? 0) + actorCopy;
  return now < from ? is('copy', from) : is('tryAgain', from);
}
