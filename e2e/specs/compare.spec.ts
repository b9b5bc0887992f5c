import { assertLooks } from '../fixtures/look';
import { step } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import { followRow } from '../servers/seeds';
import { findLocal } from '../servers/state';

const rules = ['Be kind', 'No spam'];
test.use({ worldOptions: { size: 'small', servers: [{ name: 'new', registrations: 'approval', description: 'A calm place.', rules, obfuscates: true }] } });

test('a place to go is looked at, and what will come is seen and chosen before anything is written @long', async ({ journey, driver, world }) => {
  const { instance } = world.new;
  const [ada, eve, both] = ['ada', 'eve', 'local_0'].map((name) => findLocal(instance, name));
  for (const other of [eve, both]) if (ada && other) followRow(instance, ada, other);
  instance.state.limitedDomains.add(world.server('ignores').domain);
  const popup = await journey.openPopup();
  await journey.name(popup, 'old', journey.old.handle);
  await journey.signIn(popup, 'old', journey.old);
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 30_000 });

  // Nobody was asked about the server before the press.
  await popup.bringToFront();
  expect(world.new.seen.filter((request) => request.path.startsWith('/api/') || request.path.startsWith('/.well-known'))).toEqual([]);
  await journey.click(popup.getByRole('button', { name: 'I have no new account yet' }));
  const desk = await driver.tab('/desk.html');
  await desk.bringToFront();
  await journey.type(desk.getByLabel('Name of a server'), world.new.domain);
  await journey.click(desk.getByRole('button', { name: 'Look at it' }));
  const found = desk.locator('[data-server]');
  await expect(found).toContainText('A calm place.');
  await expect(found).toContainText('let people in by hand');
  await expect(found).toContainText('Its rules (2)');
  const shunned = world.old.inspect.following('ada').filter((row) => row.acct.endsWith(world.server('blocked').domain));
  await journey.click(found.locator('[data-severity=suspend]').getByRole('button', { name: `${shunned.length} of your follows` }));
  await expect(found.getByRole('region', { name: 'Follows on servers that it blocks' }).locator('td')).toHaveText(shunned.map((row) => `@${row.acct}`));
  await expect(found.locator('[data-severity=silence]')).toContainText(/\b[1-9]\d* of your followers/);
  await assertLooks(desk, 'server');
  const signUp = await driver.followLink(found.getByRole('link', { name: 'Open its sign-up page' }));
  expect(signUp.url()).toBe(`${world.new.origin}/auth/sign_up`);
  await expect(signUp.locator('#user_account_attributes_username')).toBeVisible();
  await desk.bringToFront();
  await expect(desk.getByText('come back when you can sign in there')).toBeVisible();
  await journey.signIn(desk, 'new', stationOf(world, 'new', 'ada'));
  await expect(desk.getByText(`You are signed in to NEW as ${journey.next.handle}`)).toBeVisible();

  await journey.click(desk.getByRole('link', { name: 'What will come' }));
  await journey.click(desk.getByRole('button', { name: 'Back up NEW', exact: true }));
  const cell = (kind: string, group: string) => desk.locator(`.compare-table tr[data-kind="${kind}"] td[data-group="${group}"]`);
  const named = world.seed.notCarried.filter((row) => row.kind === 'following' && row.reason !== 'notFound');
  await expect(cell('following', 'cannot')).toHaveText(String(named.length));
  const comes = Number(await cell('following', 'comes').innerText());
  await expect(cell('following', 'there')).toHaveText('1');
  expect(comes + named.length + 1).toBe(world.old.inspect.following('ada').length);

  await journey.click(cell('following', 'cannot').getByRole('button'));
  const cannot = desk.getByRole('region', { name: 'Follows: Cannot come' });
  for (const row of named) await expect(cannot.locator('.virtual-row', { hasText: row.label })).toHaveCount(1);
  await takeShot(desk, 'compare-cannot', true);
  // Those who have moved come under their new handle; they all moved to the same one.
  await cannot.getByLabel('Reason').selectOption('moved');
  await journey.click(cannot.getByLabel(/^Select all \d+ found/));
  await journey.click(cannot.getByRole('button', { name: 'Take their new accounts instead' }));
  await expect(cell('following', 'comes')).toHaveText(String(comes + 1));

  await journey.click(cell('following', 'comes').getByRole('button'));
  const coming = desk.getByRole('region', { name: 'Follows: Will come' });
  const neighbours = world.old.inspect.following('ada').filter((row) => row.acct.endsWith(world.old.domain)).length;
  await coming.getByLabel('Server').selectOption(world.old.domain);
  await journey.click(coming.getByLabel(`Select all ${neighbours} found`));
  await journey.click(coming.getByRole('button', { name: `Leave behind (${neighbours})` }));
  await expect(cell('following', 'left')).toHaveText(String(neighbours));
  await expect(cell('following', 'comes')).toHaveText(String(comes + 1 - neighbours));

  await journey.click(desk.getByLabel('Overwrite'));
  const how = desk.getByRole('region', { name: 'Follows: how they are brought' });
  await expect(how.getByText('Overwriting removes 1 entry from NEW', { exact: true })).toBeVisible();
  await expect(coming.getByLabel('Server')).toHaveValue('');
  await expect(how.getByRole('region', { name: 'Follows: removed from NEW' }).locator('td')).toHaveText(`@eve@${world.new.domain}`);
  await assertLooks(desk, 'compare');
  await journey.click(how.getByRole('button', { name: 'Yes, remove this 1 entry' }));
  await expect(how.getByRole('button', { name: /^Yes/ })).toBeHidden();
  await expect(desk.getByLabel('Overwrite')).toBeChecked();
  expect(world.new.inspect.following('ada').map((row) => row.acct)).toEqual([`eve@${world.new.domain}`, `local_0@${world.new.domain}`]);
});
