import { assertLooks } from '../fixtures/look';
import { signedInAndKept } from '../fixtures/backups';
import { guide, step } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { findLocal } from '../servers/state';

test.use({ worldOptions: { size: 'small' } });

test('an older backup is carried, overwriting is refused where it could lose something, and a new account that is exchanged takes nothing over @long', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  await signedInAndKept(journey);
  const desk = await driver.openDesk('backup');

  // A block is lost on OLD; the backup before still has it.
  const { blocks } = world.old.instance.state;
  const ada = findLocal(world.old.instance, 'ada');
  const [lost] = [...blocks.values()].filter((row) => row.from === ada?.id);
  if (!lost) throw new Error('nothing to lose');
  blocks.delete(lost.id);
  await journey.click(desk.getByRole('button', { name: 'Back up again' }));
  await journey.click(desk.getByRole('button', { name: 'Back up now' }));
  const list = desk.locator('li[data-backup]');
  await expect(list).toHaveCount(2, { timeout: 30_000 });
  await expect(list.first()).not.toContainText('not finished', { timeout: 30_000 });
  await journey.click(list.nth(1).getByRole('button', { name: 'Look inside' }));
  await assertLooks(desk, 'backup-older');
  await journey.click(desk.getByRole('button', { name: 'Carry this one to NEW' }));
  await expect(desk.getByText(/^The backup of .* is carried to NEW, as you have chosen$/)).toBeVisible();

  await journey.click(desk.getByRole('link', { name: 'What will come' }));
  await journey.click(desk.getByRole('button', { name: 'Back up NEW', exact: true }));
  const cell = (kind: string, group: string) => desk.locator(`.compare-table tr[data-kind="${kind}"] td[data-group="${group}"]`);
  const kept = world.old.inspect.blocks('ada').length + 1;
  await expect(cell('blocks', 'comes')).toHaveText(String(kept), { timeout: 30_000 });
  await assertLooks(desk, 'compare-older');

  // The backup of NEW is of this hour, for now.
  await journey.click(cell('blocks', 'comes').getByRole('button'));
  await expect(desk.getByLabel('Overwrite')).toBeEnabled();
  await driver.setClock({ offsetMs: 2 * 3_600_000, speed: 1 });
  await desk.reload();
  await journey.click(cell('blocks', 'comes').getByRole('button'));
  await expect(desk.getByLabel('Overwrite')).toBeDisabled();
  await expect(desk.getByText('The backup of NEW is older than an hour')).toBeVisible();
  await takeShot(desk, 'compare-no-overwrite', true);

  await journey.click(desk.getByRole('link', { name: 'What arrived' }));
  const imports = await journey.openServerPage(desk, 'Open the import page on NEW', journey.next.origin, '/settings/imports');
  await imports.bringToFront();
  await journey.click(guide(imports).getByRole('button', { name: 'Bring everything over' }));
  await expect.poll(() => world.new.inspect.imports('ada').find((one) => one.type === 'blocking')?.total, { timeout: 60_000 }).toBe(kept);
  await expect.poll(() => world.new.inspect.imports('ada').filter((one) => one.state !== 'unconfirmed').length, { timeout: 60_000 }).toBe(7);
  await desk.bringToFront();
  const arrived = desk.locator('tr[data-kind="blocks"] td[data-status="carried"]');
  await expect(async () => {
    await desk.getByRole('button', { name: 'Ask the servers again' }).click();
    await expect(arrived).toHaveText(String(kept));
  }).toPass({ timeout: 60_000 });

  // Another account on NEW after all: nothing that was sent to the first is taken for the second's.
  await journey.click(desk.getByRole('link', { name: 'Settings' }));
  await journey.click(desk.getByRole('button', { name: 'Sign out of NEW' }));
  const again = await driver.openPopup();
  const eve = stationOf(world, 'new', 'eve');
  await journey.name(again, 'new', eve.handle);
  const other = await driver.newTab(`${world.new.origin}/settings/export`);
  await other.locator('#logout a').click();
  await other.waitForURL(/sign_in/);
  await journey.signIn(again, 'new', eve);
  await expect(step(again, 'account')).toHaveAttribute('data-status', 'done');
  await expect(step(again, 'import')).not.toHaveAttribute('data-status', 'done');
  await desk.bringToFront();
  await journey.click(desk.getByRole('link', { name: 'What arrived' }));
  await expect(async () => {
    await desk.getByRole('button', { name: 'Ask the servers again' }).click();
    await expect(desk.locator('tr[data-kind="blocks"] td[data-status="waiting"]')).toHaveText(String(kept));
  }).toPass({ timeout: 30_000 });
  await expect(arrived).toHaveText('0');
  await assertLooks(desk, 'ledger-exchanged');
});
