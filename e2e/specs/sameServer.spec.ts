import { guide, Journey, step } from '../fixtures/journey';
import { assertFitsPopup } from '../fixtures/look';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { openMigration } from '../fixtures/toThePause';

test('two accounts on one server: the sign-in is changed where it has to be, a redirect alone is told from a move, and a further move begins @long', async ({ driver, world }) => {
  test.setTimeout(240_000);
  const [ada, bob] = [stationOf(world, 'old', 'ada'), stationOf(world, 'old', 'bob')];
  const journey = new Journey(driver, ada, bob, takeShot);
  const popup = await journey.openPopup();
  await journey.name(popup, 'old', ada.handle);
  await journey.signIn(popup, 'old', ada);
  await journey.name(popup, 'new', bob.handle);
  await expect(popup.getByText('Both accounts are on one server.')).toBeVisible();
  await takeShot(popup, 'popup-same-server');
  await assertFitsPopup(popup, 'same server');
  const window = await driver.windowOpenedBy(() => journey.click(popup.getByRole('button', { name: 'Sign in to NEW' })), bob.origin);
  await expect(window.locator('.account-header')).toContainText('@ada');
  await journey.click(window.locator('a.logout-link'));
  await journey.signInOnServer(window, bob);
  await journey.consent(window, 'approve');
  await expect(step(popup, 'account')).toHaveAttribute('data-status', 'done');
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });

  // The browser is signed in as Bob: his aliases page is the right one, and Ada's migration page would be his.
  const desk = await driver.openDesk('checkpoint');
  await expect(desk.locator('[data-check="blocks"]')).toContainText('Both accounts are on one server');
  const aliases = await journey.openServerPage(desk, 'Open its page: Alias.', bob.origin, '/settings/aliases');
  await aliases.bringToFront();
  await expect(guide(aliases).getByRole('heading', { name: 'Filled in for you' })).toBeVisible();
  await journey.click(aliases.locator('#new_account_alias button[type=submit]'));
  await expect(guide(aliases).getByRole('heading', { name: 'The alias is set' })).toBeVisible();
  await aliases.close();
  await desk.bringToFront();
  await journey.type(desk.getByLabel('Type your old handle'), ada.handle);
  await journey.click(desk.getByRole('button', { name: 'I have looked around' }));
  await journey.click(desk.getByRole('button', { name: 'Open the move page on OLD' }));
  const migration = await driver.tab(`${ada.origin}/settings/migration`);
  await migration.bringToFront();
  await expect(guide(migration).getByRole('heading', { name: 'This is the wrong account' })).toBeVisible();
  await expect(migration.locator('#account_migration_acct')).toHaveValue('');
  await takeShot(migration, 'guide-wrong-account');
  await migration.context().clearCookies();
  await migration.goto(`${ada.origin}/auth/sign_in`);
  await journey.signInOnServer(migration, ada);
  await migration.waitForURL((url) => !url.pathname.startsWith('/auth/'));

  // First the lesser act, by mistake or on purpose.
  await migration.goto(`${ada.origin}/settings/migration/redirect/new`);
  await expect(migration.locator('#form_redirect_acct')).toHaveValue(bob.handle.slice(1));
  await takeShot(migration, 'guide-redirect');
  await migration.locator('#form_redirect_current_password').fill(ada.password);
  await migration.locator('#new_form_redirect button[type=submit]').click();
  await expect(guide(migration).getByRole('heading', { name: /^OLD points to/ })).toBeVisible();
  await takeShot(migration, 'guide-only-redirects');
  await desk.bringToFront();
  await desk.evaluate(() => (location.hash = 'after'));
  await expect(desk.getByText(/^OLD points to @bob@.*, and only that$/)).toBeVisible();
  await takeShot(desk, 'after-only-redirects', true);
  await desk.evaluate(() => (location.hash = 'home'));
  await expect(step(desk, 'move')).toContainText('followers stay');

  // It is cancelled, and then the followers are moved.
  await migration.bringToFront();
  await migration.locator('a[data-method="delete"][href="/settings/migration/redirect"]').click();
  await desk.bringToFront();
  await expect(step(desk, 'move')).not.toHaveAttribute('data-status', 'done');
  await migration.close();
  await desk.evaluate(() => (location.hash = 'checkpoint'));
  const again = await openMigration(journey, desk);
  await journey.type(again.locator('#account_migration_current_password'), ada.password);
  await journey.click(again.locator('#new_account_migration button[type=submit]'));
  await expect(guide(again).getByRole('heading', { name: /^Done. OLD points to/ })).toBeVisible({ timeout: 30_000 });
  await world.clock.idle();
  // On one server the follows are rewritten at once.
  const came = world.old.inspect.followers('bob');
  expect(came.length).toBeGreaterThan(0);
  await desk.bringToFront();
  await desk.evaluate(() => (location.hash = 'after'));
  await expect(async () => {
    await desk.getByRole('button', { name: 'Ask the servers again' }).click();
    await expect(desk.getByRole('region', { name: 'Your followers, by name' }).locator('[data-status="carried"]')).toContainText(/[1-9]/);
  }).toPass({ timeout: 60_000 });

  // A further move, on from the new account; the first one stays and can be shown again.
  const mind = desk.getByRole('region', { name: 'Changing your mind' });
  await journey.click(mind.getByText('Move on to a third account'));
  await journey.click(mind.getByRole('button', { name: 'Begin a move from NEW' }));
  await expect(desk.locator('[data-role="old"]')).toContainText('@bob');
  await expect(desk.getByRole('button', { name: 'Sign in to OLD' })).toBeVisible();
  await desk.evaluate(() => (location.hash = 'settings'));
  await expect(desk.getByRole('region', { name: 'Your moves' }).locator('li')).toHaveCount(2);
  await takeShot(desk, 'settings-moves', true);
  await journey.click(desk.getByRole('button', { name: /^Show this one: @ada@/ }));
  await expect(desk.locator('[data-role="new"]').first()).toContainText('@bob');
});
