import { startChromium } from '../driver/chromium';
import type { Driver } from '../driver/driver';
import { Journey, step } from '../fixtures/journey';
import { expect, stationOf, test } from '../fixtures/test';
import { readZip } from '../fixtures/zip';
import type { World } from '../servers/world';

const speed = 30;

/** Requests of the backup that read a page of a list. */
const pages = (world: World) =>
  world.old.seen.filter((seen) => seen.method === 'GET' && seen.authorized && /^\/api\/v[12]\/(accounts\/\d+\/(following|followers)|blocks|mutes|domain_blocks|bookmarks|lists|filters)/.test(seen.path)).map((seen) => seen.path);

test.describe('the background killed', () => {
  test.use({ worldOptions: { size: 'normal' } });

  for (const kills of [10, 20]) {
  test(`${kills} times in a backup: the same rows, and at most one page again for each${kills > 10 ? ' @long' : ''}`, async ({ world }) => {
    test.setTimeout(240_000);
    const calm = await backUp(world, async () => {});
    const undisturbed = pages(world).length;
    world.old.seen.length = 0;

    let starts = 0;
    world.clock.speed(speed);
    // Slow answers, so that kills land in the middle of requests.
    const faster = world.old.addFault({ match: /GET \/api\/v/, kind: 'latency', ms: 150 });
    const killed = await backUp(world, async (driver) => {
      for (let kill = 1; kill <= kills; kill++) {
        const at = Math.floor((undisturbed * kill) / (kills + 1));
        await expect.poll(() => pages(world).length, { intervals: [10], timeout: 60_000 }).toBeGreaterThanOrEqual(at);
        const before = driver.backgroundStarts();
        await driver.killBackground();
        await expect.poll(() => driver.backgroundStarts(), { intervals: [20], timeout: 60_000 }).toBeGreaterThan(before);
      }
      starts = driver.backgroundStarts();
    }, speed);
    faster();

    expect(starts).toBeGreaterThanOrEqual(kills);
    expect(pages(world).length - undisturbed).toBeLessThanOrEqual(kills);
    expect(killed).toEqual(calm);
    expect(Object.keys(calm).length).toBeGreaterThan(7);
  });
  }
});

/** Makes one backup in a fresh profile, with `meanwhile` going on beside it; resolves with the digests of its files. */
async function backUp(world: World, meanwhile: (driver: Driver) => Promise<void>, clock = 1): Promise<Record<string, string>> {
  const driver = await startChromium({ build: 'e2e' });
  try {
    const journey = new Journey(driver, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old);
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    if (clock !== 1) await driver.setClock({ offsetMs: 0, speed: clock });
    await driver.openDesk('backup');
    const path = await driver.nextDownload(async () => {
      await popup.bringToFront();
      await journey.click(popup.getByRole('button', { name: 'Back up now' }));
      await meanwhile(driver);
      await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 90_000 });
    });
    const files = await readZip(path);
    const manifest = JSON.parse(files.get('manifest.json') ?? '{}') as { files: { name: string; rows: number; sha256: string }[] };
    return Object.fromEntries(manifest.files.map((file) => [`${file.name} ${file.rows}`, file.sha256]));
  } finally {
    await driver.stop();
  }
}

test('the background killed during sign-in: nothing half done, and a second press works', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.name(popup, 'old', journey.old.handle);
  const button = popup.getByRole('button', { name: 'Sign in to OLD' });
  await expect(button).toBeEnabled();
  const window = await driver.windowOpenedBy(() => journey.click(button), world.old.origin);
  await journey.signInOnServer(window, journey.old);
  await expect(window.locator('.oauth-prompt')).toBeVisible();
  const before = driver.backgroundStarts();
  await driver.killBackground();
  // Any look at the extension starts the background again.
  const desk = await driver.openDesk('home');
  await expect.poll(() => driver.backgroundStarts()).toBeGreaterThan(before);
  await expect(desk.getByRole('alert').filter({ hasText: 'The sign-in was interrupted.' })).toBeVisible();
  expect(world.old.inspect.liveTokens()).toEqual([]);
  await desk.close();
  if (!window.isClosed()) await window.close();
  await popup.bringToFront();
  await journey.signIn(popup, 'old', journey.old);
  await expect(popup.getByLabel('Your new account')).toBeVisible();
  expect(world.old.inspect.apps()).toBe(1);
  expect(world.old.inspect.liveTokens()).toHaveLength(1);
});
