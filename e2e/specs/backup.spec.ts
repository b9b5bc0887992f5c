import { badgeText } from '../fixtures/extension';
import { again, atBackup, choices, entries, kept, kindRow, openKind, pick, start, states } from '../fixtures/backups';
import type { Journey } from '../fixtures/journey';
import { assertFocused, assertLooks } from '../fixtures/look';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { nextId } from '../servers/state';
import type { World } from '../servers/world';

/** Export files that were asked for with the browser's own session. */
const filesAsked = (world: World) => world.old.seen.filter((seen) => /^\/settings\/exports\/\w+\.(csv|json)$/.test(seen.path) && seen.cookies);
const picturesAsked = (world: World) => world.old.seen.filter((seen) => seen.path.includes('/media_attachments/'));

/** Signs out on the server's own page, and in again as somebody where asked. */
async function beOnServer(journey: Journey, world: World, who: string | null): Promise<void> {
  const page = await journey.driver.newTab(`${world.old.origin}/settings/profile`);
  const out = page.locator('#logout a');
  if (await out.isVisible()) {
    await journey.click(out);
    await page.waitForURL(/sign_in/);
  }
  if (who !== null) {
    await journey.signInOnServer(page, stationOf(world, 'old', who));
    await expect(page.locator('#logout a')).toBeVisible();
  }
  await page.close();
}

test('what is chosen is what is read, and where it was read is said', async ({ journey, driver, world }) => {
  const { desk } = await atBackup(journey);
  const counted = world.old.inspect.following('ada').length + world.old.inspect.followers('ada').length;
  await expect(choices(desk)).toContainText(/^.*About \d+ entries that the server counts, and some that it does not\. \d+ requests or more, done within a minute\./);
  await assertLooks(desk, 'backup-choose');

  // Kind by kind, without media, before any host access: the API alone.
  await pick(journey, desk, ['Follows', 'Followers', 'Posts']);
  await journey.click(choices(desk).getByLabel('With pictures and videos'));
  const posts = world.old.inspect.posts('ada').filter((post) => post.visibility !== 'direct').length;
  await expect(choices(desk)).toContainText(`About ${counted + posts} entries. `);
  await start(journey, desk);
  await kept(desk);
  expect(await states(desk)).toEqual({ following: 'complete from the server', followers: 'complete from the server', posts: 'complete from the server' });
  for (const kind of ['following', 'followers', 'posts']) await expect(kindRow(desk, kind).locator('time')).toHaveText(/\d:\d\d/);
  expect(await entries(desk, 'following')).toBe(world.old.inspect.following('ada').length);
  expect(picturesAsked(world)).toEqual([]);
  expect(filesAsked(world)).toEqual([]);

  // Signed in to the server's pages, with host access: the files serve.
  await driver.allowHost(world.old.origin);
  await again(journey, desk);
  await journey.click(choices(desk).getByRole('button', { name: 'Allow OLD’s pages' }));
  await expect(choices(desk).getByText('This can go faster')).toBeHidden();
  await journey.click(choices(desk).getByLabel('What can be carried over'));
  await start(journey, desk);
  await kept(desk);
  const hybrid = await states(desk);
  expect(Object.keys(hybrid)).not.toContain('posts');
  for (const kind of ['following', 'blocks', 'domainBlocks', 'bookmarks']) expect(`${kind} ${hybrid[kind]}`).toContain('from the export file');
  expect(hybrid.mutes).toContain('from the export file and the server');
  expect(hybrid.followers).toContain('from the server');
  const asked = filesAsked(world);
  expect(new Set(asked.map((seen) => seen.path)).size).toBe(asked.length);
  expect(asked.every((seen) => !seen.authorized)).toBe(true);

  // Somebody else is signed in there: nothing of theirs, the API serves.
  stray(world);
  await beOnServer(journey, world, 'bob');
  const before = filesAsked(world).length;
  await desk.bringToFront();
  await again(journey, desk);
  await pick(journey, desk, ['Follows', 'Blocked accounts', 'Muted accounts']);
  await start(journey, desk);
  await kept(desk);
  expect(Object.values(await states(desk)).filter((state) => state.includes('export file'))).toEqual([]);
  expect(await entries(desk, 'blocks')).toBe(world.old.inspect.blocks('ada').length);
  await journey.click(desk.locator('tr[data-kind="blocks"]').getByRole('button'));
  await expect(desk.locator('.virtual-row').first()).toBeVisible();
  await expect(desk.locator('.virtual')).not.toContainText('onlybob');
  // Who is signed in was known of a moment ago: one file was asked for, and thrown away when the look after it said bob.
  expect(filesAsked(world).length - before).toBeLessThanOrEqual(1);
  const thrownAway = filesAsked(world).length;

  // Nobody is signed in there.
  await beOnServer(journey, world, null);
  await desk.bringToFront();
  await again(journey, desk);
  await pick(journey, desk, ['Follows', 'Blocked accounts', 'Muted accounts']);
  await start(journey, desk);
  await kept(desk);
  expect(Object.values(await states(desk)).filter((state) => state.includes('export file'))).toEqual([]);
  expect(filesAsked(world)).toHaveLength(thrownAway);
});

