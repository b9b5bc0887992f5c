import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isPaged } from '@/lib/mastodon/budget';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds } from '@/lib/move/model';
import { lowerBound } from '../../bench/bound';
import { earliestEnd, untilNextWindow } from '../../bench/limits';
import { growthDuring } from '../../bench/memory';
import { readPlainly } from '../../bench/plain';
import { figures } from '../../bench/report';
import { newestBackup } from '../../bench/watch';
import { startChromium } from '../../driver/chromium';
import type { Driver } from '../../driver/driver';
import { Journey } from '../../fixtures/journey';
import { expect, stationOf, test } from '../../fixtures/test';
import type { World } from '../../servers/world';

resolveLocalhost();
// Watched by the debugger, the worker's process would keep every answer it has had.
process.env.PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK = '1';
test.use({ worldOptions: { size: 'small', giant: { seed: 1 } } });

const sizes = '20,000 follows, 50,000 followers, 20,000 favourites, 10,000 posts';
/** Of each wait that the limits force, minutes long in truth, this much is waited for real, in milliseconds: a browser at rest tidies up. */
const realWait = 10_000;
const how = 'the end-to-end build in Chromium, the desk open; of each wait that the limits force, ten seconds are waited, then both clocks go on to its end';

test('the backup of a giant account @giant', async ({ world }) => {
  test.setTimeout(600_000);
  const report = figures();
  const profile = mkdtempSync(join(tmpdir(), 'moving-day-chromium-'));
  const driver = await startChromium({ build: 'e2e', profile });
  try {
    const journey = new Journey(driver, stationOf(world, 'old', 'giant'), stationOf(world, 'new', 'ada'));
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old);
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    await popup.close();
    const place = await driver.newTab(new URL('/manifest.json', popup.url()).href);
    const desk = await driver.openDesk('backup');
    await expect(desk.getByRole('button', { name: 'Back up now' })).toBeEnabled();
    await passTime(world, driver, untilNextWindow(world.clock.now()));
    world.old.seen.length = 0;

    const { before, growth } = await growthDuring(profile, async () => {
      await journey.click(desk.getByRole('button', { name: 'Back up now' }));
      await untilDone(world, driver, place);
    });

    const asked = world.old.seen.filter((seen) => seen.path.startsWith('/api/') && seen.authorized);
    const bound = lowerBound(world.old, 'giant', kindIds);
    const row = await newestBackup(place);
    expect(Object.fromEntries(row?.kinds.map((kind) => [kind.kind, kind.rows]) ?? [])).toMatchObject({ following: 20_000, followers: 50_000, favourites: 20_000, posts: 10_000 });
    const seen = [...world.old.seen];
    const plain = await readPlainly(world, 'giant');
    report.atMost('requests over lower bound, by API, giant account', asked.length / bound, 'times', 1.02, `${asked.length} of at least ${bound} for every kind (${sizes}); plain paging with masto asks ${plain} times for the long lists alone; ${how}`);
    report.atMost('answers of 429, giant account', seen.filter((one) => one.status === 429).length, 'answers', 0, `of ${seen.length} requests with the server's real limits`);
    const start = asked[0]?.at ?? Number.NaN;
    const took = (asked.at(-1)?.at ?? Number.NaN) - start;
    const forced = earliestEnd(start, asked.map((seen) => isPaged(new URL(seen.path, world.old.origin).href))) - start;
    const minutes = (ms: number) => (ms / 60_000).toFixed(1);
    report.within('duration beyond what the limits force, giant account', (100 * (took - forced)) / forced, '%', 5, `${minutes(took)} minutes of the server's time, of which 300 requests in 5 and 300 pages in 15 minutes force ${minutes(forced)} for the same requests; ${how}`);
    report.atMost("growth of the extension's resident memory, giant account", growth.extension, 'MB', 150, `${before.extension.toFixed(0)} MB before, pages and worker together; ${how}`);
    report.atMost("growth of the browser's resident memory, giant account", growth.all, 'MB', 150, `${before.all.toFixed(0)} MB before, all processes; ${how}`);
  } finally {
    await driver.stop();
  }
  expect(report.missed).toEqual([]);
});

/** Lets the job work, and time pass whenever it waits. */
async function untilDone(world: World, driver: Driver, place: Page): Promise<void> {
  for (let asked = -1; ; ) {
    // Looking into the database costs memory too: only once the server has not been asked for a while.
    await expect.poll(() => asked === (asked = world.old.seen.length), { intervals: [500], timeout: 60_000 }).toBe(true);
    const row = await newestBackup(place);
    expect(row?.problem ?? null).toBeNull();
    if (row?.status === 'done') return;
    const wait = row?.status === 'waiting' && row.waitsUntil !== null ? row.waitsUntil - world.clock.now() : 0;
    if (wait <= 0) continue;
    const since = performance.now();
    await expect.poll(() => performance.now() - since, { timeout: 2 * realWait }).toBeGreaterThan(Math.min(wait, realWait));
    await passTime(world, driver, wait);
  }
}

let passed = 0;

/** Both clocks go on by so many milliseconds. */
async function passTime(world: World, driver: Driver, ms: number): Promise<void> {
  passed += ms;
  world.clock.advance(ms);
  await driver.setClock({ offsetMs: passed, speed: 1 });
}
