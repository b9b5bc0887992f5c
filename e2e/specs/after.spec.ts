import { mayRead } from '../fixtures/extension';
import { guide, step } from '../fixtures/journey';
import { assertFitsPopup, assertLooks } from '../fixtures/look';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { openMigration, pressMove, toThePause } from '../fixtures/toThePause';
import { findLocal } from '../servers/state';

const day = 24 * 3_600_000;

test('who will come, letting people in, writing to those who stayed, taking it back, and the clean-up at the end @long', async ({ journey, driver, world }) => {
  test.setTimeout(300_000);
  const { desk } = await toThePause(journey);
  const forecast = desk.getByRole('region', { name: 'Who of your followers will come along' });
  const outcome = (name: string) => forecast.locator(`li[data-outcome="${name}"] button`);
  const followers = world.old.inspect.followers('ada');
  const on = (...names: string[]) => String(followers.filter((acct) => names.some((name) => acct.endsWith(`@${world.server(name).domain}`))).length);
  await expect(outcome('comes')).toHaveText(on('old', 'new'));
  await expect(outcome('unknown')).toHaveText(on('friends', 'dead', 'ignores', 'blocked'));
  // The browser's own question is answered beforehand.
  for (const name of ['friends', 'dead', 'ignores', 'blocked']) await driver.allowHost(world.server(name).origin);
  await desk.bringToFront();
  await journey.click(forecast.getByRole('button', { name: /^Ask these servers/ }));
  await expect(outcome('down')).toHaveText(on('dead'), { timeout: 30_000 });
  await expect(outcome('comes')).toHaveText(on('old', 'new', 'friends', 'ignores'));
  await journey.click(outcome('down'));
  await expect(forecast.getByRole('region', { name: 'No answer.' }).locator('tbody tr')).toHaveCount(Number(on('dead')));
  await assertLooks(desk, 'checkpoint-forecast');

  // NEW lets people in by hand: whoever comes asks first, and so does a stranger.
  const ada = findLocal(world.new.instance, 'ada');
  if (!ada) throw new Error('nobody there');
  ada.locked = true;
  const migration = await openMigration(journey, desk);
  await pressMove(journey, migration);
  world.clock.speed(600);
  await expect.poll(() => world.new.inspect.requestsIn('ada').length, { timeout: 60_000 }).toBeGreaterThan(5);
  world.clock.speed(1);
  await desk.bringToFront();
  await desk.evaluate(() => (location.hash = 'after'));
  const people = desk.getByRole('region', { name: 'Your followers, by name' });
  const letIn = people.getByRole('button', { name: 'Let all of them in' });
  await expect(async () => {
    await desk.getByRole('button', { name: 'Ask the servers again' }).click();
    await expect(letIn).toBeVisible();
  }).toPass({ timeout: 60_000 });
  await assertLooks(desk, 'after-let-in');
  const asking = world.new.inspect.requestsIn('ada').length;
  await journey.click(letIn);
  await expect(people.getByText(`Let in: ${asking}`)).toBeVisible({ timeout: 30_000 });
  expect(world.new.inspect.requestsIn('ada')).toEqual([]);

  // A week later nobody else comes by itself.
  world.clock.advance(8 * day);
  await world.clock.idle();
  await driver.setClock({ offsetMs: 8 * day, speed: 1 });
  await desk.reload();
  const call = desk.getByRole('region', { name: 'Write to those who have not come' });
  await expect(async () => {
    await desk.getByRole('button', { name: 'Ask the servers again' }).click();
    await expect(call).toBeVisible();
  }).toPass({ timeout: 60_000 });
  const text = call.getByRole('textbox', { name: 'Text to those who have not come' });
  await expect(text).toHaveValue(new RegExp(`@stayer_0@\\S+ .*I have moved to ${journey.next.handle}`));
  await expect(call.getByRole('link', { name: 'Write it on NEW' })).toHaveAttribute('href', new RegExp(`^${journey.next.origin}/share\\?text=`));
  await journey.click(call.getByText(/^On which servers they are/));
  await expect(call.getByRole('row', { name: new RegExp(world.server('dead').domain) })).toContainText('did not answer');
  await assertLooks(desk, 'after-call-out');

  await journey.click(desk.getByRole('link', { name: 'Leaving for good' }).first());
  await expect(desk.getByText('It could be, but have a look at these lines first.')).toBeVisible();
  await assertLooks(desk, 'leave');

  // After all, it is taken back.
  await desk.evaluate(() => (location.hash = 'after'));
  const mind = desk.getByRole('region', { name: 'Changing your mind' });
  await journey.click(mind.getByText('Take the redirect back'));
  await assertLooks(desk, 'after-change-mind');
  await migration.close();
  await journey.click(mind.getByRole('button', { name: 'Cancel it on OLD’s page' }));
  const again = await driver.tab(`${journey.old.origin}/settings/migration`);
  await again.bringToFront();
  await expect(guide(again).getByRole('heading', { name: 'Here you take it back' })).toBeVisible();
  await takeShot(again, 'guide-cancel');
  await journey.click(again.locator('a[data-method="delete"][href="/settings/migration/redirect"]'));
  await expect(guide(again).getByRole('heading', { name: 'OLD has to wait' })).toBeVisible();
  await desk.bringToFront();
  await expect(desk.getByText('The old account has not moved yet.')).toBeVisible();
  await expect(step(await driver.openDesk('home'), 'move')).not.toHaveAttribute('data-status', 'done');

  // The end: what is cleaned up is said, line by line.
  await desk.evaluate(() => (location.hash = 'settings'));
  await journey.click(desk.getByRole('button', { name: 'End and forget this move' }));
  const farewell = desk.getByRole('note').filter({ hasText: 'has ended' });
  for (const server of [world.old, world.new]) await expect(farewell).toContainText(`Signed out of ${new URL(server.origin).host}`);
  await expect(farewell).toContainText(/Backups kept in this browser: \d/);
  // What was kept can still be looked into.
  await journey.click(desk.getByRole('button', { name: /^Show Follows:/ }));
  await expect(desk.getByRole('region', { name: 'Follows' })).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Save as a file' })).toBeVisible();
  await assertLooks(desk, 'farewell');
  for (const { origin } of [world.old, world.new]) await expect.poll(() => mayRead(desk, origin)).toBe(false);
});

