import { startDriver } from '../driver/start';
import type { Driver } from '../driver/driver';
import { Journey } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { readZip } from '../fixtures/zip';
import type { World } from '../servers/world';

const speed = 30;

/** Requests of the backup: everything that is asked of the account's lists, not the looks at the account itself. */
const pages = (world: World) => world.old.seen.filter((seen) => seen.method === 'GET' && seen.authorized && seen.path.startsWith('/api/') && !/verify_credentials|lookup|instance/.test(seen.path));

/** What is killed at each of `kills` moments, spread evenly over a backup. */
type Victim = 'background' | 'browser';
const runs: { title: string; victims: Victim[] }[] = [
  { title: 'the background killed 10 times @long @notInFirefox', victims: Array<Victim>(10).fill('background') },
  { title: 'background and browser killed 3 times', victims: ['browser', 'background', 'browser'] },
  { title: 'background and browser killed 20 times @long @notInFirefox', victims: Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'background' : 'browser')) },
];

test.describe('killed in a backup', () => {
  test.use({ worldOptions: { size: 'normal' } });
  for (const { title, victims } of runs) {
    test(`${title}: the same rows, and at most one page again for each`, async ({ world }) => {
      test.setTimeout(300_000);
      const calm = await untilKept(world, () => backUp(world, []));
      const undisturbed = pages(world).length;
      world.old.seen.length = 0;

      world.clock.speed(speed);
      // Slow answers, so that kills land in the middle of requests.
      const faster = world.old.addFault({ match: /GET \/api\/v/, kind: 'latency', ms: 150 });
      const killed = await untilKept(world, () => backUp(world, victims, undisturbed));
      faster();

      expect(killed.starts).toBeGreaterThanOrEqual(victims.length);
      expect(pages(world).length - undisturbed).toBeLessThanOrEqual(victims.length);
      expect(killed.files).toEqual(calm.files);
      expect(Object.keys(killed.files).length).toBeGreaterThan(7);
    });
  }

  test('the background killed at each of its next starts, before it has done anything: its alarm rings again @long', async ({ journey, driver, world }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old);
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    await driver.setClock({ offsetMs: 0, speed });
    world.old.addFault({ match: /GET \/api\/v/, kind: 'latency', ms: 150 });
    const read = pages(world).length;
    await journey.click(popup.getByRole('button', { name: 'Back up now' }));
    const desk = await driver.tab('/desk.html');
    await expect.poll(() => pages(world).length, { intervals: [10] }).toBeGreaterThan(read + 1);
    // No page of ours may be left that starts the background by asking it.
    await popup.close();
    await desk.close();
    const before = driver.backgroundStarts();
    await driver.killBackground(4);
    await expect.poll(() => driver.backgroundStarts(), { timeout: 60_000 }).toBe(before + 5);
    const again = await driver.openDesk('backup');
    await expect(again.getByText(/entries are safe in this browser$/)).toBeVisible({ timeout: 60_000 });
  });
});

test('the browser found its database damaged and deleted it: said in plain words, and a new start works @long', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.name(popup, 'old', journey.old.handle);
  await journey.signIn(popup, 'old', journey.old);
  await expect(popup.getByLabel('Your new account')).toBeVisible();
  const again = await driver.crashAndRestart({ damaged: true });
  try {
    const next = new Journey(again, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));
    const first = await again.openPopup();
    await expect(first.getByRole('alert')).toContainText('Your browser has lost what Moving Day kept.');
    await takeShot(first, 'popup-lost');
    await takeShot(await again.openDesk('home'), 'desk-lost');
    await first.bringToFront();
    await next.click(first.getByRole('button', { name: 'Start' }));
    await next.name(first, 'old', next.old.handle);
    await next.signIn(first, 'old', next.old);
    await expect(first.getByLabel('Your new account')).toBeVisible();
    expect(await again.hasLostDatabase()).toBe(false);
  } finally {
    await again.stop();
  }
});

interface Backup {
  /** Digests by name and rows, of every file of the saved zip. */
  files: Record<string, string>;
  /** How often the background started. */
  starts: number;
}

/** Killed while it writes, the browser itself now and then damages and deletes the database (lib/background/loss.ts): what was killed then proves nothing, and is done again. */
async function untilKept(world: World, work: () => Promise<Backup | 'lost'>): Promise<Backup> {
  for (let tries = 0; tries < 5; tries++) {
    const backup = await work();
    if (backup !== 'lost') return backup;
    world.old.seen.length = 0;
  }
  throw new Error('the browser deleted the database five times in a row');
}

