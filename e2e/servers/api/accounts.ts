import type { Context } from 'hono';
import { resolve } from '../federation';
import type { Account, App, Instance } from '../model';
import type { Collection } from '../records';
import { findLocal, findRemote } from '../state';
import { since } from '../version';
import { guard, open } from './auth';
import { accountEntity, credentialAccount, relationship } from './entities';
import { featuredTagEntity } from './kept';
import { byCursor, paged } from './paging';
import { notFound } from './answers';

const follows = { standard: 40, most: 80, kind: 'A' } as const;

/** Accounts as anybody reads them, and what one has to do with them. */
export function mountAccounts(app: App, instance: Instance): void {
  const { state } = instance;
  const entity = (account: Account) => accountEntity(instance, account);

  app.get('/api/v1/accounts/verify_credentials', (c) => {
    const who = guard(instance, c, ['read:accounts', 'profile']);
    return 'answer' in who ? who.answer : c.json(credentialAccount(instance, who.account));
  });
  app.get('/api/v1/accounts', (c) => {
    const ids = [...(c.req.queries('id[]') ?? []), ...(c.req.queries('id') ?? [])];
    if (ids.length > 40) return c.json({ error: 'Too many ids' }, 422);
    return c.json(ids.flatMap((id) => state.accounts.get(id) ?? []).filter((account) => !account.suspended).map(entity));
  });
  app.get('/api/v1/accounts/lookup', (c) => {
    const [username = '', domain] = (c.req.query('acct') ?? '').replace(/^@/, '').split('@');
    const found = domain === undefined || domain === instance.domain ? findLocal(instance, username) : findRemote(instance, username, domain);
    // One that is suspended is shown as such; nobody of a server that is suspended as a whole.
    // Source: mastodon v4.6.5, app/controllers/api/v1/accounts/lookup_controller.rb, app/services/resolve_account_service.rb.
    return found && !state.suspendedDomains.has(found.domain ?? '') ? c.json(entity(found)) : notFound(c);
  });
  app.get('/api/v1/accounts/search', async (c) => {
    const who = guard(instance, c, ['read:accounts']);
    if ('answer' in who) return who.answer;
    const found = c.req.query('resolve') === 'true' ? await resolve(instance, c.req.query('q') ?? '') : findLocal(instance, (c.req.query('q') ?? '').replace(/^@/, ''));
    return c.json(found ? [entity(found)] : []);
  });
  app.get('/api/v1/accounts/relationships', (c) => {
    const who = guard(instance, c, ['read:follows']);
    if ('answer' in who) return who.answer;
    const ids = [...(c.req.queries('id[]') ?? []), ...(c.req.queries('id') ?? [])];
    const others = ids.flatMap((id) => state.accounts.get(id) ?? []).filter((account) => !account.suspended || c.req.query('with_suspended') === 'true');
    return c.json(others.reverse().map((other) => relationship(instance, who.account, other)));
  });
  app.get('/api/v1/accounts/:id/following', (c) => connections(c, 'from'));
  app.get('/api/v1/accounts/:id/followers', (c) => connections(c, 'to'));

  function connections(c: Context, side: 'from' | 'to'): Response {
    const account = state.accounts.get(c.req.param('id') ?? '');
    if (!account) return notFound(c);
    const who = open(instance, c, ['read:accounts']);
    if ('answer' in who) return who.answer;
    if (account.hideCollections && who.viewer?.id !== account.id) return c.json([]);
    const other = (row: { from: string; to: string }) => state.accounts.get(side === 'from' ? row.to : row.from);
    return paged(instance, c, {
      rows: state.follows.of(side, account.id),
      cursor: (row) => row.id,
      keep: (row) => other(row)?.suspended === false,
      value: (row) => {
        const found = other(row);
        return found ? entity(found) : null;
      },
    }, follows);
  }

  app.get('/api/v1/accounts/:id/featured_tags', (c) => {
    const account = state.accounts.get(c.req.param('id'));
    if (!account) return notFound(c);
    return c.json([...state.featuredTags.values()].filter((row) => row.accountId === account.id).map((row) => featuredTagEntity(instance, row)));
  });
  if (since(instance, '4.4')) {
    app.get('/api/v1/accounts/:id/endorsements', (c) => {
      const account = state.accounts.get(c.req.param('id'));
      if (!account) return notFound(c);
      const who = open(instance, c, ['read:accounts']);
      return 'answer' in who ? who.answer : endorsed(instance, c, account, false);
    });
  }
  if (since(instance, '4.6')) app.get('/api/v1/accounts/:id/collections', (c) => collections(instance, c));
  app.get('/api/v1/endorsements', (c) => {
    const who = guard(instance, c, ['read:accounts']);
    return 'answer' in who ? who.answer : endorsed(instance, c, who.account, true);
  });
  app.get('/api/v1/accounts/:id', (c) => {
    const found = state.accounts.get(c.req.param('id'));
    return found ? c.json(entity(found)) : notFound(c);
  });
}

