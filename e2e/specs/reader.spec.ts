import { readFileSync } from 'node:fs';
import { atBackup, choices, entries, kept, kindRow, openKind, pick, start } from '../fixtures/backups';
import { assertFocused, assertLooks, assertNoSideways } from '../fixtures/look';
import { expect, takeShot, test } from '../fixtures/test';
import { createStatus } from '../servers/posts';
import type { World } from '../servers/world';

test('every kind can be read, searched and taken out; posts with thread, media, warning; both sides of a conversation @long', async ({ journey, driver, world }) => {
  test.setTimeout(120_000);
  thread(world);
  const { desk } = await atBackup(journey);
  await start(journey, desk);
  await kept(desk);

  const kinds = await desk.locator('.kind-table tbody tr').evaluateAll((rows) => rows.map((row) => ({ kind: row.getAttribute('data-kind') ?? '', name: row.querySelector('th')?.textContent ?? '' })));
  expect(kinds).toHaveLength(24);
  for (const { kind, name } of kinds) {
    const total = await entries(desk, kind);
    if (total === 0) {
      await expect(kindRow(desk, kind).getByRole('button')).toHaveCount(0);
      continue;
    }
    const box = await openKind(journey, desk, kind, name);
    const label = await box.locator('.row-label').first().innerText();
    await expect(box.getByRole('status')).toHaveText(`${total} of ${total}`);
    // The longest word of what a row is called finds that row again.
    const word = label.split(/[\s:]+/).sort((a, b) => b.length - a.length)[0] ?? '';
    await journey.type(box.getByRole('searchbox', { name: 'Search in this list' }), word);
    await expect(box.locator('.row-label').filter({ hasText: word }).first()).toBeVisible();
    await journey.type(box.getByRole('searchbox', { name: 'Search in this list' }), 'qqq no such thing');
    await expect(box.getByRole('status')).toHaveText(`0 of ${total}`);
    await expect(box.locator('.row-label')).toHaveCount(0);
  }

  // Files of one kind: as Mastodon imports it, as a table of its fields, as JSON.
  const follows = await openKind(journey, desk, 'following', 'Follows');
  const csv = readFileSync(await driver.nextDownload(() => journey.click(follows.getByRole('button', { name: 'Save as CSV' }))), 'utf8').trim().split('\n');
  expect(csv[0]).toBe('Account address,Show boosts,Notify on new posts,Languages');
  expect(csv.slice(1).map((line) => line.split(',')[0]).sort()).toEqual(world.old.inspect.following('ada').map((row) => row.acct).sort());
  const notes = await openKind(journey, desk, 'notes', 'Private notes');
  expect(readFileSync(await driver.nextDownload(() => journey.click(notes.getByRole('button', { name: 'Save as CSV' }))), 'utf8')).toContain('"Met at the fair,\nknows ""looms"" & <cards>, 0"');
  const posts = await openKind(journey, desk, 'posts', 'Posts');
  const json = JSON.parse(readFileSync(await driver.nextDownload(() => journey.click(posts.getByRole('button', { name: 'Save as JSON' }))), 'utf8')) as unknown[];
  expect(json).toHaveLength(world.old.inspect.posts('ada').length);

  // By keyboard alone: search, the row, the post in its thread, and back.
  await desk.bringToFront();
  await posts.getByRole('searchbox').focus();
  await desk.keyboard.type('second thought');
  await expect(posts.getByRole('status')).toHaveText(/^1 of/);
  const row = posts.locator('.row-button').first();
  for (let tabs = 0; tabs < 6 && !(await row.evaluate((element) => element === document.activeElement)); tabs++) await desk.keyboard.press('Tab');
  await assertFocused(row);
  await driver.pressFocused(row);
  const whole = posts.getByRole('article', { name: 'The whole entry' });
  await expect(whole.locator('.post')).toHaveCount(3);
  await expect(whole.locator('.post-text')).toHaveText([/a first thought/, /a second thought/, /a third thought/]);
  await assertFocused(whole.getByRole('button', { name: 'Close' }));
  await driver.pressFocused(whole.getByRole('button', { name: 'Close' }));
  await expect(whole).toHaveCount(0);
  await assertFocused(row);

  // Pictures with their texts, and a warning that hides until it is opened.
  await journey.type(posts.getByRole('searchbox'), 'Note G');
  await expect(row).toContainText('Picture 0');
  await journey.click(row);
  const picture = whole.getByRole('img', { name: 'Drawing number 0 of the engine' });
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(48);
  await expect(whole.locator('figcaption').first()).toHaveText('Drawing number 0 of the engine');
  await assertLooks(desk, 'reader-post');
  await journey.type(posts.getByRole('searchbox'), 'Book talk 0');
  await journey.click(posts.locator('.row-button', { hasText: 'Book talk 0' }));
  await expect(whole.getByText('The ending of chapter 0')).toBeHidden();
  await journey.click(whole.getByText('Book talk 0'));
  await expect(whole.getByText('The ending of chapter 0')).toBeVisible();

  const talks = await openKind(journey, desk, 'conversations', 'Conversations');
  await journey.click(talks.locator('.row-button').first());
  const writers = await talks.locator('.post header').evaluateAll((all) => all.map((header) => header.textContent ?? ''));
  expect(writers.some((text) => text.includes(`@ada@${world.old.domain}`)) && writers.some((text) => text.includes('@friend_'))).toBe(true);
  expect(writers).toHaveLength(3);
  await assertLooks(desk, 'reader-conversation');
});

