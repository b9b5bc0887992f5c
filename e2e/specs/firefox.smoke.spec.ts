import { expect, test, type Page } from '@playwright/test';
import { startFirefox } from '../driver/firefox';
import { startWorld } from '../servers/world';

test('Firefox: the packed extension signs in, backs up one account, and its guide shows', async () => {
  test.setTimeout(120_000);
  const world = await startWorld({ size: 'small' });
  const driver = await startFirefox();
  try {
    const desk = await driver.open('/popup.html');
    await expect.poll(() => desk.text()).toContain('Move to another Mastodon server, without fear');
    await desk.press('Start');
    for (const [role, server] of [['old', world.old], ['new', world.new]] as const) {
      const who = server.credentials('ada');
      await desk.type(role === 'old' ? 'Your old account' : 'Your new account', who.handle);
      await desk.press('Find the server');
      const window = driver.context.waitForEvent('page');
      await desk.press(role === 'old' ? 'Sign in to OLD' : 'Sign in to NEW');
      await signIn(await window, who);
      await expect.poll(() => desk.text(), { timeout: 20_000 }).toContain(role === 'old' ? 'Your new account' : 'signed in to both');
    }
    await desk.press('Back up now');
    await expect.poll(() => desk.text(), { timeout: 30_000 }).toMatch(/\d+ entries kept/);
    expect(world.old.inspect.liveTokens()).toHaveLength(1);

    const ledger = await driver.open('/desk.html#import');
    const imports = driver.context.waitForEvent('page');
    await ledger.press('Open the import page on NEW');
    const page = await imports;
    await expect(page.locator('moving-day-guide').getByRole('heading', { name: 'Bring everything over' })).toBeVisible({ timeout: 20_000 });
    await page.screenshot({ path: 'artifacts/screens/firefox-guide-imports.png' });
  } finally {
    await driver.stop();
    await world.stop();
  }
});

async function signIn(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.locator('#user_email').fill(who.email);
  await page.locator('#user_password').fill(who.password);
  await page.locator('form#new_user button[type=submit]').click({ noWaitAfter: true });
  await page.locator('.oauth-prompt form').first().locator('button[type=submit]').click({ noWaitAfter: true });
}
