import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestBrowser, type TestBrowser } from '@/e2e/servers/pages/testBrowser';
import { archiveFact } from '@/lib/move/archive';
import { requestArchive } from '@/e2e/servers/archive';
import { mastodonVersions } from '@/e2e/servers/version';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { adviceFor } from './advice';
import { archiveOfPage } from './archive';
import { identityOfPage, readIdentity } from './identity';
import type { GuideContext } from './page';
import { pageFor } from './registry';

describe.each(mastodonVersions)('pages of Mastodon %s', (version) => {
  let world: World;
  let old: TestBrowser;
  let next: TestBrowser;
  let context: GuideContext;

  beforeAll(async () => {
    world = await startWorld({ size: 'small', servers: [{ name: 'old', version, locale: 'de' }, { name: 'new', version }] });
    old = await createTestBrowser(world.old, 'ada');
    next = await createTestBrowser(world.new, 'ada');
    const acct = (server: World['old']) => server.credentials('ada').handle.slice(1);
    context = { role: 'new', oldAcct: acct(world.old), newAcct: acct(world.new), checkpointPassed: true, aliasListed: false, movedTo: null, files: [{ kind: 'following', rows: 3, importType: 'following', imported: null, state: 'todo' }], byApi: [], backupAt: 1, byHand: false, run: null, verdict: 'fine', refusal: null, mind: null, onlyRedirects: false, archive: null };
  });
  afterAll(() => world.stop());

  async function look(browser: TestBrowser, path: string, change: Partial<GuideContext> = {}) {
    const doc = await browser.get(path);
    const page = pageFor(path, doc);
    const advice = adviceFor(page, doc, { ...context, role: browser === old ? 'old' : 'new', ...change }, readIdentity(doc));
    return { doc, page, advice, reading: page?.read(doc) };
  }

  it('name the signed-in account', async () => {
    expect(readIdentity(await next.get('/settings/aliases'))).toEqual({ acct: context.newAcct, disabled: false, movedTo: null });
  });

  it.each([
    ['/settings/imports', 'imports.all'],
    ['/settings/aliases', 'aliases.ready'],
    ['/settings/profile', 'profile.desk'],
    ['/auth/edit', 'authEdit.new'],
  ])('%s on NEW', async (path, words) => expect((await look(next, path)).advice?.words).toBe(words));

  it.each([
    ['/settings/export', 'export.done'],
    ['/settings/migration', 'migration.ready'],
    ['/settings/migration/redirect/new', 'redirect.explain'],
    ['/settings/delete', 'delete.notMoved'],
    ['/settings/aliases', 'wrongSide.aliases'],
    ['/settings/imports', 'wrongSide.imports'],
  ])('%s on OLD', async (path, words) => expect((await look(old, path)).advice?.words).toBe(words));

  it('fill the handles, and never a password', async () => {
    const aliases = (await look(next, '/settings/aliases')).advice;
    expect(aliases?.fill?.map(({ field, value }) => [field.id, value])).toEqual([['account_alias_acct', context.oldAcct]]);
    const migration = (await look(old, '/settings/migration')).advice;
    expect(migration?.fill?.map(({ field, value }) => [field.id, field.type, value])).toEqual([['account_migration_acct', 'text', context.newAcct]]);
  });

  it('stay closed before the checkpoint', async () => {
    for (const [path, page] of [['/settings/migration', 'migration'], ['/settings/migration/redirect/new', 'redirect']] as const) {
      const { advice } = await look(old, path, { checkpointPassed: false, verdict: 'stop' });
      expect(advice).toMatchObject({ words: `${page}.behindCheckpoint`, tone: 'stop', also: [{ words: 'verdict.stop' }] });
      expect(advice?.actions).toContainEqual({ id: 'setAside' });
      expect(advice?.fill ?? []).toEqual([]);
      const passed = (await look(old, path, { verdict: 'look' })).advice;
      expect(passed?.fill?.map(({ field, value }) => [field.type, value])).toEqual([['text', context.newAcct]]);
      expect(passed?.also).toEqual([{ words: 'verdict.look', times: [] }]);
    }
  });

  it('say it loudly when it is the wrong account', async () => {
    const eve = await createTestBrowser(world.new, 'eve');
    expect((await look(eve, '/settings/aliases')).advice).toMatchObject({ words: 'account.wrong', tone: 'stop' });
  });

  it('are not believed that the account of the other server is signed in: nothing is offered, and nothing filled in', async () => {
    for (const [browser, role, path] of [[next, 'old', '/settings/imports'], [next, 'old', '/settings/aliases'], [old, 'new', '/settings/migration'], [old, 'new', '/settings/export']] as const) {
      const { advice } = await look(browser, path, { role });
      expect([path, advice?.words, advice?.actions, advice?.fill]).toEqual([path, 'account.wrong', [], undefined]);
    }
  });

  it('read imports, their confirm page and aliases', async () => {
    const confirm = await next.submit('/settings/imports', '#new_form_import', { 'form_import[type]': 'following', 'form_import[data]': new File(['Account address\nnobody@dead.example\n'], 'following_accounts.csv', { type: 'text/csv' }) });
    const page = pageFor(new URL(confirm.URL).pathname, confirm);
    expect(page?.id).toBe('importConfirm');
    expect(page?.read(confirm).confirm).toMatchObject({ mismatch: false });
    expect((await look(next, '/settings/imports')).reading?.imports).toMatchObject([{ imported: 0, total: 1, unconfirmed: true, finished: false }]);
    await next.submit('/settings/aliases', '#new_account_alias', { 'account_alias[acct]': context.oldAcct ?? '' });
    expect((await look(next, '/settings/aliases')).reading?.aliases).toEqual([context.oldAcct]);
  });

  it('show on the export page how the archive stands', async () => {
    const words = async (change: Partial<GuideContext> = {}) => {
      const { reading, doc } = await look(old, '/settings/export');
      const archive = reading?.archive ? archiveFact(reading.archive, null, true) : null;
      const { advice } = await look(old, '/settings/export', { archive, ...change });
      // What a worker reads from the text of the page is what the guide reads from its elements.
      expect(archiveOfPage(doc.documentElement.outerHTML)).toEqual(reading?.archive);
      return { also: advice?.also?.map((aside) => aside.words), actions: advice?.actions.map((action) => action.id), ring: advice?.ring?.getAttribute('href') ?? null };
    };
    expect(await words()).toEqual({ also: ['archive.mayAsk'], actions: ['requestArchive', 'openDesk', 'backUp'], ring: null });
    const askedAt = world.clock.now();
    requestArchive(world.old.instance, personOn(world.old, 'ada'));
    expect(await words()).toEqual({ also: ['archive.making', 'archive.later'], actions: ['openDesk', 'backUp'], ring: null });
    // The background has seen that it is ready; this page was loaded before.
    const known = { state: 'ready', askedAt: (await look(old, '/settings/export')).reading?.archive?.rows[0]?.at ?? 0, askFrom: null, seen: false } as const;
    expect((await words({ archive: known })).actions).toEqual(['reload', 'openDesk', 'backUp']);
    world.clock.advance(180_000);
    await expect.poll(async () => (await words()).also, { timeout: 10_000 }).toEqual(['archive.ready', 'archive.later']);
    expect((await words()).ring).toMatch(/\/backups\/\d+\/download$/);
    // Moved or not, the page works; apps can read nothing any more.
    expect((await words({ movedTo: context.newAcct })).actions).toEqual(['openDesk']);
    const shown = (await look(old, '/settings/export')).reading?.archive;
    const [ready, later] = (await look(old, '/settings/export', { archive: shown ? archiveFact(shown, null, true) : null })).advice?.also ?? [];
    expect(Math.abs((ready?.times[0] ?? 0) - askedAt)).toBeLessThan(5000);
    expect([ready?.times[1], later?.times[0]].map((at) => ((at ?? 0) - (ready?.times[0] ?? 0)) / 86_400_000)).toEqual([7, 6]);
    world.clock.advance(6 * 86_400_000);
    expect(await words()).toMatchObject({ also: ['archive.ready', 'archive.mayAskAgain'], actions: ['requestArchive', 'openDesk', 'backUp'] });
    world.clock.advance(2 * 86_400_000);
    await expect.poll(async () => (await words()).also, { timeout: 10_000 }).toEqual(['archive.mayAsk']);
  });

  it('read an archive table in either kind of quotes', () => {
    const page = `<a class='button' data-method='post' href='/settings/export'>x</a><table><tr><td><time class='formatted' datetime='2024-05-01T10:00:00Z'></time></td><td colspan='2'>x</td></tr><tr><td><time datetime="2024-04-01T10:00:00Z"></time></td><td>1</td><td><a href='https://a.example/backups/7/download'>x</a></td></tr><tr><td>1</td><td><a href="/backups/8/download">x</a></td></tr></table>`;
    expect(archiveOfPage(page)).toEqual({ mayAsk: true, rows: [{ at: Date.parse('2024-05-01T10:00:00Z'), ready: false }, { at: Date.parse('2024-04-01T10:00:00Z'), ready: true }] });
    expect(identityOfPage(`<script id='initial-state' type='application/json'>{"meta":{"me":"1","domain":"a.example"},"accounts":{"1":{"acct":"me"}}}</script>`)?.acct).toBe('me@a.example');
  });

  it('explain what was refused', async () => {
    const refused = await old.submit('/settings/migration', '#new_account_migration', { 'account_migration[acct]': context.newAcct ?? '', 'account_migration[current_password]': 'wrong' });
    expect(pageFor('/settings/migration', refused)?.read(refused).refused).toBe('password');
    const file = await next.submit('/settings/imports', '#new_form_import', { 'form_import[type]': 'lists', 'form_import[data]': new File(['Account address\na@b.example\n'], 'x.csv', { type: 'text/csv' }) });
    expect(pageFor('/settings/imports', file)?.read(file).uploadRefused).toBe('file');
  });
});

describe('the identity', () => {
  it('never looks at the token of the web session', () => {
    const doc = new Window().document as unknown as Document;
    const script = doc.createElement('script');
    script.id = 'initial-state';
    script.setAttribute('type', 'application/json');
    script.textContent = JSON.stringify({ meta: { me: '1', domain: 'a.example', access_token: 'secret' }, accounts: { 1: { acct: 'me' } } });
    doc.body.append(script);
    expect(JSON.stringify(readIdentity(doc))).toBe('{"acct":"me@a.example","disabled":false,"movedTo":null}');
  });
  it('is nobody on a page without the block, or with a broken one', () => {
    const doc = new Window().document as unknown as Document;
    expect(readIdentity(doc)).toBeNull();
  });
});
