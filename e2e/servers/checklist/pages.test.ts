import { expect, it } from 'vitest';
import { createTestBrowser } from '../pages/testBrowser';
import { alias, errorOf, inWorld, move } from './inWorld';

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
    const doc = await alias(old, '');
    expect(errorOf(doc, 'account_alias_acct')).toBe("can't be blank");
  });
  it('M.5 sends the headers that an overlay has to live with', async () => {
    const { headers } = await get().old.raw('/settings/export');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'private, no-store' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get().old.raw('/auth/sign_in?x')).headers['content-security-policy'] ?? '').not.toContain('form-action');
  });
});

inWorld('M: people without a password', (get) => {
  it('M.7 asks people without a password for their username', async () => {
    const { world } = get();
    const browser = await createTestBrowser(world.old);
    const token = (await browser.get('/auth/sign_in')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    await browser.raw('/auth/auth/sso', { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.old.origin } });
    const doc = await browser.get('/settings/migration');
    expect([doc.querySelector('#account_migration_current_username') !== null, doc.querySelector('[type=password]')]).toEqual([true, null]);
  });
});

inWorld('M: who reads an actor', (get) => {
  it('M.31 secure mode refuses strangers, and lets servers through', async () => {
    const { world, old } = get();
    expect((await fetch(`${world.new.origin}/users/ada`, { headers: { accept: 'application/activity+json' } })).status).toBe(401);
    expect(errorOf(await move(old, `ada@${world.new.domain}`, world.old.credentials('ada').password), 'account_migration_acct')).toBe('is not an alias of this account');
  });
  it('M.32 a handle’s domain may differ from the web host', async () => {
    const { world } = get();
    const split = world.server('split');
    expect(split.domain).toMatch(/^names\.localhost/);
    const answer = await fetch(`http://${split.domain}/.well-known/host-meta`);
    expect(new URL(answer.url).origin).toBe(split.origin);
  });
}, { servers: [{ name: 'new', secureMode: true }, { name: 'split', accountHost: 'names' }] });
