import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alias, move, press, redirect, upload } from '@/e2e/servers/checklist/inWorld';
import { createTestBrowser, type TestBrowser } from '@/e2e/servers/pages/testBrowser';
import { isGlitch, mastodonVersions, since } from '@/e2e/servers/version';
import { startWorld, type World } from '@/e2e/servers/world';
import type { PageId } from '@/lib/move/model';
import { readIdentity } from './identity';
import { readImportRows } from './imports';
import { pageFor } from './registry';

/** What the guide reads, rings or fills, and beside it what the person presses; the state of each page is that of a newcomer. */
const anchors: [who: 'old' | 'next', path: string, page: PageId, anchor: string][] = [
  ['old', '/settings/export', 'export', 'a[data-method="post"][href="/settings/export"]'],
  ['next', '/settings/imports', 'imports', 'form#new_form_import[action="/settings/imports"]'],
  ['next', '/settings/imports', 'imports', 'select#form_import_type'],
  ['next', '/settings/imports', 'imports', '.form_import_data input#form_import_data[type="file"]'],
  ['next', '/settings/imports', 'imports', 'form#new_form_import button[type="submit"]'],
  ['next', '/settings/imports', 'imports', 'meta[name="csrf-token"][content]'],
  ['next', '/settings/aliases', 'aliases', 'input#account_alias_acct:not([type="password"])'],
  ['next', '/settings/aliases', 'aliases', 'form#new_account_alias button[type="submit"]'],
  ['old', '/settings/migration', 'migration', 'form#new_account_migration button[type="submit"]'],
  ['old', '/settings/migration', 'migration', 'input#account_migration_acct:not([type="password"]):not(:disabled)'],
  ['old', '/settings/migration', 'migration', 'input#account_migration_current_password[type="password"]'],
  ['old', '/settings/migration/redirect/new', 'redirect', 'form#new_form_redirect[action="/settings/migration/redirect"]'],
  ['old', '/settings/migration/redirect/new', 'redirect', 'input#form_redirect_acct:not([type="password"])'],
  ['old', '/settings/delete', 'delete', 'form#new_form_delete_confirmation'],
  ['old', '/auth/edit', 'authEdit', 'form#edit_user'],
  ['old', '/auth/edit', 'authEdit', 'a[href="/settings/migration"]'],
  ['next', '/auth/edit', 'authEdit', 'a[href="/settings/aliases"]'],
  ['next', '/settings/profile', 'profile', 'script#initial-state[type="application/json"]'],
];

