import type { Account, Instance, InstanceOptions, State, User, WorldClock } from './model';
import type { Preferences } from './records';
import { Table } from './table';
import { isGlitch, since } from './version';

const handleOf = (username: string, domain: string | null) => `${username.toLowerCase()}@${domain ?? ''}`;
const pairOf = (from: string, to: string) => `${from}>${to}`;

/** What Mastodon sets for a newcomer. */
const newcomer: Preferences = { expandMedia: 'default', expandSpoilers: false, autoplayGifs: false, quotePolicy: 'public' };

/** A double that knows nothing yet. */
export function createInstance(options: InstanceOptions, web: string, domain: string, mediaOrigin: string, clock: WorldClock): Instance {
  const state: State = {
    accounts: new Table({ uri: (row) => row.uri, handle: (row) => handleOf(row.username, row.domain) }),
    users: new Map(),
    follows: new Table({ from: (row) => row.from, to: (row) => row.to, pair: (row) => pairOf(row.from, row.to) }),
    followRequests: new Map(),
    blocks: new Map(),
    mutes: new Map(),
    domainBlocks: new Map(),
    lists: new Map(),
    // Direct posts are in no counter.
    statuses: new Table({ account: (row) => row.accountId, counted: (row) => (row.visibility === 'direct' ? null : row.accountId), uri: (row) => row.uri, replyTo: (row) => row.inReplyToId, reblogOf: (row) => row.reblogOf }),
    media: new Map(),
    bookmarks: new Table({ account: (row) => row.accountId, pair: (row) => pairOf(row.accountId, row.statusId) }),
    favourites: new Table({ account: (row) => row.accountId, pair: (row) => pairOf(row.accountId, row.statusId), status: (row) => row.statusId }),
    notifications: new Table({ account: (row) => row.accountId }),
    conversations: new Map(),
    scheduled: new Map(),
    tagFollows: new Map(),
    featuredTags: new Map(),
    endorsements: new Map(),
    notes: new Table({ pair: (row) => pairOf(row.from, row.to), from: (row) => row.from }),
    collections: new Map(),
    announcements: new Map(),
    filters: new Map(),
    aliases: new Map(),
    migrations: new Map(),
    archives: new Map(),
    imports: new Map(),
    apps: new Map(),
    grants: new Map(),
    tokens: new Map(),
    sessions: new Map(),
    suspendedDomains: new Set(),
    limitedDomains: new Set(),
  };
  return {
    options,
    web,
    domain,
    mediaOrigin,
    state,
    clock,
    seen: [],
    faults: [],
    actorCache: new Map(),
    windows: new Map(),
    idempotent: new Map(),
    broken: new Map(),
    movesSeen: new Map(),
    counter: { value: 1000 + options.name.length * 17 },
    hostility: [],
  };
}

/** A fresh id: decimal, rising, and never the same for two records, so that a cursor cannot pass for an account id. */
export function nextId(instance: Instance): string {
  instance.counter.value += 7;
  return String(instance.counter.value);
}

/** What a new local account may say about itself. */
export type NewAccount = Partial<Account> & { username: string; email?: string; password?: string | null; locale?: 'en' | 'de'; numericUri?: boolean };

/** Makes a local account with its user. From 4.5 on actor URIs are `/ap/users/<id>`; older accounts keep `/users/name`. */
export function createLocal(instance: Instance, input: NewAccount): Account {
  const { email, password, locale, numericUri, ...rest } = input;
  const id = nextId(instance);
  const uri = numericUri && since(instance, '4.5') ? `${instance.web}/ap/users/${id}` : `${instance.web}/users/${input.username}`;
  const account: Account = {
    id,
    domain: null,
    uri,
    url: `${instance.web}/@${input.username}`,
    inbox: `${instance.web}/inbox`,
    displayName: '',
    note: '',
    fields: [],
    avatar: null,
    header: null,
    locked: false,
    bot: false,
    discoverable: true,
    indexable: true,
    hideCollections: null,
    createdAt: instance.clock.now() - 400 * 86_400_000,
    suspended: false,
    alsoKnownAs: [],
    movedToUri: null,
    fetchedAt: 0,
    followersCount: 0,
    followingCount: 0,
    statusesCount: 0,
    ...rest,
  };
  instance.state.accounts.set(id, account);
  if (email !== undefined) {
    const user: User = {
      accountId: id,
      email,
      password: password ?? null,
      locale: locale ?? instance.options.locale,
      confirmed: true,
      approved: true,
      frozen: false,
      defaultPrivacy: 'public',
      defaultSensitive: false,
      defaultLanguage: null,
      preferences: { ...newcomer },
    };
    instance.state.users.set(id, user);
  }
  return account;
}

/** A copy of another double's account, as this one would have fetched it. */
export function createCopy(instance: Instance, from: Instance, original: Account): Account {
  const known = byUri(instance, original.uri);
  if (known) return known;
  const copy: Account = { ...original, id: nextId(instance), domain: from.domain, inbox: `${from.web}/inbox`, fetchedAt: instance.clock.now(), alsoKnownAs: [...original.alsoKnownAs] };
  instance.state.accounts.set(copy.id, copy);
  return copy;
}

export function byUri(instance: Instance, uri: string): Account | null {
  return instance.state.accounts.first('uri', uri) ?? null;
}

export function findLocal(instance: Instance, username: string): Account | null {
  return instance.state.accounts.first('handle', handleOf(username, null)) ?? null;
}

export function findRemote(instance: Instance, username: string, domain: string): Account | null {
  return instance.state.accounts.first('handle', handleOf(username, domain)) ?? null;
}

/** `user` for local accounts, `user@domain` for others. */
export function acctOf(account: Account): string {
  return account.domain === null ? account.username : `${account.username}@${account.domain}`;
}

/** `user@domain` always. */
export function fullAcct(instance: Instance, account: Account): string {
  return `${account.username}@${account.domain ?? instance.domain}`;
}

export function userOf(instance: Instance, account: Account): User | null {
  return instance.state.users.get(account.id) ?? null;
}

/** May this user use the whole server? A moved account may not, but on glitch (facts A.3). */
export function functional(instance: Instance, user: User): boolean {
  const account = instance.state.accounts.get(user.accountId);
  return user.confirmed && user.approved && !user.frozen && account !== undefined && !account.suspended && (account.movedToUri === null || isGlitch(instance));
}

/** Rows of one account, oldest first; copies, so that callers may sort them. */
export const followsOf = (instance: Instance, account: Account) => [...instance.state.follows.of('from', account.id)];
export const followersOf = (instance: Instance, account: Account) => [...instance.state.follows.of('to', account.id)];
export const followsCount = (instance: Instance, account: Account) => instance.state.follows.count('from', account.id);
export const followersCount = (instance: Instance, account: Account) => instance.state.follows.count('to', account.id);
/** The first row of a table that is between two records. */
export const between = <Row>(table: { first(name: 'pair', key: string): Row | undefined }, from: string, to: string): Row | undefined => table.first('pair', pairOf(from, to));
