import type { Context } from 'hono';
import type { App } from '../model';
import { resolve } from '../federation';
import type { Account, Instance } from '../model';
import { updateProfile } from '../moving';
import { acceptRequest, block, blockDomain, follow, mute, unfollow } from '../relations';
import { findLocal, findRemote, nextId } from '../state';
import { callerOf, guard } from './auth';
import { accountEntity, credentialAccount, filterEntity, listEntity, relationship, statusEntity } from './entities';
import { bodyOf } from './oauth';
import { paged, type PagedRow } from './paging';
import { mayFollow } from './rate';

const notFound = (c: Context) => c.json({ error: 'Record not found' }, 404);
const many = (value: string | string[] | undefined) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** The REST endpoints that a move reads or writes (facts I.3). */
export function mountRest(app: App, instance: Instance): void {
  mountAccounts(app, instance);
  mountOwnLists(app, instance);
  mountWrites(app, instance);
}

function mountAccounts(app: App, instance: Instance): void {
  const { state } = instance;
  const entity = (account: Account) => accountEntity(instance, account);

  app.get('/api/v1/accounts/verify_credentials', (c) => {
    const who = guard(instance, c, ['read:accounts', 'profile']);
    return 'answer' in who ? who.answer : c.json(credentialAccount(instance, who.account));
  });
  app.get('/api/v1/accounts/lookup', (c) => {
    const [username = '', domain] = (c.req.query('acct') ?? '').replace(/^@/, '').split('@');
    const found = domain === undefined || domain === instance.domain ? findLocal(instance, username) : findRemote(instance, username, domain);
    return found && !found.suspended ? c.json(entity(found)) : notFound(c);
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
    const ids = [...c.req.queries('id[]') ?? [], ...(c.req.queries('id') ?? [])];
    const others = ids.flatMap((id) => state.accounts.get(id) ?? []).filter((account) => !account.suspended || c.req.query('with_suspended') === 'true');
    return c.json(others.reverse().map((other) => relationship(instance, who.account, other)));
  });
  app.get('/api/v1/accounts/:id/following', (c) => connections(c, 'from'));
  app.get('/api/v1/accounts/:id/followers', (c) => connections(c, 'to'));

  function connections(c: Context, side: 'from' | 'to'): Response {
    const account = state.accounts.get(c.req.param('id') ?? '');
    if (!account) return notFound(c);
    const own = callerOf(instance, c).account?.id === account.id;
    if (account.hideCollections && !own) return c.json([]);
    const rows: PagedRow[] = [...state.follows.values()]
      .filter((row) => row[side] === account.id)
      .flatMap((row) => {
        const other = state.accounts.get(side === 'from' ? row.to : row.from);
        return other && !other.suspended ? [{ cursor: row.id, value: entity(other) }] : [];
      });
    return paged(instance, c, rows, { standard: 40, most: 80 });
  }

  app.get('/api/v1/accounts/:id/statuses', (c) => {
    const rows = [...state.statuses.values()].filter((status) => status.accountId === c.req.param('id') && status.visibility !== 'direct');
    return paged(instance, c, rows.map((status) => ({ cursor: status.id, value: statusEntity(instance, status) })), { standard: 20, most: 40 });
  });
  app.get('/api/v1/accounts/:id', (c) => {
    const found = state.accounts.get(c.req.param('id'));
    return found ? c.json(entity(found)) : notFound(c);
  });
  app.get('/api/v1/statuses/:id', (c) => {
    const status = state.statuses.get(c.req.param('id'));
    return status ? c.json(statusEntity(instance, status)) : notFound(c);
  });
}

