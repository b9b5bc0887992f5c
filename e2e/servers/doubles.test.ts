import { createRestAPIClient } from 'masto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken, personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { createTestBrowser, type TestBrowser } from './pages/testBrowser';
import { startWorld, type World } from './world';

resolveLocalhost();
const minute = 60_000;
const day = 86_400_000;

/** A world of its own for each group: what one changes another does not see. */
function inWorld(name: string, tests: (get: () => { world: World; old: TestBrowser; next: TestBrowser }) => void, options: Parameters<typeof startWorld>[0] = { size: 'small' }): void {
  describe(name, () => {
    let state: { world: World; old: TestBrowser; next: TestBrowser } | undefined;
    beforeAll(async () => {
      const world = await startWorld(options);
      state = { world, old: await createTestBrowser(world.old, 'ada'), next: await createTestBrowser(world.new, 'ada') };
    });
    afterAll(() => state?.world.stop());
    tests(() => {
      if (!state) throw new Error('not started');
      return state;
    });
  });
}

const moveForm = (acct: string, password: string) => ({ 'account_migration[acct]': acct, 'account_migration[current_password]': password });
const errorOf = (doc: Document, field: string) => doc.querySelector(`.${field} .error`)?.textContent ?? null;

inWorld('M: pages and session', (get) => {
  it('M.1 serves the forms with their ids in two languages, and says who is signed in', async () => {
    const { old } = get();
    for (const lang of ['en', 'de']) {
      const doc = await old.get(`/settings/imports?lang=${lang}`);
      expect(doc.documentElement.lang).toBe(lang);
      for (const id of ['form_import_type', 'form_import_data', 'form_import_mode_merge', 'form_import_mode_overwrite']) expect(doc.getElementById(id)).not.toBeNull();
    }
  });
  it('M.2 sends strangers to sign-in and back; files are 401', async () => {
    const { world } = get();
    const stranger = await createTestBrowser(world.old);
    expect(await stranger.raw('/settings/aliases')).toMatchObject({ status: 302, location: '/auth/sign_in' });
    expect((await stranger.raw('/settings/exports/follows.csv')).status).toBe(401);
    const { email, password } = world.old.credentials('ada');
    const doc = await stranger.submit('/auth/sign_in', '#new_user', { 'user[email]': email, 'user[password]': password });
    expect(new URL(doc.URL).pathname).toBe('/settings/aliases');
  });
  it('M.3 refuses a foreign Origin and a missing token', async () => {
    const { old } = get();
    const body = new URLSearchParams({ 'account_alias[acct]': 'x@y.example' });
    expect((await old.raw('/settings/aliases', { method: 'POST', body, headers: { origin: 'chrome-extension://abc' } })).status).toBe(422);
    expect((await old.raw('/settings/aliases', { method: 'POST', body })).status).toBe(422);
  });
  it('M.4 shows the form again with 200; the redirect has no address of its own', async () => {
    const { old } = get();
    expect((await old.raw('/settings/migration/redirect')).status).toBe(404);
    const doc = await old.submit('/settings/aliases', '#new_account_alias', { 'account_alias[acct]': '' });
    expect(errorOf(doc, 'account_alias_acct')).toBe("can't be blank");
  });
  it('M.5 sends the headers that an overlay has to live with', async () => {
    const { headers } = await get().old.raw('/settings/export');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'private, no-store' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get().old.raw('/auth/sign_in?x')).headers['content-security-policy'] ?? '').not.toContain('form-action');
  });
});

