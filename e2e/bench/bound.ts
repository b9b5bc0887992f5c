import type { KindId } from '@/lib/move/model';
import { personOn } from '@/lib/mastodon/testing/access';
import { findLocal, findRemote } from '../servers/state';
import type { ServerHandle } from '../servers/world';

/** Accounts that one look-up takes. */
const batch = 100;

/**
 * The fewest requests that read these kinds of an account by API: rows by the page maximum, and accounts that have to be
 * asked about in batches of 100, each once. A list that fills its last page names a further one, which is empty: that is
 * the server's rule, so it counts. Worked out from what the server holds, not from what was asked.
 */
export function lowerBound(server: ServerHandle, username: string, kinds: readonly KindId[]): number {
  const { inspect } = server;
  const counts: Partial<Record<KindId, () => number>> = {
    profile: () => 1,
    following: () => pages(inspect.following(username).length, 80) + batches(inspect.following(username).length),
    lists: () => 1 + sum(inspect.lists(username).map((list) => pages(list.members.length, 80))),
    blocks: () => pages(inspect.blocks(username).length, 80),
    mutes: () => pages(inspect.mutes(username).length, 80) + batches(inspect.mutes(username).length),
    domainBlocks: () => pages(inspect.domainBlocks(username).length, 200),
    bookmarks: () => pages(inspect.bookmarks(username).length, 40),
    filters: () => 1,
    followers: () => pages(inspect.followers(username).length, 80),
    followedTags: () => pages(inspect.followedTags(username).length, 200),
    featuredTags: () => 1,
    featuredAccounts: () => pages(inspect.endorsed(username).length, 80),
    collections: () => pages(inspect.collections(username).length, 40) + sum(inspect.collections(username).map((one) => Math.ceil(one.members.length / 40))),
    preferences: () => 1,
    scheduledPosts: () => pages(inspect.scheduled(username).length, 40),
    notes: () => batches(unasked(server, username, kinds).size),
    requestsReceived: () => pages(inspect.requestsIn(username).length, 80),
    posts: () => pages(inspect.posts(username).length, 40),
    pinned: () => pages(inspect.pinned(username).length, 40),
    conversations: () => pages(inspect.conversations(username).length, 40) + inspect.conversations(username).length,
    favourites: () => pages(inspect.favourites(username).length, 40),
    notifications: () => Math.ceil(inspect.notifications(username).length / 80) + 1,
  };
  return sum(kinds.map((kind) => counts[kind]?.() ?? 0));
}

/** The fewest requests for kinds that export files give: one a file, and the API for what no file has (when a mute ends, the settings of lists). */
export function lowerBoundWithFiles(server: ServerHandle, username: string, kinds: readonly KindId[]): { files: number; api: number } {
  const added: Partial<Record<KindId, number>> = { mutes: pages(server.inspect.mutes(username).length, 80), lists: 1 };
  return { files: kinds.length, api: sum(kinds.map((kind) => added[kind] ?? 0)) };
}

/**
 * The fewest requests that compare an account with the one that it came from: its own lists, the list of servers that its
 * server blocks, one look-up for each account that did not arrive, since no request looks up several, and what stands
 * between in batches. `old` is what was to come.
 */
export function lowerBoundOfComparison(old: ServerHandle, next: ServerHandle, username: string, kinds: readonly KindId[]): number {
  const people = ({ inspect }: ServerHandle): [KindId, string[]][] => [
    ['following', inspect.following(username).map((row) => row.acct)],
    ['lists', inspect.lists(username).flatMap((list) => list.members.map((member) => `${list.title} ${member}`))],
    ['blocks', inspect.blocks(username)],
    ['mutes', inspect.mutes(username).map((row) => row.acct)],
  ];
  const there = new Map(people(next));
  const missing = people(old).flatMap(([kind, accts]) => (kinds.includes(kind) ? accts.filter((acct) => !there.get(kind)?.includes(acct)) : []));
  const accts = new Set(missing.map((acct) => acct.split(' ').at(-1) ?? '').filter((acct) => acct !== `${username}@${next.domain}`));
  const known = [...accts].filter((acct) => isKnown(next, acct));
  // Who is followed or muted is all that is asked, unless there are notes to look for.
  const spared = kinds.includes('notes') ? 0 : sum([...there].map(([kind, all]) => ((kind === 'following' || kind === 'mutes') && kinds.includes(kind) ? batches(all.length) : 0)));
  return lowerBound(next, username, kinds) - spared + 1 + accts.size + batches(known.length);
}

function isKnown({ instance, domain }: ServerHandle, acct: string): boolean {
  const [name = '', host] = acct.split('@');
  return (host === domain ? findLocal(instance, name) : findRemote(instance, name, host ?? '')) !== null;
}

/** Accounts whose relationship came with no list. */
function unasked({ inspect }: ServerHandle, username: string, kinds: readonly KindId[]): Set<string> {
  const people: [KindId, string[]][] = [
    ['followers', inspect.followers(username)],
    ['blocks', inspect.blocks(username)],
    ['lists', inspect.lists(username).flatMap((list) => list.members)],
  ];
  const left = new Set(people.flatMap(([kind, accts]) => (kinds.includes(kind) ? accts : [])));
  for (const { acct } of [...(kinds.includes('following') ? inspect.following(username) : []), ...(kinds.includes('mutes') ? inspect.mutes(username) : [])]) left.delete(acct);
  return left;
}

function pages(rows: number, most: number): number {
  return rows === 0 ? 1 : Math.ceil(rows / most) + (rows % most === 0 ? 1 : 0);
}

function batches(accounts: number): number {
  return Math.ceil(accounts / batch);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Id of a local account. */
export function idOn(server: ServerHandle, username: string): string {
  return personOn(server, username).id;
}
