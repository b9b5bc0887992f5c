import { guide } from '../fixtures/journey';
import { expect, test } from '../fixtures/test';

test('export files are read through the guide where the background gets none @long', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('backup');
  await driver.allowHost(world.old.origin);
  await journey.click(desk.getByRole('button', { name: 'Allow OLD’s pages' }));
  const page = await driver.newTab(`${world.old.origin}/settings/export`);
  await expect(guide(page)).toBeVisible();
  await driver.blockBackground(/\/settings\//);
  world.old.seen.length = 0;
  await desk.bringToFront();
  await journey.click(desk.getByRole('main').getByRole('button', { name: 'Back up now' }));
  await expect(desk.getByText(/entries are safe in this browser$/)).toBeVisible({ timeout: 60_000 });
  await expect(desk.locator('tr[data-kind="following"]')).toContainText('from the export file');
  expect(world.old.seen.filter((seen) => seen.path.startsWith('/settings/exports/follows.csv')).map((seen) => seen.status)).toEqual([200]);
});
