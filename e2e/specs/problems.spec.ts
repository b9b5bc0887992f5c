import type { Page } from '@playwright/test';
import { step } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import type { World } from '../servers/world';

/** The problem shown, by its first sentence. */
const problem = (page: Page, text: string | RegExp) => page.getByRole('alert').filter({ hasText: text });

test.describe('naming an account @long', () => {
  const cases: [name: string, typed: (world: World) => string, said: string | RegExp][] = [
    ['what is not a handle', () => 'just some words', '“just some words” is not a handle or a server.'],
    ['a server that does not exist', () => '@ada@nowhere.localhost:9', 'There is no answer from nowhere.localhost:9.'],
    ['an account that does not exist', (world) => `@nobody@${world.old.domain}`, /^There is no account @nobody@old\.localhost:\d+\./],
  ];
  for (const [name, typed, said] of cases) {
    test(name, async ({ journey, world }) => {
      const popup = await journey.openPopup();
      await journey.name(popup, 'old', typed(world));
      await expect(problem(popup, said)).toBeVisible();
      await expect(popup.getByLabel('Your old account')).toBeVisible();
      await takeShot(popup, `problem-${name.replace(/\W+/g, '-')}`);
    });
  }

  test.describe('on other software', () => {
    test.use({ worldOptions: { size: 'small', servers: [{ name: 'pics', software: 'pixelfed' }] } });
    test('is told what the server is', async ({ journey, world }) => {
      const popup = await journey.openPopup();
      await journey.name(popup, 'old', world.server('pics').origin);
      await expect(problem(popup, /runs pixelfed, which is not Mastodon\./)).toBeVisible();
    });
  });

  test('on a server that is down', async ({ journey, world }) => {
    const popup = await journey.openPopup();
    const up = world.old.addFault({ match: /./, kind: 'status', status: 503 });
    await journey.name(popup, 'old', journey.old.handle);
    await expect(problem(popup, /does not answer\./)).toBeVisible();
    up();
    await world.old.down();
    await journey.name(popup, 'old', journey.old.handle);
    await expect(problem(popup, /There is no answer from/)).toBeVisible();
    await world.old.up();
    await journey.name(popup, 'old', journey.old.handle);
    await expect(popup.getByRole('button', { name: 'Sign in to OLD' })).toBeEnabled();
    await expect(problem(popup, /./)).toHaveCount(0);
  });

  test('in every form that people type', async ({ journey, world }) => {
    const popup = await journey.openPopup();
    for (const typed of [`ada@${world.old.domain}`, world.old.origin, `${world.old.origin}/@ada`]) {
      await journey.name(popup, 'old', typed);
      await journey.click(popup.getByRole('button', { name: 'Use another account' }));
    }
    await expect(popup.getByLabel('Your old account')).toBeVisible();
  });

  test.describe('that has moved already', () => {
    test.use({ worldOptions: { size: 'small', past: 'redirected' } });
    test('is recognised before any sign-in', async ({ journey, world }) => {
      const popup = await journey.openPopup();
      await journey.name(popup, 'old', journey.old.handle);
      await expect(problem(popup, /points to @bob@.* already/)).toBeVisible();
      expect(world.old.inspect.apps()).toBe(0);
    });
    test('and named by its server only: the server shows no question, and we say what that means', async ({ journey, driver, world }) => {
      const popup = await journey.openPopup();
      await journey.name(popup, 'old', world.old.origin);
      const window = await driver.windowOpenedBy(() => journey.click(popup.getByRole('button', { name: 'Sign in to OLD' })), world.old.origin);
      await journey.signInOnServer(window, journey.old);
      await window.waitForURL(/\/auth\/edit/);
      await window.close();
      await expect(problem(popup, /If the server showed its account settings instead of a question, this account has moved already\./)).toBeVisible();
      await takeShot(popup, 'problem-moved-without-question');
      expect(world.old.inspect.liveTokens()).toEqual([]);
    });
  });
  test.describe('that has moved away, with its followers', () => {
    test.use({ worldOptions: { size: 'small', past: 'moved' } });
    test('is recognised before any sign-in, too', async ({ journey }) => {
      const popup = await journey.openPopup();
      await journey.name(popup, 'old', journey.old.handle);
      await expect(problem(popup, /points to @bob@.* already/)).toBeVisible();
      await takeShot(popup, 'problem-already-moved');
    });
  });
});

