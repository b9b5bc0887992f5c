import { again, kept, kindRow, start, states } from '../fixtures/backups';
import { step } from '../fixtures/journey';
import { assertAccessible, assertFitsPopup } from '../fixtures/look';
import { expect, takeShot, test } from '../fixtures/test';

test('with a backup and the old server dead, every screen works and says what it shows @long', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('backup');
  await start(journey, desk);
  await kept(desk);
  const before = await states(desk);
  await world.old.down();
  world.old.hostile('mediaMissing');

  const main = desk.getByRole('main');
  const instead = /^What we show of OLD is from the backup of \d/;
  for (const place of ['Overview', 'Backup', 'Profile', 'What arrived', 'Pause', 'After the move', 'Settings']) {
    await journey.click(desk.getByRole('link', { name: place, exact: true }));
    await expect(main.getByText(instead)).toBeVisible();
    await expect(desk.locator('[aria-busy="true"], progress')).toHaveCount(0);
    await expect(main.getByRole('alert')).toHaveCount(0);
    await takeShot(desk, `dead-${place.toLowerCase().replace(/ /g, '-')}`);
    if (place === 'Overview') {
      await assertAccessible(desk, 'dead overview');
      await expect(step(desk, 'export')).toContainText(/from the backup of \d/);
      await journey.click(main.getByRole('button', { name: 'Ask the servers again' }));
      await expect(main.getByRole('button', { name: 'Ask the servers again' })).toBeEnabled();
    }
    if (place === 'Profile') {
      // The profile comes from the backup, pictures included.
      await assertAccessible(desk, 'dead profile');
      await expect(main.getByText('Ada Lovelace').first()).toBeVisible();
      await journey.click(main.getByRole('button', { name: 'Save on NEW' }));
      await expect(main.getByText('The new profile has a name and a picture.')).toBeVisible();
      expect(world.new.inspect.profile('ada')).toMatchObject({ displayName: 'Ada Lovelace', hasAvatar: true, hasHeader: true });
    }
    if (place === 'What arrived') await expect(main.locator('tr[data-kind="blocks"]')).toBeVisible();
  }

  // Another try waits for the server, and what is kept stays in sight.
  await journey.click(desk.getByRole('link', { name: 'Backup', exact: true }));
  await again(journey, desk);
  await journey.click(main.getByRole('button', { name: 'Back up now' }));
  await expect(main.getByText('The server does not answer just now. It goes on by itself; nothing is lost.')).toBeVisible();
  await expect(main.getByText(/entries are safe in this browser/)).toBeVisible();
  expect(await states(desk)).toEqual(before);
  await journey.click(kindRow(desk, 'following').getByRole('button'));
  await expect(desk.locator('.virtual-row').first()).toBeVisible();
  await takeShot(desk, 'dead-backup-waiting', true);

  await popup.bringToFront();
  await expect(popup.getByText(instead)).toBeVisible();
  await expect(step(popup, 'export')).toContainText(/from the backup of \d/);
  await takeShot(popup, 'dead-popup');
  await assertFitsPopup(popup, 'popup, server dead');
});
