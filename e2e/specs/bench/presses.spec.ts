import { chromium, type Locator, type Page } from '@playwright/test';
import { CountedJourney, Presses } from '../../bench/presses';
import { figures } from '../../bench/report';
import { findChromium } from '../../driver/browsers';
import type { Station } from '../../fixtures/journey';
import { expect, stationOf, test } from '../../fixtures/test';
import { wholeMove } from '../../fixtures/wholeMove';
import { importTypes } from '../../servers/model';
import { createLocal } from '../../servers/state';
import type { World } from '../../servers/world';
import { actorCopy } from '@/lib/move/preflight/alias';

/** What a whole move may take with the extension; no way by hand is to be below it. */
const most = 18;
/** World seconds in a real one: imports are retried for 19 minutes. */
const speed = 120;

test('what a person presses in a whole move', async ({ driver, world }) => {
  test.setTimeout(300_000);
  const report = figures();
  const journey = new CountedJourney(driver, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'));
  await wholeMove(journey, {
    patience: 120_000,
    aliasFirst: true,
    onlyNeeded: true,
    onImportsRunning: async () => {
      world.clock.speed(speed);
      await driver.setClock({ offsetMs: 0, speed });
    },
  });
  assertMoved(world);
  const before = world.old.inspect.profile('ada');
  expect(world.new.inspect.profile('ada')).toMatchObject({ displayName: before.displayName, fields: before.fields, hasAvatar: true, hasHeader: true });
  const { presses, popups, effort, signInPresses } = journey;
  const apart = `apart from these: the popup opened ${popups} times, ${signInPresses} presses and ${presses.signInFields} fields on sign-in and consent pages, ${effort.prompts} windows and questions of the browser's own, ${presses.fields} other fields filled in`;
  report.atMost('presses for a whole move', presses.made.length, 'presses', most, `our own pages, the guide and the servers' forms, what no file carries included; ${apart}; ${presses.list()}`);
  expect(report.missed).toEqual([]);
});

test.describe('by hand', () => {
  // Mastodon 4.6 edits profiles in its web app, part by part, each with a button to save; the one form of 4.3 takes fewer.
  const withForm = 'form';
  test.use({ worldOptions: { size: 'small', servers: [{ name: withForm, version: '4.3' }] } });

  test('what a person presses in the same move by hand', async ({ world }, testInfo) => {
    const report = figures();
    const [old, next] = [stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada')];
    createLocal(world.server(withForm).instance, { username: 'ada', email: next.email, password: next.password });
    const presses = new Presses();
    const press = async (target: Locator) => {
      await presses.note(target);
      await target.click();
    };
    const fill = async (target: Locator, text: string) => {
      await press(target);
      await target.fill(text);
    };
    const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: false });
    try {
      const context = await browser.newContext();
      const signedIn = async (as: Pick<Station, 'origin' | 'email' | 'password'>) => {
        const page = await context.newPage();
        await page.goto(`${as.origin}/auth/sign_in`);
        await page.locator('#user_email').fill(as.email);
        await page.locator('#user_password').fill(as.password);
        await page.locator('#new_user button[type=submit]').click();
        await expect(page.locator('#logout')).toBeVisible();
        return page;
      };
      const [onOld, onNew, onForm] = [await signedIn(old), await signedIn(next), await signedIn({ ...next, origin: world.server(withForm).origin })];
      await editProfile(onForm);
      const files = await exportAll(onOld);
      await importAll(onNew, files);
      await setAlias(onNew);
      // Until then OLD may be shown a copy of the new account without the alias; who waits presses nothing.
      world.clock.advance(actorCopy);
      await move(onOld);
    } finally {
      await browser.close();
    }
    assertMoved(world);
    expect(world.server(withForm).inspect.profile('ada')).toMatchObject({ displayName: 'Ada Lovelace', note: 'Writes about engines' });
    const apart = `apart from these: 4 presses and 4 fields to sign in twice, what the browser's own window asks to choose each of ${importTypes.length} files, ${presses.fields} other fields filled in`;
    report.atLeast('presses for a whole move by hand', presses.made.length, 'presses', most, `the goal is what the extension may take; by Mastodon's documentation, without the pictures and fields of the profile and what no file carries; ${apart}; ${presses.list()}`);
    expect(report.missed).toEqual([]);

    async function editProfile(page: Page): Promise<void> {
      await press(page.locator('#profile a'));
      await fill(page.locator('#account_display_name'), 'Ada Lovelace');
      await fill(page.locator('#account_note'), 'Writes about engines');
      await press(page.locator('#edit_profile button[type=submit]'));
      await expect(page.locator('.flash-message.notice')).toBeVisible();
    }

    /** Each file by the type that the import form has for it. */
    async function exportAll(page: Page): Promise<Map<string, string>> {
      const names: Record<string, string> = { following: 'follows.csv', bookmarks: 'bookmarks.csv', lists: 'lists.csv', muting: 'mutes.csv', blocking: 'blocks.csv', domain_blocking: 'domain_blocks.csv', custom_filters: 'custom_filters.json' };
      await press(page.locator('#data > a'));
      const saved = new Map<string, string>();
      for (const type of importTypes) {
        const download = page.waitForEvent('download');
        await press(page.locator(`a[href="/settings/exports/${names[type] ?? ''}"]`));
        const file = testInfo.outputPath((await download).suggestedFilename());
        await (await download).saveAs(file);
        saved.set(type, file);
      }
      return saved;
    }

    async function importAll(page: Page, files: Map<string, string>): Promise<void> {
      await press(page.locator('#import a'));
      for (const [type, file] of files) {
        const kind = page.locator('#form_import_type');
        // Opened and chosen from counts as one press; the first type is chosen already.
        if ((await kind.inputValue()) !== type) {
          await presses.note(kind);
          await kind.selectOption(type);
        }
        const chooser = page.waitForEvent('filechooser');
        await press(page.locator('#form_import_data'));
        await (await chooser).setFiles(file);
        await press(page.locator('#new_form_import button[type=submit]'));
        await press(page.locator('a[data-method=post][href$="/confirm"]'));
        await expect(page.locator('.flash-message.notice')).toBeVisible();
      }
    }

    async function setAlias(page: Page): Promise<void> {
      await press(page.locator('#security > a'));
      await press(page.locator('a[href="/settings/aliases"]'));
      await fill(page.locator('#account_alias_acct'), old.handle);
      await press(page.locator('#new_account_alias button[type=submit]'));
      await expect(page.locator('.flash-message.notice')).toBeVisible();
    }

    async function move(page: Page): Promise<void> {
      await press(page.locator('#security > a'));
      await press(page.locator('a[href="/settings/migration"]'));
      await fill(page.locator('#account_migration_acct'), next.handle);
      await fill(page.locator('#account_migration_current_password'), old.password);
      await press(page.locator('#new_account_migration button[type=submit]'));
      await expect(page.locator('.flash-message.notice')).toBeVisible();
    }
  });
});

/** All seven kinds were imported, and the old account points to the new one. */
function assertMoved(world: World): void {
  expect(new Set(world.new.inspect.imports('ada').map((one) => one.type))).toEqual(new Set(importTypes));
  expect(world.new.inspect.imports('ada').filter((one) => one.state === 'unconfirmed')).toEqual([]);
  expect(world.new.inspect.alsoKnownAs('ada')).toHaveLength(1);
  expect(world.old.inspect.movedTo('ada')).toMatch(new RegExp(`^${world.new.origin}/ap/users/\\d+$`));
}