/** Featured accounts; here the cursor is the account id itself. */
function endorsed(instance: Instance, c: Context, owner: Account, zeroIsAll: boolean): Response {
  const rows = [...instance.state.endorsements.values()].filter((row) => row.from === owner.id).flatMap((row) => instance.state.accounts.get(row.to) ?? []);
  return paged(instance, c, { rows: byCursor(rows, (row) => row.id), cursor: (row) => row.id, keep: (row) => !row.suspended, value: (row) => accountEntity(instance, row) }, { ...follows, zeroIsAll });
}

/** Newest first, by offset; others see what may be discovered. */
function collections(instance: Instance, c: Context): Response {
  const account = instance.state.accounts.get(c.req.param('id') ?? '');
  if (!account) return notFound(c);
  const who = open(instance, c, ['read:collections']);
  if ('answer' in who) return who.answer;
  const own = who.viewer?.id === account.id;
  const sent = c.req.query('limit');
  const limit = sent === undefined ? 40 : Math.min(Math.abs(parseInt(sent, 10) || 0), 100);
  const offset = Math.max(0, parseInt(c.req.query('offset') ?? '0', 10) || 0);
  const all = [...instance.state.collections.values()].filter((row) => row.accountId === account.id);
  const shown = all.filter((row) => own || row.discoverable).sort((a, b) => b.createdAt - a.createdAt).slice(offset, offset + limit);
  const link = (to: number, rel: string) => {
    const target = new URL(c.req.path, instance.web);
    if (sent !== undefined) target.searchParams.set('limit', sent);
    target.searchParams.set('offset', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  // Mastodon multiplies where it should add: from the second page on it may name no next one.
  const links = [...(offset * limit + shown.length < all.length ? [link(offset + limit, 'next')] : []), ...(offset > 0 ? [link(offset - limit, 'prev')] : [])];
  return c.json({ collections: shown.map((row) => collectionEntity(instance, row)) }, 200, links.length > 0 ? { Link: links.join(', ') } : {});
}

function collectionEntity(instance: Instance, row: Collection): Record<string, unknown> {
  const iso = (time: number) => new Date(time).toISOString();
  return {
    id: row.id,
    uri: `${instance.web}/ap/users/${row.accountId}/collections/${row.id}`,
    url: `${instance.web}/collections/${row.id}`,
    local: true,
    name: row.name,
    description: row.description,
    language: row.language,
    sensitive: row.sensitive,
    discoverable: row.discoverable,
    tag: null,
    item_count: row.items.length,
    created_at: iso(row.createdAt),
    updated_at: iso(row.updatedAt),
    account_id: row.accountId,
    items: row.items.map((item) => ({ id: item.id, account_id: item.accountId, state: item.state, created_at: iso(item.createdAt) })),
  };
}