inWorld('M: aliases and moves', (get) => {
  it('M.8 resolves the handle, and refuses what it must', async () => {
    const { next, world } = get();
    const alias = (acct: string) => next.submit('/settings/aliases', '#new_account_alias', { 'account_alias[acct]': acct });
    expect(errorOf(await alias('nobody@nowhere.localhost:1'), 'account_alias_acct')).toBe('could not be found');
    expect(errorOf(await alias('ada'), 'account_alias_acct')).toBe('cannot be current account');
    expect((await alias(` @ada@${world.old.domain}`)).querySelector('.flash-message.notice')).not.toBeNull();
    const again = await alias(`ada@${world.old.domain}`);
    expect([errorOf(again, 'account_alias_acct'), again.querySelector('.flash-message.alert') !== null]).toEqual([null, true]);
  });
  it('M.9 serves a stale actor for three minutes when it was read before the alias', async () => {
    const { next, world } = get();
    const bob = await createTestBrowser(world.new, 'eve');
    const read = async () => ((await (await fetch(`${world.new.origin}/users/eve`, { headers: { accept: 'application/activity+json' } })).json()) as { alsoKnownAs?: string[] }).alsoKnownAs;
    expect(await read()).toBeUndefined();
    await bob.submit('/settings/aliases', '#new_account_alias', { 'account_alias[acct]': `bob@${world.old.domain}` });
    expect(await read()).toBeUndefined();
    world.clock.advance(3 * minute);
    expect(await read()).toHaveLength(1);
    expect(next).toBeDefined();
  });
  it('M.10 a wrong password is all that it says, and nothing happens', async () => {
    const { old, world } = get();
    const doc = await old.submit('/settings/migration', '#new_account_migration', moveForm(`eve@${world.new.domain}`, 'wrong'));
    expect([errorOf(doc, 'account_migration_current_password'), errorOf(doc, 'account_migration_acct')]).toEqual(['is invalid', null]);
    expect(world.old.inspect.movedTo('ada')).toBeNull();
  });
  it('M.11 refuses without an alias, then moves', async () => {
    const { old, world } = get();
    const { password } = world.old.credentials('ada');
    expect(errorOf(await old.submit('/settings/migration', '#new_account_migration', moveForm(`eve@${world.new.domain}`, password)), 'account_migration_acct')).toBe('is not an alias of this account');
    const doc = await old.submit('/settings/migration', '#new_account_migration', moveForm(`ada@${world.new.domain}`, password));
    expect(doc.querySelector('.flash-message.notice')).not.toBeNull();
    expect(doc.querySelector('a.name-tag')?.getAttribute('title')).toBe(`ada@${world.new.domain}`);
  });
  it('M.12 has a cooldown of 30 days', async () => {
    const { old } = get();
    const doc = await old.get('/settings/migration');
    expect(doc.querySelector('#account_migration_acct')?.hasAttribute('disabled')).toBe(true);
    expect(doc.querySelector('p.hint .warning-hint')?.textContent).toContain('30 days');
  });
  it('M.15 leaves a moved account little: pages go to /auth/edit, the API is closed, exports work', async () => {
    const { old, world } = get();
    expect(await old.raw('/settings/imports')).toMatchObject({ status: 302, location: '/auth/edit' });
    expect((await old.raw('/settings/exports/follows.csv')).status).toBe(200);
    const token = issueToken(world.old, 'ada', ['read']);
    const api = async (path: string) => fetch(world.old.origin + path, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await api('/api/v1/accounts/verify_credentials')).json()).toEqual({ error: 'Your login is currently disabled' });
    expect((await api(`/api/v1/accounts/${personOn(world.old, 'ada').id}/following`)).status).toBe(200);
    const state = JSON.parse((await old.get('/settings/export')).querySelector('#initial-state')?.textContent ?? '{}') as { meta: Record<string, string> };
    expect(state.meta.me).toBeUndefined();
    expect([typeof state.meta.disabled_account_id, typeof state.meta.moved_to_account_id]).toEqual(['string', 'string']);
  });
  it('M.16 brings followers one after the other, and never those whose server does not follow', async () => {
    const { world } = get();
    const people = new Set([...world.old.inspect.followers('ada'), ...world.new.inspect.followers('ada')]);
    world.clock.speed(200);
    await expect.poll(() => world.new.inspect.followers('ada').sort(), { timeout: 15_000 }).toEqual([...world.seed.movers].sort());
    await expect.poll(() => world.old.inspect.followers('ada').sort(), { timeout: 15_000 }).toEqual([...world.seed.stayers].sort());
    expect(people.size).toBe(world.seed.movers.length + world.seed.stayers.length);
  });
  it('M.14 cancelling gives the account back, not its followers, and does not end the cooldown', async () => {
    const { old, world } = get();
    const token = (await old.get('/settings/migration')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    await old.raw('/settings/migration/redirect', { method: 'POST', body: new URLSearchParams({ _method: 'delete', authenticity_token: token }), headers: { origin: world.old.origin } });
    expect((await old.raw('/settings/imports')).status).toBe(200);
    expect(world.old.inspect.followers('ada')).toHaveLength(world.seed.stayers.length);
    expect((await old.get('/settings/migration')).querySelector('#account_migration_acct')?.hasAttribute('disabled')).toBe(true);
  });
});

