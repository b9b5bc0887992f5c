import type { Page } from '@playwright/test';
import { createStatus } from '../servers/posts';
import { findLocal } from '../servers/state';
import type { World } from '../servers/world';
import type { Journey, Station } from '../fixtures/journey';
import { assertAccessible, assertNoSideways } from '../fixtures/look';
import { expect, takeShot, test } from '../fixtures/test';

const person = (world: World, side: 'old' | 'new') => {
  const found = findLocal(world[side].instance, 'ada');
  if (!found) throw new Error('nobody');
  return found;
};

/** Pictures in light, dark and narrow. */
async function takeShots(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await takeShot(page, `${name}-${colorScheme}`, true);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await takeShot(page, `${name}-narrow`, true);
  await assertNoSideways(page, name);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Signs in once more where more is to be allowed; the server asks only whether. */
async function allowMore(journey: Journey, desk: Page, role: 'old' | 'new', as: Station): Promise<void> {
  const button = desk.getByRole('button', { name: `Sign in to ${role.toUpperCase()} once more` }).first();
  await journey.consent(await journey.driver.windowOpenedBy(() => journey.click(button), as.origin), 'approve');
}

test('a profile chosen part by part, and announcements posted once, though the background is killed in between @long', async ({ journey, driver, world }) => {
  Object.assign(person(world, 'new'), { displayName: 'A.', note: 'Not yet.', locked: true });
  // Room for one more pin.
  world.old.instance.state.statuses.of('account', person(world, 'old').id).forEach((status) => (status.pinned = false));
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('profile');
  const part = (name: string) => desk.getByRole('group', { name, exact: true });
  await expect(desk.locator('fieldset.part')).toHaveCount(5);

  await test.step('each part is chosen by itself', async () => {
    // By keyboard: from what NEW has to what OLD has.
    await part('Bio').getByRole('radio').first().focus();
    await desk.keyboard.press('ArrowDown');
    await expect(part('Bio').getByLabel('Take what OLD has')).toBeChecked();
    await journey.click(part('Bio').getByRole('button', { name: `Add “Moved from ${journey.old.handle}”` }));
    await expect(part('Bio').getByLabel('Bio on NEW')).toHaveValue(`${person(world, 'old').note}\n\nMoved from ${journey.old.handle}`);
    // By pointer: words of one's own, longer than NEW has room for, which nobody cuts.
    await journey.click(part('Name').getByLabel('Write it yourself'));
    await journey.type(part('Name').getByLabel('Name on NEW'), 'Ada, Countess of Lovelace, née Gordon Byron');
    await expect(part('Name').getByText('43 of 40 characters, 3 too many')).toBeVisible();
    await expect(desk.getByRole('button', { name: 'Save on NEW' })).toBeDisabled();
    await takeShots(desk, 'profile-too-long');
    await journey.type(part('Name').getByLabel('Name on NEW'), 'Ada, Countess of Lovelace');
    // A look elsewhere loses nothing, and closing asks first.
    await journey.click(desk.getByRole('link', { name: 'Announcement', exact: true }));
    await expect(part('Name')).toBeHidden();
    await journey.click(desk.getByRole('link', { name: 'Profile', exact: true }));
    await expect(part('Name').getByLabel('Name on NEW')).toHaveValue('Ada, Countess of Lovelace');
    const asked = desk.waitForEvent('dialog');
    const closing = desk.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await closing;
    await journey.click(part('Header picture').getByLabel('Keep what NEW has'));
    await desk.getByRole('checkbox', { name: 'This account is automated' }).focus();
    await desk.keyboard.press('Space');
    const preview = desk.getByRole('region', { name: 'NEW, as it will look' });
    await expect(preview.getByRole('link', { name: '@ada', exact: true })).toHaveAttribute('href', `${world.old.origin}/@ada`);
    await desk.getByRole('button', { name: 'Save on NEW' }).focus();
    await desk.keyboard.press('Enter');
    await expect(desk.getByText('The new profile has a name and a picture.')).toBeVisible();
    await expect(desk.getByRole('button', { name: 'Save on NEW' })).toBeDisabled();
    expect(person(world, 'new')).toMatchObject({ displayName: 'Ada, Countess of Lovelace', fields: person(world, 'old').fields, header: null, bot: true, locked: true, discoverable: true });
    expect(person(world, 'new').note.replaceAll('\r\n', '\n')).toBe(`${person(world, 'old').note}\n\nMoved from ${journey.old.handle}`);
    expect(person(world, 'new').avatar?.bytes).toEqual(person(world, 'old').avatar?.bytes);
  });

  await test.step('NEW is unlocked for the move, and OLD says where to', async () => {
    await journey.click(desk.getByRole('button', { name: 'Unlock NEW for the move' }));
    await expect(desk.getByText('NEW is unlocked for the move.')).toBeVisible();
    expect(person(world, 'new').locked).toBe(false);
    const before = person(world, 'old').note;
    await journey.click(desk.getByRole('button', { name: `Add “Moved to ${journey.next.handle}”` }));
    await expect(desk.getByRole('button', { name: 'Save on OLD' })).toHaveCount(0);
    await allowMore(journey, desk, 'old', journey.old);
    await journey.click(desk.getByRole('button', { name: 'Save on OLD' }));
    await expect(desk.getByText(`The bio of OLD names ${journey.next.handle}.`)).toBeVisible();
    expect(person(world, 'old').note.replaceAll('\r\n', '\n')).toBe(`${before}\n\nMoved to ${journey.next.handle}`);
    expect(world.old.inspect.liveTokens().map((token) => token.scopes)).toEqual([['read', 'write:accounts']]);
    await takeShot(desk, 'profile-saved', true);
  });

  await journey.click(desk.getByRole('link', { name: 'Announcement', exact: true }));
  const on = (role: 'OLD' | 'NEW') => desk.getByRole('region', { name: `Post on ${role}` });
  const told = (side: 'old' | 'new') => world[side].inspect.posts('ada').filter((post) => /I am moving|moved here/.test(post.content));

  await test.step('killed between the post and its being stored: one post, found again, and pinned', async () => {
    await expect(on('OLD').getByLabel('The post')).toHaveValue(new RegExp(`My new account is ${journey.next.handle}\\.`));
    await allowMore(journey, desk, 'old', journey.old);
    await expect(on('OLD').getByRole('button', { name: 'Post it on OLD' })).toBeEnabled();
    await takeShots(desk, 'announcement');
    const quicker = world.old.addFault({ match: /POST \/api\/v1\/statuses$/, kind: 'latency', ms: 700 });
    await journey.click(on('OLD').getByRole('button', { name: 'Post it on OLD' }));
    await expect.poll(() => driver.requests().some((request) => request.method === 'POST' && request.url.pathname === '/api/v1/statuses'), { intervals: [10] }).toBe(true);
    await driver.killBackground();
    quicker();
    expect(told('old')).toHaveLength(0);
    await expect.poll(() => told('old').length, { intervals: [20] }).toBe(1);
    // The background looks before the server is done, or after: it never posts by itself.
    const again = on('OLD').getByRole('button', { name: 'Look for it, and post it if it is not there' });
    const posted = on('OLD').getByText(/^Posted .*, and pinned\.$/);
    await expect(again.or(posted).first()).toBeVisible();
    await takeShot(desk, 'announcement-killed', true);
    if (await again.isVisible()) await journey.click(again);
    await expect(posted).toBeVisible();
    expect(told('old')).toMatchObject([{ visibility: 'public', pinned: true }]);
  });

  await test.step('on NEW, as the person wants it', async () => {
    createStatus(world.new.instance, person(world, 'new'), { content: 'Hello' });
    await journey.click(on('NEW').getByLabel('Pin it to the profile'));
    await on('NEW').getByLabel('Who can see it').selectOption({ label: 'quiet public' });
    await allowMore(journey, desk, 'new', journey.next);
    await on('NEW').getByRole('button', { name: 'Post it on NEW' }).focus();
    await desk.keyboard.press('Enter');
    await expect(on('NEW').getByText(/^Posted /)).toBeVisible();
    await takeShot(desk, 'announcement-posted', true);
    await assertAccessible(desk, 'announcement posted');
    expect(told('new')).toMatchObject([{ visibility: 'unlisted', pinned: false }]);
    expect(told('new')[0]?.content).toContain(journey.old.handle);
    expect(told('old')).toHaveLength(1);
  });
});
