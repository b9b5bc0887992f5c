import { expect, test } from '../fixtures/test';
import type { World } from '../servers/world';
import { guide, step } from '../fixtures/journey';

test('the whole move', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  await journey.shot(popup, 'popup-signed-in');

  // Step 2: the profile, side by side.
  await journey.click(popup.getByRole('button', { name: 'Look at both profiles' }));
  const desk = await driver.tab('/desk.html');
  await desk.bringToFront();
  await expect(desk.getByRole('heading', { name: 'Your profile, side by side' })).toBeVisible();
  await journey.shot(desk, 'desk-profile');
  await journey.click(desk.getByRole('button', { name: 'Bring my profile over' }));
  await expect(desk.getByText('The new profile has a name and a picture.')).toBeVisible();

  // Step 3: one press backs everything up and saves the zip.
  await popup.bringToFront();
  await expect(step(popup, 'profile')).toHaveAttribute('data-status', 'done');
  const saved = await driver.nextDownload(async () => {
    await journey.click(popup.locator('.now').getByRole('button', { name: 'Back up now' }));
    await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  });
  expect(saved).not.toBe('');
  await desk.bringToFront();
  await journey.shot(desk, 'desk-backup');

  // Step 4: the files, one after the other.
  await popup.bringToFront();
  const imports = await journey.openServerPage(popup, 'Open the import page on NEW', world.new.origin, '/settings/imports');
  for (let left = 7; left > 0; left--) {
    await journey.click(guide(imports).getByRole('button', { name: /^Put the file in/ }));
    await expect(guide(imports).getByRole('heading', { name: 'Now press Upload' })).toBeVisible();
    if (left === 7) await journey.shot(imports, 'guide-imports');
    await journey.click(imports.locator('#new_form_import button[type=submit]'));
    await expect(guide(imports).getByRole('heading', { name: 'Now press Confirm' })).toBeVisible();
    if (left === 7) await journey.shot(imports, 'guide-import-confirm');
    await journey.click(imports.locator('a[data-method=post][href$="/confirm"]'));
    await expect(imports.locator('.flash-message.notice')).toBeVisible();
  }
  await expect(guide(imports).getByRole('heading', { name: 'The server is working' })).toBeVisible();
  await journey.shot(imports, 'guide-imports-running');

  // From here on the servers' time runs fast: imports are retried for 19 minutes, followers arrive over hours.
  const speed = 120;
  world.clock.speed(speed);
  await driver.setClock({ offsetMs: 0, speed });

  // Step 5: the alias, while the imports run.
  await journey.click(guide(imports).getByRole('button', { name: 'Open the aliases page on NEW' }));
  const aliases = await driver.tab(`${world.new.origin}/settings/aliases`);
  await expect(aliases.locator('#account_alias_acct')).toHaveValue(world.old.credentials('ada').handle.slice(1));
  await expect(guide(aliases).getByRole('heading', { name: 'Filled in for you' })).toBeVisible();
  await journey.shot(aliases, 'guide-aliases');
  await journey.click(aliases.locator('#new_account_alias button[type=submit]'));
  await expect(guide(aliases).getByRole('heading', { name: 'The alias is set' })).toBeVisible();

  // Step 4 is done when every row has arrived, waits for somebody, or is named.
  await imports.bringToFront();
  await expect(guide(imports).getByRole('heading', { name: 'All files are in' })).toBeVisible({ timeout: 60_000 });
  await journey.click(guide(imports).getByRole('button', { name: 'See what arrived' }));
  await desk.bringToFront();
  await expect(desk.getByText('Everything is on the new account, waits for')).toBeVisible({ timeout: 60_000 });
  await journey.shot(desk, 'desk-ledger');

  // The pause.
  await journey.click(desk.getByRole('link', { name: 'Pause' }));
  await expect(desk.getByRole('heading', { name: 'Before you move, look around once more' })).toBeVisible();
  await journey.type(desk.getByLabel('Type your old handle'), world.old.credentials('ada').handle);
  await journey.shot(desk, 'desk-checkpoint');
  await journey.click(desk.getByRole('button', { name: 'I have looked around' }));
  await expect(desk.getByRole('button', { name: 'Open the move page on OLD' })).toBeVisible();

  // Step 6: the person's own password and the server's own button.
  await journey.click(desk.getByRole('button', { name: 'Open the move page on OLD' }));
  const migration = await driver.tab(`${world.old.origin}/settings/migration`);
  await expect(migration.locator('#account_migration_acct')).toHaveValue(world.new.credentials('ada').handle.slice(1));
  await expect(guide(migration).getByRole('heading', { name: 'Filled in for you' })).toBeVisible();
  await expect(migration.locator('#account_migration_current_password')).toHaveValue('');
  await journey.shot(migration, 'guide-migration');
  await journey.type(migration.locator('#account_migration_current_password'), world.old.credentials('ada').password);
  await journey.click(migration.locator('#new_account_migration button[type=submit]'));
  await expect(guide(migration).getByRole('heading', { name: /^Done. OLD points to/ })).toBeVisible({ timeout: 30_000 });
  await journey.shot(migration, 'guide-moved');
  await popup.bringToFront();
  await expect(step(popup, 'move')).toHaveAttribute('data-status', 'done');
  await journey.shot(popup, 'popup-moved');

  // Followers arrive.
  await journey.click(popup.getByRole('button', { name: 'See followers arrive' }));
  await desk.bringToFront();
  await expect.poll(() => world.new.inspect.followers('ada').length, { timeout: 60_000 }).toBe(world.seed.movers.length);
  await journey.click(desk.getByRole('button', { name: 'Ask the servers again' }));
  await expect(desk.locator('.legend')).toContainText(`NEW ${world.seed.movers.length}`, { timeout: 30_000 });
  await journey.shot(desk, 'desk-after');

  assertCarried(world);
  for (const id of ['account', 'profile', 'export', 'import', 'alias', 'move']) await expect(step(popup, id)).toHaveAttribute('data-status', 'done');
});

