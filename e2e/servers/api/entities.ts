import { blocksDomainOf, findBlock, findFollow, findMute, findRequest } from '../relations';
import type { Account, Filter, Instance, List } from '../model';
import { acctOf, between, byUri, followersCount, followsCount } from '../state';
import { since } from '../version';
import { escapeHtml } from './html';

const html = (text: string) => (text === '' ? '' : `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`);

/** Account entity (facts I.2). Counters of remote accounts are what their server told. */
export function accountEntity(instance: Instance, account: Account, nested = false): Record<string, unknown> {
  const local = account.domain === null;
  const target = account.movedToUri === null || nested ? null : byUri(instance, account.movedToUri);
  const avatar = account.avatar?.url ?? `${instance.web}/avatars/original/missing.png`;
  const header = account.header?.url ?? `${instance.web}/headers/original/missing.png`;
  return {
    id: account.id,
    username: account.username,
    acct: acctOf(account),
    display_name: account.displayName,
    locked: account.locked,
    bot: account.bot,
    group: false,
    discoverable: account.discoverable,
    indexable: account.indexable,
    hide_collections: account.hideCollections,
    created_at: `${new Date(account.createdAt).toISOString().slice(0, 10)}T00:00:00.000Z`,
    last_status_at: lastStatusAt(instance, account),
    note: html(account.note),
    url: account.url,
    uri: account.uri,
    avatar,
    avatar_static: avatar,
    header,
    header_static: header,
    followers_count: local ? followersCount(instance, account) : account.followersCount,
    following_count: local ? followsCount(instance, account) : account.followingCount,
    statuses_count: local ? instance.state.statuses.count('counted', account.id) : account.statusesCount,
    fields: account.fields.map((field) => ({ name: field.name, value: escapeHtml(field.value), verified_at: null })),
    emojis: [],
    ...(local ? { roles: [], noindex: false } : {}),
    ...(target ? { moved: accountEntity(instance, target, true) } : {}),
    ...(account.suspended ? { suspended: true } : {}),
  };
}

function lastStatusAt(instance: Instance, account: Account): string | null {
  const last = instance.state.statuses.of('counted', account.id).at(-1);
  return last ? new Date(last.createdAt).toISOString().slice(0, 10) : null;
}

/** The account as its owner sees it, with the sources. */
export function credentialAccount(instance: Instance, account: Account): Record<string, unknown> {
  const requests = [...instance.state.followRequests.values()].filter((row) => row.to === account.id).length;
  const user = instance.state.users.get(account.id);
  return {
    ...accountEntity(instance, account),
    source: {
      privacy: user?.defaultPrivacy ?? 'public',
      sensitive: user?.defaultSensitive ?? false,
      language: user?.defaultLanguage ?? null,
      ...(since(instance, '4.5') ? { quote_policy: user?.preferences.quotePolicy ?? 'public' } : {}),
      note: account.note,
      fields: account.fields.map((field) => ({ ...field, verified_at: null })),
      follow_requests_count: Math.min(requests, 40),
      hide_collections: account.hideCollections,
      discoverable: account.discoverable,
      indexable: account.indexable,
    },
    role: { id: '-99', name: '', permissions: '0', color: '', highlighted: false },
  };
}

export function relationship(instance: Instance, me: Account, other: Account): Record<string, unknown> {
  const follow = findFollow(instance, me, other);
  const request = findRequest(instance, me, other);
  const row = follow ?? request;
  const muted = findMute(instance, me, other);
  return {
    id: other.id,
    following: follow !== undefined,
    showing_reblogs: row?.reblogs ?? false,
    notifying: row?.notify ?? false,
    languages: row?.languages ?? null,
    followed_by: findFollow(instance, other, me) !== undefined,
    blocking: findBlock(instance, me, other) !== undefined,
    blocked_by: findBlock(instance, other, me) !== undefined,
    muting: muted !== undefined,
    muting_notifications: muted?.notifications ?? false,
    ...(since(instance, '4.6') ? { muting_expires_at: muted?.expiresAt ? new Date(muted.expiresAt).toISOString() : null } : {}),
    requested: request !== undefined,
    requested_by: findRequest(instance, other, me) !== undefined,
    domain_blocking: blocksDomainOf(instance, me, other),
    endorsed: [...instance.state.endorsements.values()].some((row) => row.from === me.id && row.to === other.id),
    note: between(instance.state.notes, me.id, other.id)?.comment ?? '',
  };
}

export const listEntity = (list: List) => ({ id: list.id, title: list.title, replies_policy: list.repliesPolicy, exclusive: list.exclusive });

export const filterEntity = (filter: Filter) => ({
  id: filter.id,
  title: filter.title,
  context: filter.context,
  expires_at: filter.expiresAt === null ? null : new Date(filter.expiresAt).toISOString(),
  filter_action: filter.action,
  keywords: filter.keywords.map((word) => ({ id: word.id, keyword: word.keyword, whole_word: word.wholeWord })),
  statuses: filter.statuses.map((status) => ({ id: status.id, status_id: status.statusId })),
});
