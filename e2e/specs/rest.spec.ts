import { kept, start } from '../fixtures/backups';
import { assertLooks } from '../fixtures/look';
import { expect, takeShot, test } from '../fixtures/test';

test('the rest comes by API with one press, and a scheduled post with one of its own @long', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('backup');
  await start(journey, desk);
  await kept(desk);
  await journey.click(desk.getByRole('link', { name: 'What arrived' }));
  const card = desk.getByRole('region', { name: 'The rest' });
  const cell = (kind: string, part: string) => card.locator(`tr[data-rest="${kind}"] td[data-part="${part}"]`);
  await expect(cell('followedTags', 'toGo')).toHaveText('6');
  await expect(desk.locator('tr[data-kind="followedTags"] td[data-status="waiting"]')).toHaveText('6');
  await assertLooks(desk, 'rest-before');
  expect(world.new.inspect.writes()).toEqual([]);

  await journey.click(card.getByRole('button', { name: 'Bring the rest' }));
  await expect(cell('followedTags', 'here')).toHaveText('6');
  await expect(desk.locator('tr[data-kind="followedTags"] td[data-status="carried"]')).toHaveText('6');
  // Mutes and lists wait for their files.
  await expect(card).toHaveAttribute('data-status', 'waiting');
  await expect(card.getByText('Some wait for your files. Import them first.')).toBeVisible();
  expect(world.new.inspect.followedTags('ada').sort()).toEqual(world.old.inspect.followedTags('ada').sort());
  expect(world.new.inspect.scheduled('ada')).toEqual([]);

  const posts = card.locator('li[data-post]');
  // At the person's own time, not the server's.
  const first = Math.min(...world.old.inspect.scheduled('ada').map((post) => post.scheduledAt));
  const shown = await desk.evaluate((at) => new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium', timeStyle: 'short' }).format(at), Math.floor(first / 60_000) * 60_000);
  await expect(posts.first()).toContainText(shown);
  await journey.click(posts.first().getByRole('button'));
  // The first sign-in may not post: that is asked for only now.
  await expect(card.getByRole('alert').filter({ hasText: 'does not allow us to change this' })).toBeVisible();
  await takeShot(desk, 'rest-scope', true);
  const window = await driver.windowOpenedBy(() => journey.click(card.getByRole('button', { name: 'Sign in to NEW' })), world.new.origin);
  await journey.signInOnServer(window, journey.next);
  await journey.consent(window, 'approve');
  await expect(posts.first()).toContainText('is scheduled on NEW');
  expect(world.new.inspect.scheduled('ada')).toHaveLength(1);
  await takeShot(desk, 'rest-waiting', true);

  await journey.click(card.getByRole('button', { name: 'Pause' }));
  await expect(card.getByText('Paused. What was brought stays.')).toBeVisible();
  await takeShot(desk, 'rest-paused', true);
  expect(world.new.inspect.writes().every((one) => one.status === 200)).toBe(true);
});