inWorld('M: archive, export, import', (get) => {
  it('M.19 makes one archive in six days', async () => {
    const { old, world } = get();
    const ask = async () => {
      const token = (await old.get('/settings/export')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
      return (await old.raw('/settings/export', { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.old.origin } })).status;
    };
    expect([await ask(), await ask()]).toEqual([302, 403]);
    world.clock.advance(5 * minute);
    await world.clock.idle();
    expect((await old.get('/settings/export')).querySelector('a[href$="/download"]')).not.toBeNull();
    world.clock.advance(6 * day);
    expect(await ask()).toBe(302);
  });
  it('M.20 writes CSV as Mastodon does', async () => {
    const { old } = get();
    const follows = await old.raw('/settings/exports/follows.csv');
    expect(follows.headers['content-disposition']).toContain('following_accounts.csv');
    expect(follows.text.split('\n')[0]).toBe('Account address,Show boosts,Notify on new posts,Languages');
    expect((await old.raw('/settings/exports/lists.csv')).text).toContain('"Science, ""serious"""');
    expect(follows.text).not.toContain('\r');
  });
  it('M.21 to M.24 imports row by row: late refusals late, locked accounts asked, options kept', async () => {
    const { next, world } = get();
    const friends = world.server('friends').domain;
    const csv = `Account address,Show boosts,Notify on new posts,Languages\nfriend_0@${friends},false,true,"en, de"\nlocked_0@${friends},true,false,\nmover_0@${friends},true,false,\nghost@nowhere.localhost:1,true,false,\n`;
    const confirm = await next.submit('/settings/imports', '#new_form_import', { 'form_import[type]': 'following', 'form_import[data]': new File([csv], 'following_accounts.csv', { type: 'text/csv' }) });
    const token = confirm.querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    const path = new URL(confirm.URL).pathname;
    expect((await (await createTestBrowser(world.new, 'eve')).raw(path)).status).toBe(404);
    await next.raw(`${path}/confirm`, { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.new.origin } });
    world.clock.speed(300);
    await expect.poll(() => world.new.inspect.imports('ada')[0], { timeout: 3000 }).toMatchObject({ state: 'in_progress', imported: 2, processed: 3 });
    await expect.poll(() => world.new.inspect.imports('ada')[0], { timeout: 15_000 }).toMatchObject({ state: 'finished', imported: 2, processed: 4 });
    expect(world.new.inspect.following('ada')).toEqual([{ acct: `friend_0@${friends}`, reblogs: false, notify: true, languages: ['en', 'de'] }]);
    expect(world.new.inspect.requested('ada')).toEqual([`locked_0@${friends}`]);
    expect((await next.raw(`${path}/failures.csv`)).text.split('\n').length).toBe(4);
  });
  it('M.23 never finishes a file with a double', async () => {
    const { next, world } = get();
    const confirm = await next.submit('/settings/imports', '#new_form_import', { 'form_import[type]': 'bookmarks', 'form_import[data]': new File(['https://a.example/1\nhttps://a.example/1\n'], 'bookmarks.csv', { type: 'text/csv' }) });
    const token = confirm.querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    await next.raw(`${new URL(confirm.URL).pathname}/confirm`, { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.new.origin } });
    await expect.poll(() => world.new.inspect.imports('ada').at(-1), { timeout: 15_000 }).toMatchObject({ processed: 1, total: 2 });
    world.clock.advance(day);
    await world.clock.idle();
    expect(world.new.inspect.imports('ada').at(-1)?.state).toBe('in_progress');
  });
  it('M.22 tells a wrong type, a BOM and an empty file apart', async () => {
    const { next } = get();
    const upload = (type: string, text: string, name = 'file.csv') => next.submit('/settings/imports', '#new_form_import', { 'form_import[type]': type, 'form_import[data]': new File([text], name, { type: 'text/csv' }) });
    expect(errorOf(await upload('lists', 'Account address\na@b.example\n'), 'form_import_data')).toBe('Incompatible with the selected import type');
    expect(errorOf(await upload('following', ''), 'form_import_data')).toBe('Empty CSV file');
    expect((await upload('blocking', 'Account address,Show boosts\na@b.example,true\n', 'following_accounts.csv')).querySelector('.flash-message.warning')).not.toBeNull();
  });
});

