import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { localeNames, readLocale } from '@/lib/browser/testing/locales';
import type { Driver } from '../driver/driver';
import { startDriver } from '../driver/start';
import { signedInAndKept } from '../fixtures/backups';
import { Journey } from '../fixtures/journey';
import { assertAccessible, assertFitsPopup, assertNoSideways, assertWordsApart } from '../fixtures/look';
import { buildToSpeak, speakIn } from '../fixtures/pseudo';
import { walkThrough } from '../fixtures/screens';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { startWorld, type World } from '../servers/world';

test.describe('in each language', () => {
  let world: World;
  let folder: string;
  /** A browser that is signed in to both accounts, has a backup and may help on the servers' pages. */
  let known: string;

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    world = await startWorld({ size: 'small' });
    folder = buildToSpeak();
    known = mkdtempSync(join(tmpdir(), 'moving-day-known-'));
    const driver = await startDriver({ folder, profile: known });
    const journey = journeyOf(driver);
    await signedInAndKept(journey);
    const desk = await driver.openDesk('import');
    await journey.openServerPage(desk, 'Open the import page on NEW', world.new.origin, '/settings/imports');
    await driver.context.close();
  });
  test.afterAll(async () => {
    await world.stop();
    for (const place of [folder, known]) rmSync(place, { recursive: true, force: true });
  });
  const journeyOf = (driver: Driver) => new Journey(driver, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));

  for (const name of localeNames.filter((locale) => locale !== 'en')) {
    const words = readLocale(name);

    test(`${name}: what a person meets first is read in it, and fits @long`, async () => {
      speakIn(folder, name);
      const driver = await startDriver({ folder });
      try {
        const popup = await driver.openPopup();
        await expect(popup.locator('html')).toHaveAttribute('lang', new RegExp(`^${name.split('_')[0] ?? ''}`));
        await expect(popup.locator('html')).toHaveAttribute('dir', words.get('direction') ?? '');
        await expect(popup.getByRole('heading', { level: 1 })).toHaveText(words.get('first.title') ?? '');
        await takeShot(popup, `language-${name}-first`);
        await assertFitsPopup(popup, `${name}, first run`);
        await assertAccessible(popup, `${name}, first run`);
      } finally {
        await driver.stop();
      }
    });

    test(`${name}: every screen and the guide are read in it, and fit @long`, async () => {
      test.setTimeout(120_000);
      speakIn(folder, name);
      const profile = mkdtempSync(join(tmpdir(), 'moving-day-language-'));
      cpSync(known, profile, { recursive: true });
      const driver = await startDriver({ folder, profile });
      try {
        const pages = { popup: await driver.openPopup(), desk: await driver.openDesk('home') };
        await expect(pages.popup.locator('[data-step="export"]')).toHaveAttribute('data-status', 'done');
        await walkThrough(pages, async (page, screen) => {
          await takeShot(page, `language-${name}-${screen.name}`, screen.whole);
          await assertWordsApart(page, `${name}, ${screen.name}`);
          if (screen.page === 'popup') await assertFitsPopup(page, `${name}, popup`);
          if (screen.name === 'popup' || screen.name === 'desk-checkpoint') await assertAccessible(page, `${name}, ${screen.name}`);
        });
        await expect(pages.desk.locator('nav a[href="#checkpoint"]')).toHaveText(words.get('desk.checkpoint') ?? '');
        await pages.desk.setViewportSize({ width: 320, height: 640 });
        await walkThrough(pages, async (page, screen) => {
          if (screen.page === 'desk') await assertNoSideways(page, `${name}, ${screen.name}`);
        });
        const page = await driver.newTab(`${world.new.origin}/settings/imports`);
        if (new URL(page.url()).pathname !== '/settings/imports') await journeyOf(driver).signInOnServer(page, stationOf(world, 'new', 'ada'));
        const guide = page.locator('moving-day-guide').getByRole('region', { name: words.get('guide.label') ?? '' });
        await expect(guide.getByRole('heading')).toHaveText(words.get('guide.imports.all.title') ?? '');
        await takeShot(page, `language-${name}-guide`);
        const { violations } = await new AxeBuilder({ page }).include('moving-day-guide').analyze();
        expect(violations.map((violation) => violation.id)).toEqual([]);
      } finally {
        await driver.stop();
      }
    });
  }
});