test.describe('signing in', () => {
  test('denied on the consent page', async ({ journey, world }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old, 'deny');
    await expect(problem(popup, 'You did not allow it on')).toBeVisible();
    await takeShot(popup, 'problem-consent-denied');
    expect(world.old.inspect.liveTokens()).toEqual([]);
    await journey.signIn(popup, 'old', journey.old);
    await expect(popup.getByLabel('Your new account')).toBeVisible();
    await expect(problem(popup, /./)).toHaveCount(0);
  });

  test('with the window closed @long', async ({ journey }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old, 'close');
    await expect(problem(popup, 'The sign-in window was closed.')).toBeVisible();
    await takeShot(popup, 'problem-window-closed');
    await expect(popup.getByRole('button', { name: 'Sign in to OLD' })).toBeEnabled();
  });

  test('as another account than the one named', async ({ journey, world }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', stationOf(world, 'old', 'bob'));
    await expect(problem(popup, /^You signed in as @bob@.*, not as @ada@/)).toBeVisible();
    await takeShot(popup, 'problem-other-account');
    expect(world.old.inspect.liveTokens()).toEqual([]);
  });

  test('as the same account on both sides @long', async ({ journey, world }) => {
    const popup = await journey.openPopup();
    await journey.name(popup, 'old', journey.old.handle);
    await journey.signIn(popup, 'old', journey.old);
    await journey.name(popup, 'new', journey.old.handle);
    await expect(problem(popup, /is the same account on both sides/)).toBeVisible();
    await journey.name(popup, 'new', world.old.origin);
    await journey.signIn(popup, 'new', journey.old);
    await expect(problem(popup, /is the same account on both sides/)).toBeVisible();
    expect(world.old.inspect.liveTokens()).toHaveLength(1);
  });

  test('that the server ends in between: what was read stays, and a new sign-in goes on @long', async ({ journey, driver, world }) => {
    const popup = await journey.openPopup();
    await journey.signInBoth(popup);
    const slower = world.old.addFault({ match: /GET \/api\/v1\/lists/, kind: 'latency', ms: 2000 });
    const desk = await driver.openDesk('backup');
    await journey.click(desk.getByRole('main').getByRole('button', { name: 'Back up now' }));
    const read = desk.locator('tr[data-kind="following"] .number');
    await expect(read).toHaveText('40');
    const refused = world.old.addFault({ match: /GET \/api\/v1\/(lists|blocks|mutes|domain_blocks|bookmarks|accounts\/verify_credentials)/, kind: 'status', status: 401 });
    slower();
    await expect(problem(desk, /has ended our sign-in\./).first()).toBeVisible();
    await takeShot(desk, 'desk-sign-in-ended');
    await popup.bringToFront();
    const again = popup.getByRole('button', { name: 'Sign in to OLD' });
    await expect(again).toBeEnabled();
    refused();
    await journey.click(again);
    await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 30_000 });
    await desk.bringToFront();
    await expect(read).toHaveText('40');
    expect(world.old.inspect.liveTokens()).toHaveLength(1);
  });
});

test('a browser without room for the backup: said, nothing lost, and it goes on', async ({ journey, driver }) => {
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('backup');
  await driver.storageFull(true);
  await journey.click(desk.getByRole('main').getByRole('button', { name: 'Back up now' }));
  await expect(problem(desk, 'This browser has no room left to keep the backup.').first()).toBeVisible();
  await takeShot(desk, 'desk-storage-full');
  await driver.storageFull(false);
  await journey.click(desk.getByRole('button', { name: 'Go on' }));
  await expect(desk.getByText(/entries are safe in this browser$/)).toBeVisible({ timeout: 30_000 });
  await expect(desk.locator('tr[data-kind="following"] .number')).toHaveText('40');
});