inWorld('M: API', (get) => {
  const call = async (world: World, path: string, scopes = ['read']) => fetch(world.old.origin + path, { headers: { authorization: `Bearer ${issueToken(world.old, 'ada', scopes)}` } });
  it('M.27 enforces scopes', async () => {
    const { world } = get();
    expect(await (await call(world, '/api/v1/blocks', ['read:lists'])).json()).toEqual({ error: 'This action is outside the authorized scopes' });
    expect((await fetch(`${world.old.origin}/api/v1/blocks`)).status).toBe(401);
  });
  it('M.28 pages by opaque cursors: `next` only on a full page, none on an empty one', async () => {
    const { world } = get();
    const id = personOn(world.old, 'ada').id;
    const first = await call(world, `/api/v1/accounts/${id}/following?limit=10`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const rows = (await first.json()) as { id: string }[];
    expect(rows).toHaveLength(10);
    expect(rows.map((row) => row.id)).not.toContain(new URL(next).searchParams.get('max_id'));
    expect((await call(world, `/api/v1/accounts/${id}/following?max_id=1`)).headers.get('link')).toBeNull();
    expect(await (await call(world, `/api/v1/accounts/${id}/following?limit=500`)).json()).toHaveLength(world.old.inspect.following('ada').length);
  });
  it('M.30 limits paged requests to 300 in 15 minutes, by the world’s clock', async () => {
    const { world } = get();
    const paged = () => call(world, '/api/v1/blocks?max_id=1', ['read:blocks']);
    world.clock.advance(15 * minute - (world.clock.now() % (15 * minute)));
    for (let n = 0; n < 300; n++) await paged();
    const refused = await paged();
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([429, '0']);
    world.clock.advance(15 * minute);
    expect((await paged()).status).toBe(200);
  });
  it('M.31 opens CORS on the API and not on the pages', async () => {
    const { world } = get();
    const cors = async (path: string) => (await fetch(world.old.origin + path, { headers: { accept: 'application/activity+json' } })).headers.get('access-control-allow-origin');
    expect([await cors('/api/v2/instance'), await cors('/users/ada'), await cors('/auth/sign_in')]).toEqual(['*', '*', null]);
    expect(await cors(new URL(personOn(world.new, 'ada').uri).pathname)).toBeNull();
  });
  it('M.32 knows both forms of actor URIs', () => {
    const { world } = get();
    expect(personOn(world.old, 'ada').uri).toMatch(/\/users\/ada$/);
    expect(personOn(world.new, 'ada').uri).toMatch(/\/ap\/users\/\d+$/);
  });
  it('414: refuses addresses above 8 KB', async () => {
    const { world } = get();
    expect((await call(world, `/api/v1/accounts/relationships?${'id[]=123456789012345678&'.repeat(400)}`)).status).toBe(414);
  });
  it('an independent client pages, reads and writes', async () => {
    const { world } = get();
    const client = createRestAPIClient({ url: world.old.origin, accessToken: issueToken(world.old, 'ada', ['read', 'write']) });
    const me = await client.v1.accounts.verifyCredentials();
    expect(me.acct).toBe('ada');
    const accts: string[] = [];
    for await (const page of client.v1.accounts.$select(me.id).following.list({ limit: 7 })) accts.push(...page.map((account) => account.acct));
    expect(accts).toHaveLength(world.old.inspect.following('ada').length);
    const post = await client.v1.statuses.create({ status: 'Hello from another client' });
    expect(post.content).toContain('Hello from another client');
    expect((await client.v1.lists.list()).length).toBe(world.old.inspect.lists('ada').length);
  });
});

inWorld('M: switches', (get) => {
  it('M.31 secure mode refuses strangers, and lets servers through', async () => {
    const { world, old } = get();
    expect((await fetch(`${world.new.origin}/users/ada`, { headers: { accept: 'application/activity+json' } })).status).toBe(401);
    expect(errorOf(await old.submit('/settings/migration', '#new_account_migration', moveForm(`ada@${world.new.domain}`, world.old.credentials('ada').password)), 'account_migration_acct')).toBe('is not an alias of this account');
  });
  it('M.32 a handle’s domain may differ from the web host', async () => {
    const { world } = get();
    const split = world.server('split');
    expect(split.domain).toMatch(/^names\.localhost/);
    const answer = await fetch(`http://${split.domain}/.well-known/host-meta`);
    expect(new URL(answer.url).origin).toBe(split.origin);
  });
  it('M.7 asks people without a password for their username', async () => {
    const { world } = get();
    const browser = await createTestBrowser(world.old);
    const token = (await browser.get('/auth/sign_in')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    await browser.raw('/auth/auth/sso', { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.old.origin } });
    const doc = await browser.get('/settings/migration');
    expect([doc.querySelector('#account_migration_current_username') !== null, doc.querySelector('[type=password]')]).toEqual([true, null]);
  });
}, { size: 'small', servers: [{ name: 'new', secureMode: true }, { name: 'split', accountHost: 'names' }] });