/** Bob blocks somebody whom ada does not. */
function stray(world: World): void {
  const { state, clock } = world.old.instance;
  const all = [...state.accounts.values()];
  const [bob, other] = [all.find((account) => account.username === 'bob'), all.find((account) => account.username.startsWith('neighbour'))];
  if (!bob || !other) throw new Error('the seed has changed');
  other.username = 'onlybob';
  const id = nextId(world.old.instance);
  state.blocks.set(id, { id, from: bob.id, to: other.id, createdAt: clock.now() });
}

test('paused, gone on with, held up by the server, thrown away @long', async ({ journey, driver, world }) => {
  const { desk } = await atBackup(journey);
  const main = desk.getByRole('main');
  const read = () => world.old.seen.filter((seen) => seen.authorized && seen.path.startsWith('/api/v1/') && !seen.path.includes('verify_credentials')).length;
  const slow = world.old.addFault({ match: /GET \/api\/v1\/accounts\/\d+\/followers/, kind: 'latency', ms: 3000 });

  await start(journey, desk);
  await expect(main.getByRole('progressbar', { name: `0 of ${world.old.inspect.followers('ada').length}` })).toBeVisible();
  await expect(main.getByText(/^\d+ of 24 kinds, \d+ entries so far$/)).toBeVisible();
  await takeShot(desk, 'backup-running', true);
  await journey.click(main.getByRole('button', { name: 'Pause' }));
  await expect(main.getByRole('heading', { name: 'Paused' })).toBeVisible();
  slow();
  // The slice that was under way is kept; after it nothing is asked.
  await expect(main.locator('tr[data-kind="followers"]')).toHaveAttribute('data-status', 'done');
  const paused = read();
  await assertLooks(desk, 'backup-paused');
  expect(read()).toBe(paused);

  // A limit that the person's other apps used up: the server says until when.
  const speed = 30;
  world.clock.speed(speed);
  await driver.setClock({ offsetMs: 0, speed });
  world.old.addFault({ match: /GET \/api\/v1\/favourites/, kind: 'status', status: 429, times: 1 });
  await journey.click(main.getByRole('button', { name: 'Go on' }));
  await expect(main.getByText(/^Waiting until \d/)).toBeVisible();
  await expect(main.getByText('The server allows only so many requests at a time. It goes on by itself.')).toBeVisible();
  await takeShot(desk, 'backup-waiting', true);
  await kept(desk);
  expect(world.old.seen.filter((seen) => seen.status === 429)).toHaveLength(1);
  expect(await entries(desk, 'followers')).toBe(world.old.inspect.followers('ada').length);
  expect(await entries(desk, 'favourites')).toBe(world.old.inspect.favourites('ada').length);

  // A server that is broken for a while is waited for as well; and the person may stop it all.
  world.old.addFault({ match: /GET \/api\/v1\/blocks/, kind: 'status', status: 503 });
  await again(journey, desk);
  await start(journey, desk);
  await expect(main.getByText('The server does not answer just now. It goes on by itself; nothing is lost.')).toBeVisible();
  await expect(main.locator('[data-backup] b')).toHaveCount(2);
  await journey.click(main.getByRole('button', { name: 'Stop and throw away' }));
  await expect(main.getByText(/^Throw away the \d+ entries read so far\?$/)).toBeVisible();
  await takeShot(desk, 'backup-throw-away', true);
  await journey.click(main.getByRole('button', { name: 'Keep them' }));
  const stop = desk.getByRole('button', { name: 'Stop and throw away' });
  // What was pressed is gone: the keyboard goes on beside it, not at the beginning of the page.
  await assertFocused(main.locator('section', { has: stop }));
  await journey.click(stop);
  await journey.click(main.getByRole('button', { name: 'Throw them away' }));
  await kept(desk);
  await expect(main.locator('[data-backup] b')).toHaveCount(1);
});

const dayLong = 86_400_000;