describe.each(mastodonVersions)('anchors of Mastodon %s', (version) => {
  const release = { options: { version } };
  let world: World;
  const browsers: Partial<Record<'old' | 'next' | 'bob' | 'eve', TestBrowser>> = {};
  const as = (who: keyof typeof browsers): TestBrowser => {
    const found = browsers[who];
    if (!found) throw new Error(`nobody is ${who}`);
    return found;
  };
  const reading = (doc: Document) => pageFor(new URL(doc.URL).pathname, doc)?.read(doc);

  beforeAll(async () => {
    world = await startWorld({ size: 'small', servers: [{ name: 'old', version, locale: 'de' }, { name: 'new', version }] });
    Object.assign(browsers, { old: await createTestBrowser(world.old, 'ada'), next: await createTestBrowser(world.new, 'ada'), bob: await createTestBrowser(world.old, 'bob'), eve: await createTestBrowser(world.new, 'eve') });
  });
  afterAll(() => world.stop());

  it.each(anchors)('%s %s is %s, with %s', async (who, path, page, anchor) => {
    const doc = await as(who).get(path);
    expect([pageFor(path, doc)?.id, doc.querySelectorAll(anchor).length]).toEqual([page, 1]);
  });

  it('the profile has its form up to 4.5, then a hint to the page of the app', async () => {
    const doc = await as('next').get('/settings/profile');
    const moved = since(release, '4.6');
    expect([doc.querySelector('form#edit_profile #account_display_name') !== null, doc.querySelector('aside.callout a[href="/profile/edit"]') !== null]).toEqual([!moved, moved]);
    if (moved) expect(pageFor('/profile/edit', await as('next').get('/profile/edit'))?.id).toBe('profile');
  });

  it('the import form takes the types of that version', async () => {
    const types = [...(await as('next').get('/settings/imports')).querySelectorAll('#form_import_type option')].map((option) => option.getAttribute('value'));
    expect(types).toEqual(['following', 'bookmarks', 'lists', 'muting', 'blocking', 'domain_blocking', ...(since(release, '4.6') ? ['custom_filters'] : [])]);
  });

  it('an import is confirmed or taken back by its links, and its row leads to them', async () => {
    const doubted = await upload(as('next'), 'muting', 'Account address,Show boosts\na@dead.example,true\n', { name: 'following_accounts.csv' });
    const path = new URL(doubted.URL).pathname;
    expect([pageFor(path, doubted)?.id, reading(doubted)?.confirm?.mismatch, doubted.querySelectorAll('.flash-message.warning').length]).toEqual(['importConfirm', true, 1]);
    for (const anchor of ['a[data-method="post"][href$="/confirm"]', 'a[data-method="delete"][href^="/settings/imports/"]']) expect([anchor, doubted.querySelectorAll(anchor).length]).toEqual([anchor, 1]);
    const list = await as('next').get('/settings/imports');
    expect(list.querySelector('tr[id^="bulk_import_"] a[href^="/settings/imports/"]:not([href*="failures"])')?.getAttribute('href')).toBe(path);
    expect(readImportRows(list)).toMatchObject([{ importId: path.split('/').at(-1), imported: 0, total: 1, unconfirmed: true, finished: false, startedAt: expect.any(String) as string }]);
    await press(as('next'), world.new.origin, path, path, 'delete');
    expect(readImportRows(await as('next').get('/settings/imports'))).toEqual([]);
    await expect(upload(as('next'), 'lists', 'Account address\na@b.example\n').then((doc) => [reading(doc)?.uploadRefused, doc.querySelectorAll('.form_import_data .error').length])).resolves.toEqual(['file', 1]);
  });

  it('an error stands at its field', async () => {
    const { password } = world.old.credentials('ada');
    const nobody = 'nobody@dead.example';
    expect((await alias(as('next'), '')).querySelector('.account_alias_acct.field_with_errors')).not.toBeNull();
    expect([reading(await move(as('old'), nobody, 'wrong')), reading(await move(as('old'), nobody, password))]).toMatchObject([{ refused: 'password' }, { refused: 'handle' }]);
    expect([reading(await redirect(as('old'), nobody, 'wrong')), reading(await redirect(as('old'), nobody, password))]).toMatchObject([{ refused: 'password' }, { refused: 'handle' }]);
  });

  it('an account that has moved says so, where to, and when the next move may be', async () => {
    const [from, to] = [world.old.credentials('bob').handle.slice(1), world.new.credentials('eve').handle.slice(1)];
    expect(reading(await as('bob').get('/settings/migration'))).toMatchObject({ redirecting: null, lastMigration: null, cooldown: false, passwordless: false });
    const named = await alias(as('eve'), from);
    expect([reading(named)?.aliases, named.querySelectorAll('tr a[data-method="delete"][href^="/settings/aliases/"]').length]).toEqual([[from], 1]);
    const moved = await move(as('bob'), to, world.old.credentials('bob').password);
    expect(reading(moved)).toMatchObject({ redirecting: { to }, lastMigration: expect.any(String) as string, lastTarget: to, cooldown: true, refused: null });
    expect(moved.querySelectorAll('a[data-method="delete"][href="/settings/migration/redirect"]')).toHaveLength(1);
    // Glitch shuts nothing on one that has moved, and its pages name neither that nor the target (facts A.2.4).
    const open = isGlitch(release);
    expect(readIdentity(moved)).toEqual({ acct: from, disabled: !open, movedTo: open ? null : to });
    expect(new URL((await as('bob').get('/settings/imports')).URL).pathname).toBe(open ? '/settings/imports' : '/auth/edit');
    for (const path of ['/settings/export', '/settings/delete', '/settings/aliases', '/auth/edit']) expect(new URL((await as('bob').get(path)).URL).pathname).toBe(path);
    await press(as('bob'), world.old.origin, '/settings/migration', '/settings/migration/redirect', 'delete');
    expect(reading(await as('bob').get('/settings/migration'))).toMatchObject({ redirecting: null, cooldown: true });
  });

  it('who has no password is asked for the username', async () => {
    const browser = await createTestBrowser(world.old);
    await press(browser, world.old.origin, '/auth/sign_in', '/auth/auth/sso');
    expect(reading(await browser.get('/settings/migration'))?.passwordless).toBe(true);
    expect((await browser.get('/settings/migration/redirect/new')).querySelectorAll('#form_redirect_current_username')).toHaveLength(1);
  });
});
