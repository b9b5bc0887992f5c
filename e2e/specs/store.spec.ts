import { readLocale } from '@/lib/browser/testing/locales';
import type { Page } from '@playwright/test';
import { startChromium } from '../driver/chromium';
import { capture, draw, type Canvas, type Frame } from '../fixtures/canvas';
import { Journey } from '../fixtures/journey';
import { publicNames } from '../fixtures/publicNames';
import { expect, stationOf, test } from '../fixtures/test';
import { wholeMove } from '../fixtures/wholeMove';

/** Names that belong to nobody, by RFC 2606. */
const names = { old: 'harbour.example', new: 'meadow.example', friends: 'friends.example', dead: 'gone.example', blocked: 'blocked.example', ignores: 'elsewhere.example' };
const desk: Frame = { width: 1000, height: 571, scale: 1.1, from: 'main h1' };
/** More of the desk, without its title: the headline says it. */
const parts = (from: string): Frame => ({ width: 1040, height: 600, scale: 1.05, from });
const server: Frame = { width: 1104, height: 630, scale: 1 };
const speed = 120;
const words = readLocale('en');

test.use({ worldOptions: { servers: [{ name: 'old', title: 'Harbour' }, { name: 'new', title: 'Meadow' }] } });

test('the five pictures for the stores', async ({ world }) => {
  const open = await publicNames(world, names);
  const driver = await startChromium({ ignoreTls: true, profile: open.profile });
  const easel = await driver.newTab('about:blank');
  const picture = async (name: string, headline: string, rest: Omit<Canvas, 'headline'>) => draw(easel, `store/screenshots/${name}.png`, { headline: words.get(headline) ?? '', ...rest });
  const above = async (page: Page, name: string, headline: string, ground: string, size = desk) => {
    await picture(name, headline, { ground, layout: 'above', capture: await capture(page, size) });
    await page.bringToFront();
  };

  /** The followers' servers, so that the last picture says how many are expected. */
  const askPeers = async (page: Page) => {
    for (const name of ['friends', 'dead', 'blocked', 'ignores'] as const) await driver.allowHost(`https://${names[name]}`);
    await page.bringToFront();
    await page.getByRole('button', { name: /^Ask these servers/ }).click();
    await expect(page.getByText(/^Servers asked: /)).toBeVisible({ timeout: 60_000 });
  };

  /** What of the move is shown, by the names of its moments. */
  const moments: Record<string, (page: Page) => Promise<void>> = {
    'desk-backup': (page) => above(page, '2-backup', 'now.export.title', 'old-bg'),
    'guide-imports': async (page) => {
      const popup = await driver.tab('/popup.html');
      await picture('1-popup', 'first.title', { ground: ['old-bg', 'new-bg'], layout: 'beside', capture: await capture(popup, { width: 384, height: null, scale: 1.25 }) });
      await above(page, '3-guide', 'now.import.title', 'new-bg', server);
    },
    'desk-checkpoint': async (page) => {
      await above(page, '4-pause', 'now.checkpoint.title', 'look-bg', parts('main .columns'));
      await askPeers(page);
    },
    // Followers come in seconds of the servers' time: slowly enough to see them on the way.
    'guide-migration': async () => world.clock.speed(0.6),
  };
  const journey = new Journey(driver, open.station('old', stationOf(world, 'old', 'ada')), open.station('new', stationOf(world, 'new', 'ada')), async (page, name) => moments[name]?.(page));
  try {
    const pages = await wholeMove(journey, {
      patience: 120_000,
      aliasFirst: true,
      onImportsRunning: async () => {
        world.clock.speed(speed);
        await driver.setClock({ offsetMs: 0, speed });
      },
    });
    const came = () => world.new.inspect.followers('ada').length;
    await expect.poll(came, { timeout: 180_000 }).toBeGreaterThan(0.75 * world.seed.movers.length);
    // Nobody else comes between the reading of the counts and that of the names.
    world.clock.speed(0.001);
    await expect(async () => {
      await pages.desk.getByRole('button', { name: 'Ask the servers again' }).click();
      await expect(pages.desk.locator('.legend')).toContainText(`NEW ${came()}`);
      await expect(pages.desk.getByRole('button', { name: `Have come: ${came()}` })).toBeVisible();
    }).toPass({ timeout: 120_000 });
    await above(pages.desk, '5-followers', 'now.after.action', 'new-bg', parts('main .notice'));
  } finally {
    await driver.stop();
    await open.stop();
  }
});
