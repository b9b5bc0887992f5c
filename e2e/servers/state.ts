import type { Account, Instance, InstanceOptions, State, User, WorldClock } from './model';

/** A double that knows nothing yet. */
export function createInstance(options: InstanceOptions, web: string, domain: string, mediaOrigin: string, clock: WorldClock): Instance {
  const state: State = {
    accounts: new Map(),
    users: new Map(),
    follows: new Map(),
    followRequests: new Map(),
    blocks: new Map(),
    mutes: new Map(),
    domainBlocks: new Map(),
    lists: new Map(),
    statuses: new Map(),
    bookmarks: new Map(),
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
    broken: new Map(),
    movesSeen: new Map(),
    counter: { value: 1000 + options.name.length * 17 },
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
  const uri = numericUri ? `${instance.web}/ap/users/${id}` : `${instance.web}/users/${input.username}`;
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
  for (const account of instance.state.accounts.values()) if (account.uri === uri) return account;
  return null;
}

export function findLocal(instance: Instance, username: string): Account | null {
  const wanted = username.toLowerCase();
  for (const account of instance.state.accounts.values()) if (account.domain === null && account.username.toLowerCase() === wanted) return account;
  return null;
}

export function findRemote(instance: Instance, username: string, domain: string): Account | null {
  for (const account of instance.state.accounts.values()) {
    if (account.domain === domain && account.username.toLowerCase() === username.toLowerCase()) return account;
  }
  return null;
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

/** May this user use the whole server? A moved account may not (facts A.3). */
export function functional(instance: Instance, user: User): boolean {
  const account = instance.state.accounts.get(user.accountId);
  return user.confirmed && user.approved && !user.frozen && account !== undefined && !account.suspended && account.movedToUri === null;
}

export const followsOf = (instance: Instance, account: Account) => [...instance.state.follows.values()].filter((follow) => follow.from === account.id);
export const followersOf = (instance: Instance, account: Account) => [...instance.state.follows.values()].filter((follow) => follow.to === account.id);
