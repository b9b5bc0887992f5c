import type { Page } from '@playwright/test';
import { signedInAndKept } from '../fixtures/backups';
import { guide, step, type Journey } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';

/** A settings page with the guide on it, signed in as `who` on the server's own form. */
async function settingsPage(journey: Journey, origin: string, path: string, who: { email: string; password: string }): Promise<Page> {
  const page = await journey.driver.newTab(origin + path);
  if (await page.locator('form#new_user').isVisible()) {
    await journey.type(page.locator('#user_email'), who.email);
    await journey.type(page.locator('#user_password'), who.password);
    await journey.click(page.locator('form#new_user button[type=submit]'));
  }
  await page.waitForURL(origin + path);
  return page;
}

async function signOut(page: Page): Promise<void> {
  await page.locator('#logout a').click();
  await page.waitForURL(/sign_in/);
}

/** Host access given by a real press on our button. */
async function allowGuide(journey: Journey, popup: Page): Promise<Page> {
  const desk = await journey.driver.openDesk('import');
  const imports = await journey.openServerPage(desk, 'Open the import page on NEW', journey.next.origin, '/settings/imports');
  await expect(guide(imports)).toBeVisible();
  await popup.bringToFront();
  return imports;
}

test.describe('on the settings pages', () => {
  test('as the wrong account, and on the other server', async ({ journey, world }) => {
    const popup = await signedInAndKept(journey);
    const imports = await allowGuide(journey, popup);
    await signOut(imports);
    const wrong = await settingsPage(journey, world.new.origin, '/settings/aliases', stationOf(world, 'new', 'eve'));
    await expect(guide(wrong).getByRole('heading', { name: 'This is the wrong account' })).toBeVisible();
    await expect(wrong.locator('#account_alias_acct')).toHaveValue('');
    await takeShot(wrong, 'guide-wrong-account');
    const other = await settingsPage(journey, world.old.origin, '/settings/imports', journey.old);
    await expect(guide(other).getByRole('heading', { name: 'Wrong server for this' })).toBeVisible();
    await takeShot(other, 'guide-wrong-server');
  });

  test('with the alias set on the wrong side, or missing @long', async ({ journey, driver, world }) => {
    const popup = await signedInAndKept(journey);
    await allowGuide(journey, popup);
    const aliases = await settingsPage(journey, world.old.origin, '/settings/aliases', journey.old);
    await expect(guide(aliases).getByRole('heading', { name: 'Wrong side' })).toBeVisible();
    await takeShot(aliases, 'guide-alias-wrong-side');
    await journey.type(aliases.locator('#account_alias_acct'), journey.next.handle);
    await journey.click(aliases.locator('#new_account_alias button[type=submit]'));
    await expect(aliases.locator('a[data-method=delete][href^="/settings/aliases/"]')).toBeVisible();
    await expect(step(popup, 'alias')).toContainText('it was set on OLD');
    const desk = await driver.openDesk('checkpoint');
    await expect(desk.getByText('Set the alias on NEW and wait until everybody can see it.')).toBeVisible();
    await expect(desk.getByLabel('Type your old handle')).toHaveCount(0);
    const migration = await settingsPage(journey, world.old.origin, '/settings/migration', journey.old);
    await expect(guide(migration).getByRole('heading', { name: 'Not yet' })).toBeVisible();
    await takeShot(migration, 'guide-behind-the-pause');
    await expect(migration.locator('#account_migration_acct')).toHaveValue('');
  });

  test('with a wrong password on the move form @long', async ({ journey, world }) => {
    const popup = await signedInAndKept(journey);
    await allowGuide(journey, popup);
    const migration = await settingsPage(journey, world.old.origin, '/settings/migration', journey.old);
    await journey.click(guide(migration).getByRole('button', { name: 'I know what I do, help me here anyway' }));
    await expect(migration.locator('#account_migration_acct')).toHaveValue(journey.next.handle.slice(1));
    await journey.type(migration.locator('#account_migration_current_password'), 'not my password');
    await journey.click(migration.locator('#new_account_migration button[type=submit]'));
    await journey.click(guide(migration).getByRole('button', { name: 'I know what I do, help me here anyway' }));
    await expect(guide(migration).getByRole('heading', { name: 'That was not right' })).toBeVisible();
    await takeShot(migration, 'guide-wrong-password');
    expect(world.old.inspect.movedTo('ada')).toBeNull();
    // The right one, but no alias yet: the server refuses, and nothing has happened.
    await journey.type(migration.locator('#account_migration_current_password'), journey.old.password);
    await journey.click(migration.locator('#new_account_migration button[type=submit]'));
    await journey.click(guide(migration).getByRole('button', { name: 'I know what I do, help me here anyway' }));
    await expect(guide(migration).getByRole('heading', { name: 'OLD does not find the alias' })).toBeVisible();
    await takeShot(migration, 'guide-not-an-alias');
    expect(world.old.inspect.movedTo('ada')).toBeNull();
  });

  test('with a file of the wrong type @long', async ({ journey, world }) => {
    const popup = await signedInAndKept(journey);
    const imports = await allowGuide(journey, popup);
    await imports.locator('#form_import_type').selectOption('lists');
    await imports.locator('#form_import_data').setInputFiles({ name: 'follows.csv', mimeType: 'text/csv', buffer: Buffer.from('Account address,Show boosts\na@b.example,true\n') });
    await journey.click(imports.locator('#new_form_import button[type=submit]'));
    await expect(guide(imports).getByRole('heading', { name: 'The server did not take this file' })).toBeVisible();
    await takeShot(imports, 'guide-import-refused');
    await imports.locator('#form_import_type').selectOption('blocking');
    await imports.locator('#form_import_data').setInputFiles({ name: 'following_accounts.csv', mimeType: 'text/csv', buffer: Buffer.from('Account address,Show boosts\na@b.example,true\n') });
    await journey.click(imports.locator('#new_form_import button[type=submit]'));
    await expect(guide(imports).getByRole('heading', { name: 'The type may be wrong' })).toBeVisible();
    await takeShot(imports, 'guide-mismatch');
    expect(world.new.inspect.blocks('ada')).toEqual([]);
  });

  test.describe('of an account that moved lately', () => {
    test.use({ worldOptions: { size: 'small', past: 'cooldown' } });
    test('say that it has to wait @long', async ({ journey, world, driver }) => {
      const popup = await signedInAndKept(journey);
      await allowGuide(journey, popup);
      const migration = await settingsPage(journey, world.old.origin, '/settings/migration', journey.old);
      await expect(guide(migration).getByRole('heading', { name: 'OLD has to wait' })).toBeVisible();
      await takeShot(migration, 'guide-cooldown');
      await expect(step(popup, 'move')).toContainText('waiting period of OLD');
      const desk = await driver.openDesk('checkpoint');
      await expect(desk.getByText(/OLD has moved before and cannot move again until/)).toBeVisible();
    });
  });

  test.describe('of a server below 4.6', () => {
    test.use({ worldOptions: { size: 'small', servers: [{ name: 'new', version: '4.3', locale: 'de' }] } });
    test('get the filters by API @long', async ({ journey, driver, world }) => {
      const popup = await signedInAndKept(journey);
      const imports = await allowGuide(journey, popup);
      await expect(guide(imports)).toContainText('Filterscomes later, without a file');
      const desk = await driver.openDesk('import');
      await expect(desk.locator('tr[data-kind="filters"] td[data-status="waiting"]')).toHaveText('6');
      await journey.click(desk.getByRole('button', { name: 'Bring the rest' }));
      await expect(desk.locator('tr[data-kind="filters"] td[data-status="carried"]')).toHaveText('6');
      expect(world.new.inspect.filters('ada').map((row) => row.title).sort()).toEqual(world.old.inspect.filters('ada').map((row) => row.title).sort());
    });
  });
});