/**
 * Makes one backup in a fresh profile, killed at moments spread over the `undisturbed` pages that it reads. `lost` = the
 * browser deleted the database at one of its ends, and the extension said so.
 */
async function backUp(world: World, victims: Victim[], undisturbed = 0): Promise<Backup | 'lost'> {
  let driver: Driver = await startDriver({ build: 'e2e' });
  let starts = 0;
  try {
    const journey = new Journey(driver, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old);
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    if (victims.length > 0) await driver.setClock({ offsetMs: 0, speed });
    await journey.click(popup.getByRole('button', { name: 'Back up now' }));
    for (const [kill, victim] of victims.entries()) {
      const at = Math.floor((undisturbed * (kill + 1)) / (victims.length + 1));
      if (await isLost(driver, () => Promise.resolve(pages(world).length >= at))) return 'lost';
      if (victim === 'browser') {
        starts += driver.backgroundStarts();
        driver = await driver.crashAndRestart();
      } else {
        const before = driver.backgroundStarts();
        await driver.killBackground();
        await expect.poll(() => driver.backgroundStarts(), { intervals: [20], timeout: 60_000 }).toBeGreaterThan(before);
      }
    }
    starts += driver.backgroundStarts();
    const desk = await driver.openDesk('backup');
    if (await isLost(driver, () => desk.getByText(/entries are safe in this browser$/).isVisible())) return 'lost';
    const path = await driver.nextDownload(() => journey.click(desk.getByRole('button', { name: 'Save as a file' })));
    const manifest = JSON.parse((await readZip(path)).get('manifest.json') ?? '{}') as { files: { name: string; rows: number; sha256: string }[] };
    return { starts, files: Object.fromEntries(manifest.files.map((file) => [`${file.name} ${file.rows}`, file.sha256])) };
  } finally {
    await driver.stop();
  }
}

/** Waits until that is so, or until the browser has deleted the database: then the extension says it. */
async function isLost(driver: Driver, other: () => Promise<boolean>): Promise<boolean> {
  await expect.poll(async () => (await other()) || (await driver.hasLostDatabase()), { intervals: [20], timeout: 90_000 }).toBe(true);
  if (!(await driver.hasLostDatabase())) return false;
  await expect((await driver.openPopup()).getByRole('alert')).toContainText('Your browser has lost what Moving Day kept.');
  return true;
}

const moments: { title: string; held: RegExp | null }[] = [
  { title: 'while the server asks for consent @long', held: null },
  { title: 'while the code is traded for a token @long', held: /POST \/oauth\/token/ },
  { title: 'while the account is looked at', held: /GET \/api\/v1\/accounts\/verify_credentials/ },
];
for (const { title, held } of moments) {
  test(`the background killed during sign-in, ${title}: nothing half done, and a second press works`, async ({ journey, driver, world }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    const button = popup.getByRole('button', { name: 'Sign in to OLD' });
    await expect(button).toBeEnabled();
    const quicker = held === null ? null : world.old.addFault({ match: held, kind: 'latency', ms: 4000 });
    const window = await driver.windowOpenedBy(() => journey.click(button), world.old.origin);
    await journey.signInOnServer(window, journey.old);
    if (held === null) await expect(window.locator('.oauth-prompt')).toBeVisible();
    else {
      await journey.consent(window, 'approve');
      await expect.poll(() => driver.requests().some((request) => held.test(`${request.method} ${request.url.pathname}`)), { intervals: [10] }).toBe(true);
    }
    const before = driver.backgroundStarts();
    await driver.killBackground();
    quicker?.();
    // Any look at the extension starts the background again.
    const desk = await driver.openDesk('home');
    await expect.poll(() => driver.backgroundStarts()).toBeGreaterThan(before);
    await expect(desk.getByRole('alert').filter({ hasText: 'The sign-in was interrupted.' })).toBeVisible();
    await takeShot(desk, 'desk-sign-in-interrupted');
    await expect(desk.getByRole('button', { name: 'Sign in to OLD' })).toBeVisible();
    await desk.close();
    if (!window.isClosed()) await window.close();
    await popup.bringToFront();
    // The server went on without us; it gives the same token again, without a question.
    if (held !== null) await expect.poll(() => world.old.inspect.liveTokens().length).toBe(1);
    await (held === null ? journey.signIn(popup, 'old', journey.old) : journey.click(button));
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    expect(world.old.inspect.apps()).toBe(1);
    expect(world.old.inspect.liveTokens()).toHaveLength(1);
  });
}
