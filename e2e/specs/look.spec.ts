import { AxeBuilder } from '@axe-core/playwright';
import { startDriver } from '../driver/start';
import { signedInAndKept } from '../fixtures/backups';
import { guide, step } from '../fixtures/journey';
import { assertAccessible, assertContrast, assertFitsPopup, assertNoSideways, putProblem } from '../fixtures/look';
import { pseudoBuild } from '../fixtures/pseudo';
import { walkThrough } from '../fixtures/screens';
import { expect, takeShot, test } from '../fixtures/test';

test('every screen: light, dark, narrow, without a violation @long', async ({ journey, driver }) => {
  test.setTimeout(240_000);
  const naming = await journey.openPopup();
  await assertAccessible(naming, 'popup naming');
  await naming.close();
  const pages = { popup: await signedInAndKept(journey), desk: await driver.openDesk('home') };
  // The colours are the same in both browsers, and measured once.
  for (const scheme of driver.name === 'firefox' ? (['light'] as const) : (['light', 'dark'] as const)) {
    for (const page of [pages.popup, pages.desk]) await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await walkThrough(pages, async (page, { name, whole }) => {
      await takeShot(page, `${name}-${scheme}`, whole);
      if (scheme === 'light') await assertAccessible(page, name);
      else await assertContrast(page, name);
    });
  }
  // As narrow as a phone, and as a window of 1280 pixels at 400 %.
  await pages.desk.setViewportSize({ width: 320, height: 640 });
  await walkThrough(pages, async (page, { name, whole }) => {
    await takeShot(page, `${name}-narrow`, whole);
    await assertNoSideways(page, name);
  });
  const { popup } = pages;
  await popup.bringToFront();
  await assertFitsPopup(popup, 'popup');
  for (const code of ['serverDown', 'linkElsewhere']) {
    await putProblem(popup, 'old', code);
    await takeShot(popup, `popup-${code}`);
    await assertFitsPopup(popup, `popup with ${code}`);
    await assertAccessible(popup, `popup with ${code}`);
  }
});

test('the popup fits while a name is asked for, while a window is, and with a problem above each @long', async ({ journey }) => {
  const popup = await journey.openPopup();
  await assertFitsPopup(popup, 'naming');
  await putProblem(popup, 'old', 'oldAlreadyMoved');
  await assertFitsPopup(popup, 'naming with a problem');
  await journey.name(popup, 'old', journey.old.handle);
  await expect(popup.getByRole('button', { name: 'Sign in to OLD' })).toBeEnabled();
  await assertFitsPopup(popup, 'signing in');
  for (const code of ['otherAccount', 'windowClosed']) {
    await putProblem(popup, 'old', code);
    await assertFitsPopup(popup, `signing in with ${code}`);
  }
  await takeShot(popup, 'popup-sign-in-problem');
  await journey.click(popup.getByRole('button', { name: 'Close this note' }));
  await expect(popup.getByRole('alert')).toHaveCount(0);
});

test('the guide: light, dark, narrow, without a violation of its own', async ({ journey, driver, world }) => {
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  const desk = await driver.openDesk('checkpoint');
  await expect(desk.getByRole('heading', { level: 1 })).toBeVisible();
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 30_000 });
  await desk.evaluate(() => (location.hash = 'import'));
  const page = await journey.openServerPage(desk, 'Open the import page on NEW', world.new.origin, '/settings/imports');
  await page.bringToFront();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(guide(page)).toBeVisible();
    await expect(guide(page)).toHaveCSS('background-color', scheme === 'dark' ? 'rgb(31, 33, 37)' : 'rgb(255, 255, 255)');
    await takeShot(page, `guide-${scheme}`);
    const { violations } = await new AxeBuilder({ page }).include('moving-day-guide').analyze();
    expect(violations.map((violation) => violation.id)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await takeShot(page, 'guide-narrow');
  await guide(page).getByRole('button', { name: 'Fold this note' }).click();
  await expect(guide(page).getByRole('heading')).toHaveCount(0);
});

test('right to left, with longer words @long', async () => {
  const driver = await startDriver({ folder: pseudoBuild() });
  try {
    const popup = await driver.openPopup();
    await expect(popup.locator('html')).toHaveAttribute('dir', 'rtl');
    await takeShot(popup, 'rtl-popup-first');
    await popup.locator('button.wide').click();
    await expect(popup.locator('[data-step]')).toHaveCount(6);
    await takeShot(popup, 'rtl-popup');
    await assertNoSideways(popup, 'popup');
    const desk = await driver.openDesk('checkpoint');
    await expect(desk.getByRole('heading', { level: 1 })).toBeVisible();
    await takeShot(desk, 'rtl-checkpoint');
    await assertNoSideways(desk, 'checkpoint');
    // Everything that a person reads comes from the locale file: what is not marked was written elsewhere.
    const plain = (await desk.locator('main').innerText()).match(/\b[A-Za-z]{5,}\b(?!ء)/g) ?? [];
    // The browser itself writes dates.
    const months = Array.from({ length: 12 }, (_, month) => new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month, 1)));
    expect(plain.filter((word) => !months.includes(word))).toEqual([]);
  } finally {
    await driver.stop();
  }
});
