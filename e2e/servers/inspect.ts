import { keptInspector, type KeptInspector } from './inspectKept';
import type { BulkImport, Instance, OAuthToken } from './model';
import { findLocal, followersOf, followsOf, fullAcct } from './state';

/** The true state of a double, for tests to assert against. Reads only. */
export interface Inspector extends KeptInspector {
  following(username: string): { acct: string; reblogs: boolean; notify: boolean; languages: string[] | null }[];
  requested(username: string): string[];
  followers(username: string): string[];
  blocks(username: string): string[];
  mutes(username: string): { acct: string; notifications: boolean }[];
  domainBlocks(username: string): string[];
  lists(username: string): { title: string; members: string[] }[];
  bookmarks(username: string): string[];
  filters(username: string): { title: string; context: string[]; keywords: string[] }[];
  alsoKnownAs(username: string): string[];
  movedTo(username: string): string | null;
  profile(username: string): { displayName: string; note: string; fields: { name: string; value: string }[]; hasAvatar: boolean; hasHeader: boolean };
  imports(username: string): BulkImport[];
  apps(): number;
  liveTokens(): OAuthToken[];
}

export function inspector(instance: Instance): Inspector {
  const { state } = instance;
  const me = (username: string) => {
    const found = findLocal(instance, username);
    if (!found) throw new Error(`nobody called ${username}`);
    return found;
  };
  const name = (id: string) => {
    const account = state.accounts.get(id);
    return account ? fullAcct(instance, account) : id;
  };
  return {
    ...keptInspector(instance, me, name),
    following: (username) => followsOf(instance, me(username)).map((row) => ({ acct: name(row.to), reblogs: row.reblogs, notify: row.notify, languages: row.languages })),
    requested: (username) => [...state.followRequests.values()].filter((row) => row.from === me(username).id).map((row) => name(row.to)),
    followers: (username) => followersOf(instance, me(username)).map((row) => name(row.from)),
    blocks: (username) => [...state.blocks.values()].filter((row) => row.from === me(username).id).map((row) => name(row.to)),
    mutes: (username) => [...state.mutes.values()].filter((row) => row.from === me(username).id).map((row) => ({ acct: name(row.to), notifications: row.notifications })),
    domainBlocks: (username) => [...state.domainBlocks.values()].filter((row) => row.accountId === me(username).id).map((row) => row.domain),
    lists: (username) => [...state.lists.values()].filter((row) => row.accountId === me(username).id).map((row) => ({ title: row.title, members: row.members.map(name) })),
    bookmarks: (username) => state.bookmarks.of('account', me(username).id).map((row) => state.statuses.get(row.statusId)?.uri ?? ''),
    filters: (username) => [...state.filters.values()].filter((row) => row.accountId === me(username).id).map((row) => ({ title: row.title, context: row.context, keywords: row.keywords.map((word) => word.keyword) })),
    alsoKnownAs: (username) => me(username).alsoKnownAs,
    movedTo: (username) => me(username).movedToUri,
    profile: (username) => {
      const account = me(username);
      return { displayName: account.displayName, note: account.note, fields: account.fields, hasAvatar: account.avatar !== null, hasHeader: account.header !== null };
    },
    imports: (username) => [...state.imports.values()].filter((row) => row.accountId === me(username).id),
    apps: () => state.apps.size,
    liveTokens: () => [...state.tokens.values()].filter((token) => !token.revoked && token.accountId !== null),
  };
}