function mountOwnLists(app: App, instance: Instance): void {
  const { state } = instance;
  const entity = (id: string) => {
    const account = state.accounts.get(id);
    return account && !account.suspended ? accountEntity(instance, account) : null;
  };
  type Of = (me: Account) => PagedRow[];
  const list = (path: string, scopes: string[], limits: { standard: number; most: number }, rows: Of) =>
    app.get(path, (c) => {
      const who = guard(instance, c, scopes);
      return 'answer' in who ? who.answer : paged(instance, c, rows(who.account), limits);
    });
  const all = (path: string, scopes: string[], value: (me: Account) => unknown) =>
    app.get(path, (c) => {
      const who = guard(instance, c, scopes);
      return 'answer' in who ? who.answer : c.json(value(who.account));
    });
  const filled = (rows: { cursor: string; value: unknown }[]) => rows.filter((row) => row.value !== null);

  list('/api/v1/blocks', ['read:blocks', 'follow'], { standard: 40, most: 80 }, (me) =>
    filled([...state.blocks.values()].filter((row) => row.from === me.id).map((row) => ({ cursor: row.id, value: entity(row.to) }))));
  list('/api/v1/mutes', ['read:mutes', 'follow'], { standard: 40, most: 80 }, (me) =>
    filled([...state.mutes.values()].filter((row) => row.from === me.id).map((row) => {
      const found = entity(row.to);
      return { cursor: row.id, value: found && { ...found, mute_expires_at: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString() } };
    })));
  list('/api/v1/domain_blocks', ['read:blocks', 'follow'], { standard: 100, most: 200 }, (me) =>
    [...state.domainBlocks.values()].filter((row) => row.accountId === me.id).map((row) => ({ cursor: row.id, value: row.domain })));
  list('/api/v1/bookmarks', ['read:bookmarks'], { standard: 20, most: 40 }, (me) =>
    [...state.bookmarks.values()].filter((row) => row.accountId === me.id).flatMap((row) => {
      const status = state.statuses.get(row.statusId);
      return status ? [{ cursor: row.id, value: statusEntity(instance, status) }] : [];
    }));
  list('/api/v1/follow_requests', ['read:follows', 'follow'], { standard: 40, most: 80 }, (me) =>
    filled([...state.followRequests.values()].filter((row) => row.to === me.id).map((row) => ({ cursor: row.id, value: entity(row.from) }))));
  app.get('/api/v1/lists/:id/accounts', (c) => {
    const who = guard(instance, c, ['read:lists']);
    if ('answer' in who) return who.answer;
    const found = state.lists.get(c.req.param('id'));
    if (!found || found.accountId !== who.account.id) return notFound(c);
    return paged(instance, c, filled(found.members.map((id) => ({ cursor: id, value: entity(id) }))), { standard: 40, most: 80 });
  });
  all('/api/v1/lists', ['read:lists'], (me) => [...state.lists.values()].filter((row) => row.accountId === me.id).map(listEntity));
  all('/api/v2/filters', ['read:filters'], (me) => [...state.filters.values()].filter((row) => row.accountId === me.id).map(filterEntity));
  for (const [path, scope] of [['/api/v1/favourites', 'read:favourites'], ['/api/v1/followed_tags', 'read:follows'], ['/api/v1/featured_tags', 'read:accounts'], ['/api/v1/conversations', 'read:statuses'], ['/api/v1/notifications', 'read:notifications'], ['/api/v1/scheduled_statuses', 'read:statuses']] as const) {
    all(path, [scope], () => []);
  }
  all('/api/v1/preferences', ['read:accounts'], () => ({ 'posting:default:visibility': 'public', 'posting:default:sensitive': false, 'posting:default:language': null, 'reading:expand:media': 'default', 'reading:expand:spoilers': false, 'reading:autoplay:gifs': false }));
}

/** A profile change as form fields, also where it came as JSON. */
async function profileForm(c: Context): Promise<Record<string, string | File>> {
  if (!(c.req.header('content-type') ?? '').includes('application/json')) {
    const form = await c.req.parseBody();
    return Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string | File] => !Array.isArray(entry[1])));
  }
  const json = await c.req.json<Record<string, unknown>>();
  const fields = Array.isArray(json.fields_attributes) ? (json.fields_attributes as { name?: unknown; value?: unknown }[]) : [];
  const texts = Object.entries(json).flatMap(([key, value]): [string, string][] => (typeof value === 'string' || typeof value === 'boolean' ? [[key, String(value)]] : []));
  const rows = fields.flatMap((field, n): [string, string][] => [[`fields_attributes[${n}][name]`, String(field.name)], [`fields_attributes[${n}][value]`, String(field.value)]]);
  return Object.fromEntries([...texts, ...rows]);
}