/** By the servers' true state: everything owed is on NEW, pending, or named; nothing else was added. */
function assertCarried(world: World): void {
  const [old, next] = [world.old.inspect, world.new.inspect];
  const named = (kind: string) => world.seed.notCarried.filter((row) => row.kind === kind).map((row) => row.label);
  const pending = world.seed.waiting.map((row) => row.label.slice(1)).sort();
  const owed = old.following('ada').filter((row) => !named('following').includes(`@${row.acct}`) && !pending.includes(row.acct));
  const byAcct = (rows: { acct: string }[]) => [...rows].sort((a, b) => a.acct.localeCompare(b.acct));
  expect(byAcct(next.following('ada'))).toEqual(byAcct(owed));
  expect(next.requested('ada').sort()).toEqual(pending);
  expect(next.blocks('ada').sort()).toEqual(old.blocks('ada').sort());
  expect(byAcct(next.mutes('ada'))).toEqual(byAcct(old.mutes('ada')));
  expect(next.domainBlocks('ada').sort()).toEqual(old.domainBlocks('ada').sort());
  expect(next.bookmarks('ada').sort()).toEqual(old.bookmarks('ada').filter((uri) => !named('bookmarks').includes(uri)).sort());
  expect(next.filters('ada').map((row) => row.title).sort()).toEqual(old.filters('ada').map((row) => row.title).sort());
  const members = (lists: { title: string; members: string[] }[]) => lists.flatMap((list) => list.members.map((acct) => `${list.title}: @${acct}`)).sort();
  expect(members(next.lists('ada'))).toEqual(members(old.lists('ada')).filter((label) => !named('lists').includes(label)));
  expect(next.alsoKnownAs('ada')).toHaveLength(1);
  expect(old.movedTo('ada')).not.toBeNull();
  expect(next.followers('ada').sort()).toEqual([...world.seed.movers].sort());
  expect(old.followers('ada').sort()).toEqual([...world.seed.stayers].sort());
  expect(next.profile('ada')).toEqual(old.profile('ada'));
}