test('another backup says what changed; older ones are there; it backs up by itself @long', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  world.old.instance.options.closedMedia = true;
  const { desk } = await atBackup(journey);
  const main = desk.getByRole('main');
  const list = main.locator('li[data-backup]');
  await start(journey, desk);
  await kept(desk);

  // Media on a host of its own that lets nobody read: asked for by name, then fetched.
  const host = new URL(world.old.instance.mediaOrigin).host;
  const blocked = main.getByText(new RegExp(`^\\d+ pictures or videos are on ${host}\\.`));
  await expect(blocked).toBeVisible();
  await expect(main.locator('tr[data-kind="media"]')).toContainText('5 of 5 wait for your permission');
  expect(picturesAsked(world).filter((seen) => seen.status === 200)).not.toEqual([]);
  // Somebody was followed since, somebody unfollowed.
  const { came, went } = followSwap(world);
  await again(journey, desk);
  await start(journey, desk);
  await kept(desk);
  await expect(main.locator('tr[data-kind="following"]')).toContainText('1 new, 1 gone');
  await openKind(journey, desk, 'following', 'Follows');
  await assertFocused(main.getByRole('heading', { name: 'Follows' }));
  await journey.click(main.getByText('New (1)'));
  await journey.click(main.getByText('Gone (1)'));
  await expect(main.locator('details', { hasText: 'New' })).toContainText(came);
  await expect(main.locator('details', { hasText: 'Gone' })).toContainText(went);
  await assertLooks(desk, 'backup-changes');

  // The pictures may be fetched: those that are there come, one is named as lost.
  await driver.allowHost(world.old.instance.mediaOrigin);
  await journey.click(main.getByRole('button', { name: 'Allow and fetch them' }));
  await expect(blocked).toBeHidden();
  await kept(desk);
  await expect(main.locator('tr[data-kind="media"]')).toContainText('1 of 5 could not be had');

  // The older one is whole; it may be deleted, the newest may not.
  await expect(list).toHaveCount(2);
  await expect(list.first()).toContainText('Your move rests on this one');
  await expect(main.getByText(/^\d.* in use by this extension$/)).toBeVisible();
  await journey.click(list.last().getByRole('button', { name: 'Look inside' }));
  await expect(main.getByText(/^You are looking into the backup of/)).toBeVisible();
  const follows = await openKind(journey, desk, 'following', 'Follows');
  await journey.type(follows.getByRole('searchbox', { name: 'Search in this list' }), went.slice(1));
  await expect(follows.locator('.virtual-row')).toHaveCount(1);
  await journey.click(list.last().getByRole('button', { name: 'Delete' }));
  await takeShot(desk, 'backup-delete', true);
  await journey.click(list.last().getByRole('button', { name: 'Delete for good' }));
  await expect(list).toHaveCount(1);
  await kept(desk);

  // Every day from now on; two days pass with the browser closed, and what was missed is made up for.
  const jump = async (days: number) => {
    world.clock.advance(days * dayLong);
    passed += days;
    await driver.setClock({ offsetMs: passed * dayLong, speed: 1 });
    const before = driver.backgroundStarts();
    await driver.killBackground();
    // A background that is stopped just when a page calls it does not hear it; its alarm would come a minute later.
    await expect(async () => {
      await desk.reload();
      await expect.poll(() => driver.backgroundStarts(), { timeout: 5000 }).toBeGreaterThan(before);
    }).toPass({ timeout: 90_000 });
  };
  let passed = 0;
  const badge = () => badgeText(desk);
  await main.getByLabel(/^OLD @ada@/).selectOption({ label: 'Every day' });
  await expect(main.getByText('We close for repairs on Sunday.')).toBeVisible();
  await takeShot(desk, 'backup-schedule', true);
  await jump(2);
  await expect(list).toHaveCount(2);
  await expect(list.first()).toContainText('made by itself');
  // It has come to its end when the move rests on it.
  await expect(list.first()).toContainText('Your move rests on this one', { timeout: 30_000 });
  expect(await badge()).toBe('');

  // The server does not answer for days: a mark at once, words after three days.
  world.old.addFault({ match: /GET \/api\/v1\/(accounts|lists|blocks|mutes)/, kind: 'status', status: 503 });
  await jump(1);
  await expect(list).toHaveCount(3);
  await jump(1);
  await expect.poll(badge, { timeout: 60_000 }).toBe('!');
  await jump(1);
  await jump(1);
  await expect(main.getByRole('alert').filter({ hasText: 'It has not worked for 3 days. The server may be in trouble, so save a file now.' })).toBeVisible();
  await assertLooks(desk, 'backup-schedule-failing');
});

/** Ada unfollows one and follows another; their handles. */
function followSwap(world: World): { came: string; went: string } {
  const { state, domain } = world.old.instance;
  const ada = [...state.accounts.values()].find((account) => account.username === 'ada' && account.domain === null);
  const row = [...state.follows.values()].find((follow) => follow.from === ada?.id && state.accounts.get(follow.to)?.username === 'neighbour_1');
  const fan = [...state.accounts.values()].find((account) => account.username === 'oldfan_0');
  if (!ada || !row || !fan) throw new Error('the seed has changed');
  state.follows.delete(row.id);
  const id = nextId(world.old.instance);
  state.follows.set(id, { ...row, id, to: fan.id });
  return { came: `@oldfan_0@${domain}`, went: `@neighbour_1@${domain}` };
}
