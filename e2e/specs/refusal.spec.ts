import { badgeText } from '../fixtures/extension';
import { signedInAndKept } from '../fixtures/backups';
import { guide, Journey, step } from '../fixtures/journey';
import { assertFitsPopup } from '../fixtures/look';
import { expect, stationOf, takeShot, test } from '../fixtures/test';

const minute = 60_000;

test('the old server says no: why, when it is worth another try, also after the browser was started anew, and then it works @long', async ({ journey, driver, world }) => {
  test.setTimeout(180_000);
  const popup = await signedInAndKept(journey);

  // The impatient way: the last page first.
  const desk = await driver.openDesk('checkpoint');
  const migration = await journey.openServerPage(desk, 'Open its page: Waiting period.', journey.old.origin, '/settings/migration');
  await migration.bringToFront();
  await journey.click(guide(migration).getByRole('button', { name: 'I know what I do, help me here anyway' }));
  await journey.type(migration.locator('#account_migration_current_password'), journey.old.password);
  await journey.click(migration.locator('#new_account_migration button[type=submit]'));
  await journey.click(guide(migration).getByRole('button', { name: 'I know what I do, help me here anyway' }));
  await expect(guide(migration).getByRole('heading', { name: 'OLD does not find the alias' })).toBeVisible();
  expect(world.old.inspect.movedTo('ada')).toBeNull();
  await popup.bringToFront();
  await expect(popup.getByText('OLD does not find the alias')).toBeVisible();
  await takeShot(popup, 'popup-refused');
  await assertFitsPopup(popup, 'after a refusal');

  await journey.click(popup.getByRole('note').getByRole('button', { name: 'Open the aliases page on NEW' }));
  const aliases = await driver.tab(`${journey.next.origin}/settings/aliases`);
  await aliases.bringToFront();
  await expect(aliases.locator('#account_alias_acct')).toHaveValue(journey.old.handle.slice(1));
  await journey.click(aliases.locator('#new_account_alias button[type=submit]'));
  await expect(guide(aliases).getByRole('heading', { name: 'The alias is set' })).toBeVisible();
  await popup.bringToFront();
  await expect(popup.getByText('OLD does not see the alias yet')).toBeVisible({ timeout: 30_000 });
  await expect(popup.getByRole('button', { name: 'Tell me when it is time' })).toBeVisible();
  await takeShot(popup, 'popup-refused-waits');
  await assertFitsPopup(popup, 'waiting after a refusal');

  const again = await driver.crashAndRestart();
  try {
    const there = new Journey(again, stationOf(world, 'old', 'ada'), stationOf(world, 'new', 'ada'), takeShot);
    const first = await again.openPopup();
    await expect(first.getByText('OLD does not see the alias yet')).toBeVisible();
    world.clock.advance(8 * minute);
    await again.setClock({ offsetMs: 8 * minute, speed: 1 });
    await first.reload();
    await expect(first.getByText('Now is a good time to try again')).toBeVisible({ timeout: 30_000 });
    await takeShot(first, 'popup-try-again');
    await expect.poll(() => badgeText(first)).toBe('→');
    // The crash may have taken the permission, where the browser had not written it down by then.
    for (const { origin } of [there.old, there.next]) await again.allowHost(origin);
    await first.bringToFront();
    await there.click(first.getByRole('note').getByRole('button', { name: 'Open the move page on OLD' }));
    // The crash has ended the session on the server's pages, unless the browser had written its cookie down by then;
    // signing in leads on to the page.
    const last = await again.tab(`${there.old.origin}/`);
    await last.bringToFront();
    if (new URL(last.url()).pathname === '/auth/sign_in') await there.signInOnServer(last, there.old);
    await last.waitForURL(`${there.old.origin}/settings/migration`);
    const aside = guide(last).getByRole('button', { name: 'I know what I do, help me here anyway' });
    await there.click(aside);
    await expect(last.locator('#account_migration_acct')).toHaveValue(there.next.handle.slice(1));
    await there.type(last.locator('#account_migration_current_password'), there.old.password);
    await there.click(last.locator('#new_account_migration button[type=submit]'));
    await expect(guide(last).getByRole('heading', { name: /^Done. OLD points to/ })).toBeVisible({ timeout: 30_000 });
    await first.bringToFront();
    await expect(step(first, 'move')).toHaveAttribute('data-status', 'done');
    await expect(first.getByText('Now is a good time to try again')).toHaveCount(0);
  } finally {
    await again.stop();
  }
});