/** Ada answers herself twice. */
function thread(world: World): void {
  const old = world.old.instance;
  const ada = [...old.state.accounts.values()].find((account) => account.username === 'ada' && account.domain === null);
  if (!ada) throw new Error('the seed has changed');
  let inReplyToId: string | null = null;
  for (const [n, content] of ['Here is a first thought', 'and a second thought', 'and a third thought'].entries()) {
    inReplyToId = createStatus(old, ada, { content, inReplyToId, createdAt: old.clock.now() - 60_000 + n * 1000 }).id;
  }
}

/** Kinds that hold texts of others, and how many of their rows are opened. */
const hostileKinds = [['profile', 'Profile', 1], ['following', 'Follows', 3], ['lists', 'Lists', 3], ['filters', 'Filters', 2], ['posts', 'Posts', 7], ['conversations', 'Conversations', 2], ['collections', 'Collections', 1], ['notifications', 'Notifications', 2]] as const;

test('hostile texts are shown, and nothing of them runs or leads anywhere @long', async ({ journey, driver, world }) => {
  test.setTimeout(120_000);
  const { desk } = await atBackup(journey);
  world.old.hostile('text');
  await pick(journey, desk, hostileKinds.map(([, name]) => name));
  await journey.click(choices(desk).getByLabel('With pictures and videos'));
  await start(journey, desk);
  await kept(desk, 60_000);
  await expect(desk.locator('.kind-table tr[data-status="failed"]')).toHaveCount(0);
  const pwned = () => desk.evaluate(() => (globalThis as { pwned?: unknown }).pwned);
  for (const [kind, name, rows] of hostileKinds) {
    const box = await openKind(journey, desk, kind, name);
    for (let n = 0; n < rows; n++) {
      await journey.click(box.locator('.row-button').nth(n));
      await expect(box.getByRole('article', { name: 'The whole entry' })).toBeVisible();
      const summary = box.locator('.post summary').first();
      if (await summary.isVisible()) await journey.click(summary);
    }
    expect(`${kind} ${String(await pwned())}`).toBe(`${kind} undefined`);
    expect(await box.locator('script, iframe, object, embed, [onerror], [onclick], img:not([src^="blob:"]):not([src^="http"])').count()).toBe(0);
    if (kind !== 'posts') continue;
    await expect(box.locator('.virtual')).not.toContainText('\u202e');
    await takeShot(desk, 'reader-hostile');
    await desk.setViewportSize({ width: 320, height: 640 });
    await assertNoSideways(desk, 'hostile posts');
    await desk.setViewportSize({ width: 1280, height: 800 });
  }
  const own = [world.old, world.new].flatMap((server) => [new URL(server.origin).host, new URL(server.instance.mediaOrigin).host]);
  expect(driver.requests().map((request) => request.url.host).filter((host) => !own.includes(host))).toEqual([]);
});
