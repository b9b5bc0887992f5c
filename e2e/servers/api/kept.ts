import type { Account, App, DomainBlock, Instance } from '../model';
import type { FeaturedTag, Kept, TagFollow } from '../records';
import { guard } from './auth';
import { since } from '../version';
import { accountEntity, filterEntity, listEntity } from './entities';
import { byCursor, paged, type Listing, type PageRules } from './paging';
import { notFound } from './answers';
import { statusEntity } from './statusEntity';

const accounts: PageRules = { standard: 40, most: 80, kind: 'A' };

/** What belongs to an account alone: blocks, mutes, bookmarks, favourites, lists, filters, hashtags (facts I.3). */
export function mountKept(app: App, instance: Instance): void {
  const { state } = instance;
  const list = <Row>(path: string, scopes: string[], rules: PageRules, rows: (me: Account) => Listing<Row>) =>
    app.get(path, (c) => {
      const who = guard(instance, c, scopes);
      return 'answer' in who ? who.answer : paged(instance, c, rows(who.account), rules);
    });
  const all = (path: string, scopes: string[], value: (me: Account) => unknown) =>
    app.get(path, (c) => {
      const who = guard(instance, c, scopes);
      return 'answer' in who ? who.answer : c.json(value(who.account));
    });
  const alive = (id: string) => state.accounts.get(id)?.suspended === false;
  const entity = (id: string) => {
    const account = state.accounts.get(id);
    return account ? accountEntity(instance, account) : {};
  };
  /** Rows by their own ids, which show an account. */
  const people = <Row extends { id: string }>(rows: Iterable<Row>, other: (row: Row) => string, more: (row: Row) => object = () => ({})): Listing<Row> => ({
    rows: byCursor(rows, (row) => row.id), cursor: (row) => row.id, keep: (row) => alive(other(row)), value: (row) => ({ ...entity(other(row)), ...more(row) }),
  });
  const posts = (rows: readonly Kept[], me: Account): Listing<Kept> => ({
    rows,
    cursor: (row) => row.id,
    keep: (row) => state.statuses.has(row.statusId),
    value: (row) => {
      const status = state.statuses.get(row.statusId);
      return status ? statusEntity(instance, status, me) : null;
    },
  });
  const from = <Row extends { from: string }>(rows: Map<string, Row>, me: Account) => [...rows.values()].filter((row) => row.from === me.id);
  const of = <Row extends { accountId: string }>(rows: Map<string, Row>, me: Account) => [...rows.values()].filter((row) => row.accountId === me.id);

  list('/api/v1/blocks', ['read:blocks', 'follow'], accounts, (me) => people(from(state.blocks, me), (row) => row.to));
  list('/api/v1/mutes', ['read:mutes', 'follow'], accounts, (me) =>
    people(from(state.mutes, me), (row) => row.to, (row) => ({ mute_expires_at: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString() })));
  list('/api/v1/follow_requests', ['read:follows', 'follow'], accounts, (me) => people([...state.followRequests.values()].filter((row) => row.to === me.id), (row) => row.from));
  list<DomainBlock>('/api/v1/domain_blocks', ['read:blocks', 'follow'], { standard: 100, most: 200, kind: 'A' }, (me) => ({ rows: byCursor(of(state.domainBlocks, me), (row) => row.id), cursor: (row) => row.id, value: (row) => row.domain }));
  list('/api/v1/bookmarks', ['read:bookmarks'], { standard: 20, most: 40, kind: 'B' }, (me) => posts(state.bookmarks.of('account', me.id), me));
  list('/api/v1/favourites', ['read:favourites'], { standard: 20, most: 40, kind: 'B' }, (me) => posts(state.favourites.of('account', me.id), me));
  list<TagFollow>('/api/v1/followed_tags', ['read:follows', 'follow'], { standard: 100, most: 200, kind: 'B' }, (me) => ({
    rows: byCursor(of(state.tagFollows, me), (row) => row.id), cursor: (row) => row.id, value: (row) => tagEntity(instance, me, row.name),
  }));

  app.get('/api/v1/lists/:id/accounts', (c) => {
    const who = guard(instance, c, ['read:lists']);
    if ('answer' in who) return who.answer;
    const found = state.lists.get(c.req.param('id'));
    if (!found || found.accountId !== who.account.id) return notFound(c);
    return paged(instance, c, { rows: byCursor(found.members, (id) => id), cursor: (id) => id, keep: alive, value: entity }, { ...accounts, zeroIsAll: true });
  });
  all('/api/v1/lists', ['read:lists'], (me) => of(state.lists, me).map(listEntity));
  all('/api/v2/filters', ['read:filters'], (me) => of(state.filters, me).map(filterEntity));
  all('/api/v1/featured_tags', ['read:accounts'], (me) => of(state.featuredTags, me).map((row) => featuredTagEntity(instance, row)));
  all('/api/v1/preferences', ['read:accounts'], (me) => {
    const user = state.users.get(me.id);
    return {
      'posting:default:visibility': user?.defaultPrivacy ?? 'public',
      'posting:default:sensitive': user?.defaultSensitive ?? false,
      // The one that posts get: where none was chosen, that of the pages. Source: mastodon v4.6.5, app/models/concerns/user/has_settings.rb.
      'posting:default:language': user?.defaultLanguage ?? user?.locale ?? null,
      ...(since(instance, '4.5') ? { 'posting:default:quote_policy': user?.preferences.quotePolicy ?? 'public' } : {}),
      'reading:expand:media': user?.preferences.expandMedia ?? 'default',
      'reading:expand:spoilers': user?.preferences.expandSpoilers ?? false,
      'reading:autoplay:gifs': user?.preferences.autoplayGifs ?? false,
    };
  });
}

const tagUrl = (instance: Instance, name: string) => `${instance.web}/tags/${encodeURIComponent(name)}`;

export function tagEntity(instance: Instance, me: Account, name: string): Record<string, unknown> {
  const today = Math.floor(instance.clock.now() / 86_400_000) * 86_400;
  // A hashtag's id says nothing about who follows it; any that is no cursor will do.
  const id = String([...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 900_000, 7));
  return {
    ...(since(instance, '4.4') ? { id } : {}),
    name,
    url: tagUrl(instance, name),
    history: Array.from({ length: 7 }, (_, day) => ({ day: String(today - day * 86_400), accounts: '0', uses: '0' })),
    following: true,
    ...(since(instance, '4.4') ? { featuring: [...instance.state.featuredTags.values()].some((row) => row.accountId === me.id && row.name === name) } : {}),
  };
}

/** FeaturedTag entity; its count is a string, as Mastodon's. */
export function featuredTagEntity(instance: Instance, row: FeaturedTag): Record<string, unknown> {
  const posts = instance.state.statuses.of('counted', row.accountId).filter((status) => status.tags.includes(row.name) && (status.visibility === 'public' || status.visibility === 'unlisted'));
  const owner = instance.state.accounts.get(row.accountId);
  const last = posts.at(-1);
  return {
    id: row.id,
    name: row.name,
    url: `${owner?.url ?? instance.web}/tagged/${encodeURIComponent(row.name)}`,
    statuses_count: String(posts.length),
    last_status_at: last ? new Date(last.createdAt).toISOString().slice(0, 10) : null,
  };
}