test('an account that had moved before we came: its pages and its public followers are kept, and go to another one @long', async ({ journey, driver, world }) => {
  test.setTimeout(180_000);
  const ada = findLocal(world.old.instance, 'ada');
  const bob = findLocal(world.old.instance, 'bob');
  if (!ada || !bob) throw new Error('nobody there');
  ada.movedToUri = bob.uri;
  const popup = await journey.openPopup();
  await journey.name(popup, 'old', journey.old.handle);
  await expect(popup.getByText(/points to @bob@\S+ already/)).toBeVisible();
  await takeShot(popup, 'popup-moved-before');
  await assertFitsPopup(popup, 'an account that had moved');
  await journey.name(popup, 'new', journey.next.handle);
  await journey.signIn(popup, 'new', stationOf(world, 'new', 'ada'));
  const exports = await journey.openServerPage(popup, 'Open the export page on OLD', journey.old.origin, '/auth/sign_in');
  await journey.signInOnServer(exports, journey.old);
  await exports.waitForURL(`${journey.old.origin}/settings/export`);
  await exports.bringToFront();
  await expect(guide(exports).getByRole('heading', { name: 'These lists can still be kept' })).toBeVisible();
  await takeShot(exports, 'guide-export-moved');
  await journey.click(guide(exports).getByRole('button', { name: 'Back up everything now' }));
  await popup.bringToFront();
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 30_000 });
  // The profile of such an account is not to be read; that is said, and the rest goes on.
  const desk = await driver.openDesk('profile');
  await expect(desk.getByText('OLD has moved, so its server no longer gives its profile to apps.')).toBeVisible();
  await assertLooks(desk, 'profile-moved-before');
  await desk.evaluate(() => (location.hash = 'import'));
  const imports = await journey.openServerPage(desk, 'Open the import page on NEW', journey.next.origin, '/settings/imports');
  await imports.bringToFront();
  await journey.click(guide(imports).getByRole('button', { name: 'Bring everything over' }));
  await expect.poll(() => world.new.inspect.imports('ada').length, { timeout: 60_000 }).toBe(7);
  expect(world.new.inspect.imports('ada').find((one) => one.type === 'following')?.total).toBe(world.old.inspect.following('ada').length);
  await desk.bringToFront();
  await desk.evaluate(() => (location.hash = 'backup'));
  await expect(desk.locator('tr[data-kind="followers"]')).toContainText(String(world.old.inspect.followers('ada').length));
  await assertLooks(desk, 'backup-moved-before');
});