function mountWrites(app: App, instance: Instance): void {
  const { state } = instance;

  app.patch('/api/v1/accounts/update_credentials', async (c) => {
    const who = guard(instance, c, ['write:accounts']);
    if ('answer' in who) return who.answer;
    const form = await profileForm(c);
    const limit = instance.options.version === '4.6' ? 40 : 30;
    const name = typeof form.display_name === 'string' ? form.display_name : undefined;
    if (name !== undefined && [...name].length > limit) return c.json({ error: `Validation failed: Display name is too long (maximum is ${limit} characters)`, details: { display_name: [{ error: 'ERR_TOO_LONG', description: '' }] } }, 422);
    const change: Partial<Account> = {};
    if (name !== undefined) change.displayName = name;
    if (typeof form.note === 'string') change.note = form.note;
    if (typeof form.locked === 'string') change.locked = form.locked === 'true';
    const fields: Account['fields'] = [];
    for (let n = 0; n < 4; n++) {
      const [label, value] = [form[`fields_attributes[${n}][name]`], form[`fields_attributes[${n}][value]`]];
      if (typeof label === 'string' && typeof value === 'string' && (label !== '' || value !== '')) fields.push({ name: label.slice(0, 255), value: value.slice(0, 255) });
    }
    if (Object.keys(form).some((key) => key.startsWith('fields_attributes'))) change.fields = fields;
    for (const part of ['avatar', 'header'] as const) {
      const file = form[part];
      if (!(file instanceof File)) continue;
      if (!/^image\/(jpeg|png|gif|webp)$/.test(file.type)) return c.json({ error: 'Validation failed: content type is invalid', details: {} }, 422);
      change[part] = { type: file.type, bytes: new Uint8Array(await file.arrayBuffer()), url: `${instance.mediaOrigin}/accounts/${part}s/${nextId(instance)}.png` };
    }
    updateProfile(instance, who.account, change);
    return c.json(credentialAccount(instance, who.account));
  });

  const onAccount = (action: string, scopes: string[], run: (me: Account, other: Account, form: Awaited<ReturnType<typeof bodyOf>>, c: Context) => Response | null | Promise<Response | null>) =>
    app.post(`/api/v1/accounts/:id/${action}`, async (c) => {
      const who = guard(instance, c, scopes);
      if ('answer' in who) return who.answer;
      const other = state.accounts.get(c.req.param('id'));
      if (!other) return notFound(c);
      return (await run(who.account, other, await bodyOf(c), c)) ?? c.json(relationship(instance, who.account, other));
    });
  onAccount('follow', ['write:follows', 'follow'], (me, other, form, c) => {
    if (!mayFollow(instance, me.id)) return c.json({ error: 'Too many requests' }, 429);
    const languages = form['languages[]'];
    const result = follow(instance, me, other, { reblogs: form.reblogs === undefined ? undefined : form.reblogs === 'true', notify: form.notify === undefined ? undefined : form.notify === 'true', languages: languages === undefined ? undefined : many(languages) });
    if (result === 'notAllowed') return c.json({ error: 'This action is not allowed' }, 403);
    return result === 'limit' ? c.json({ error: `Validation failed: You cannot follow more than ${instance.options.followLimit} people` }, 422) : null;
  });
  onAccount('unfollow', ['write:follows', 'follow'], (me, other) => (unfollow(instance, me, other), null));
  onAccount('block', ['write:blocks', 'follow'], (me, other) => (block(instance, me, other), null));
  onAccount('mute', ['write:mutes', 'follow'], (me, other, form) => (mute(instance, me, other, form.notifications !== 'false'), null));
  app.post('/api/v1/domain_blocks', async (c) => {
    const who = guard(instance, c, ['write:blocks', 'follow']);
    if ('answer' in who) return who.answer;
    const form = await bodyOf(c);
    return blockDomain(instance, who.account, String(form.domain)) === 'ok' ? c.json({}) : c.json({ error: 'Validation failed: Domain is invalid' }, 422);
  });
  app.post('/api/v1/follow_requests/:id/authorize', (c) => {
    const who = guard(instance, c, ['write:follows', 'follow']);
    if ('answer' in who) return who.answer;
    const row = [...state.followRequests.values()].find((request) => request.to === who.account.id && request.from === c.req.param('id'));
    const other = row && state.accounts.get(row.from);
    if (!row || !other) return notFound(c);
    acceptRequest(instance, row);
    return c.json(relationship(instance, who.account, other));
  });
  app.post('/api/v1/lists', async (c) => {
    const who = guard(instance, c, ['write:lists']);
    if ('answer' in who) return who.answer;
    const form = await bodyOf(c);
    if ([...state.lists.values()].filter((row) => row.accountId === who.account.id).length >= 50) return c.json({ error: 'You have reached the maximum number of lists' }, 422);
    const list = { id: nextId(instance), accountId: who.account.id, title: String(form.title), repliesPolicy: 'list' as const, exclusive: form.exclusive === 'true', members: [] };
    state.lists.set(list.id, list);
    return c.json(listEntity(list));
  });
  app.post('/api/v1/statuses', async (c) => {
    const who = guard(instance, c, ['write:statuses']);
    if ('answer' in who) return who.answer;
    const form = await bodyOf(c);
    const id = nextId(instance);
    const status = { id, uri: `${who.account.uri}/statuses/${id}`, url: `${who.account.url}/${id}`, accountId: who.account.id, content: String(form.status), visibility: 'public' as const, createdAt: instance.clock.now(), inReplyToId: null, language: 'en' };
    state.statuses.set(id, status);
    return c.json(statusEntity(instance, status));
  });
}
