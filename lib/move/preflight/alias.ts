import { domainOf } from '@/lib/formats/acct';
import type { Facts } from '../model';
import { seenOf, type Check, type Found } from './check';

/** How long the new server shows everybody the same copy of an actor document, in milliseconds. Source: mastodon v4.6.5, app/controllers/concerns/cache_concern.rb. */
export const actorCopy = 3 * 60_000;

/** Why the alias holds or not. Words: `preflight.alias.<code>`. */
export type AliasCause = 'holds' | 'listedOnly' | 'notRead' | 'wrongSide' | 'notSet' | 'notLooked' | 'cached' | 'blocked' | 'split' | 'late';

/** What decides that, as the servers said it. */
export interface AliasCase {
  /** On the aliases page of the new account; null = the page was never read. */
  listed: boolean | null;
  /** In the actor document as strangers see it; null = it was not read since. */
  seen: { seen: boolean; refused: boolean; at: number } | null;
  /** The aliases page of the OLD account lists the new one. */
  wrongSide: boolean;
  /** One of the servers lets nothing of the other in. */
  blocked: boolean;
  /** Handles of the new server have another domain than its pages. */
  split: boolean;
  now: number;
}

/** The cause by the facts alone. Pure. */
export function aliasCause({ listed, seen, wrongSide, blocked, split, now }: AliasCase): AliasCause {
  if (listed === null) return wrongSide ? 'wrongSide' : 'notRead';
  if (!listed) return wrongSide ? 'wrongSide' : 'notSet';
  if (seen?.seen === true) return 'holds';
  if (seen?.refused === true) return 'listedOnly';
  if (seen === null) return 'notLooked';
  if (now < seen.at + actorCopy) return 'cached';
  if (blocked) return 'blocked';
  return split ? 'split' : 'late';
}

/** Is a Move refused between the two servers, by what they say of each other? */
export function isBlocked(facts: Facts): boolean {
  const blocks = facts['servers.blocks']?.value;
  return blocks?.newOfOld === 'suspend' || blocks?.oldOfNew === 'suspend';
}

/** Without it the old server answers "is not an alias of this account". */
export const aliasCheck: Check = {
  id: 'alias',
  find({ facts, next, now }): Found {
    const listed = facts['new.aliasListed'];
    const seen = facts['new.aliasSeen'];
    const cause = aliasCause({
      listed: listed?.value.listed ?? null,
      seen: seen ? { ...seen.value, at: seen.at } : null,
      wrongSide: facts['old.aliasListed']?.value.listed ?? false,
      blocked: isBlocked(facts),
      split: next !== null && domainOf(next.acct) !== new URL(next.origin).host,
      now,
    });
    const page = { at: 'page', page: 'aliases', role: 'new' } as const;
    const source = seenOf(cause === 'holds' || cause === 'cached' || cause === 'blocked' || cause === 'split' || cause === 'late' ? seen : listed);
    if (cause === 'holds' || cause === 'listedOnly') return { state: 'fine', detail: cause, seen: source };
    if (cause === 'notRead') return { state: 'unknown', detail: cause, action: page };
    const waits = cause === 'notLooked' || cause === 'cached' || cause === 'late';
    return { state: waits ? 'look' : 'stop', detail: cause, seen: source, action: waits ? null : page, until: cause === 'cached' && seen ? seen.at + actorCopy : null };
  },
};
