import type { Page } from '@playwright/test';
import { assertAllOnce, everything, heading, prepared, typesOn, writes } from '../fixtures/importing';
import { guide, type Journey } from '../fixtures/journey';
import { expect, stationOf, takeShot, test } from '../fixtures/test';
import type { World } from '../servers/world';


/** Somebody else signs in to NEW in another tab of the same browser. */
async function signInAs(journey: Journey, world: World, username: string): Promise<Page> {
  const other = await journey.driver.newTab(`${world.new.origin}/settings/export`);
  await other.locator('#logout a').click();
  await other.waitForURL(/sign_in/);
  const who = stationOf(world, 'new', username);
  await journey.type(other.locator('#user_email'), who.email);
  await journey.type(other.locator('#user_password'), who.password);
  await journey.click(other.locator('form#new_user button[type=submit]'));
  await other.waitForURL((url) => !url.pathname.startsWith('/auth'));
  return other;
}

test.describe('importing by one press', () => {
  test('brings all kinds, in the order that works, and says how far it is', async ({ journey, world }) => {
    const imports = await prepared(journey);
    await takeShot(imports, 'guide-import-all');
    const slower = world.new.addFault({ match: /POST \/settings\/imports/, kind: 'latency', ms: 400 });
    const before = { ...journey.effort };
    await journey.click(everything(imports));
    await expect(heading(imports, /^Sending file \d of 7$/)).toBeVisible();
    await takeShot(imports, 'guide-import-sending');
    await expect(heading(imports, 'The server is working')).toBeVisible({ timeout: 60_000 });
    slower();
    expect(journey.effort.clicks - before.clicks).toBe(1);
    await assertAllOnce(world);
    await expect(guide(imports).locator('li[data-state="running"], li[data-state="done"]')).toHaveCount(7);
    await imports.reload();
    await expect(heading(imports, /The server is working|All files are in/)).toBeVisible();
    expect(writes(world)).toHaveLength(14);
  });

  test('by hand, each file and button: that goes as before, and the press brings the others @long', async ({ journey, world }) => {
    const imports = await prepared(journey);
    await journey.click(guide(imports).getByRole('button', { name: 'By hand, one by one' }));
    await journey.click(guide(imports).getByRole('button', { name: 'Put the file in: Follows' }));
    await expect(heading(imports, 'Now press Upload')).toBeVisible();
    await takeShot(imports, 'guide-import-by-hand');
    expect(writes(world)).toEqual([]);
    await journey.click(imports.locator('#new_form_import button[type=submit]'));
    await expect(heading(imports, 'Now press Confirm')).toBeVisible();
    await takeShot(imports, 'guide-import-confirm');
    await journey.click(imports.locator('a[data-method=post][href$="/confirm"]'));
    await expect(imports.locator('.flash-message.notice')).toBeVisible();
    await journey.click(everything(imports));
    await expect(heading(imports, 'The server is working')).toBeVisible({ timeout: 60_000 });
    await assertAllOnce(world);
  });

  test('on the wrong account: refused with a sentence, however often it is pressed; it goes on as the right one @long', async ({ journey, world }) => {
    const imports = await prepared(journey);
    const other = await signInAs(journey, world, 'eve');
    await imports.bringToFront();
    for (const press of [1, 2]) {
      await journey.click(everything(imports));
      await expect(heading(imports, /^@eve@.* is signed in on NEW, and these files belong to @ada@/), `press ${press}`).toBeVisible();
    }
    await takeShot(imports, 'guide-import-wrong-account');
    expect(writes(world)).toEqual([]);
    await imports.reload();
    await expect(heading(imports, 'This is the wrong account')).toBeVisible();
    await other.close();
    const back = await signInAs(journey, world, 'ada');
    await imports.reload();
    await assertAllOnce(world);
    expect(world.new.inspect.imports('eve')).toEqual([]);
    await back.close();
  });

  test('with the tab closed half-way: it goes on when the page is open again @long', async ({ journey, driver, world }) => {
    const imports = await prepared(journey);
    const quicker = world.new.addFault({ match: /POST \/settings\/imports/, kind: 'latency', ms: 400 });
    await journey.click(everything(imports));
    await expect.poll(() => typesOn(world).length, { intervals: [20] }).toBeGreaterThan(2);
    await imports.close();
    quicker();
    expect(typesOn(world).length).toBeLessThan(7);
    const desk = await driver.openDesk('import');
    await journey.click(desk.getByRole('button', { name: 'Open the import page on NEW' }));
    const again = await driver.tab(`${world.new.origin}/settings/imports`);
    await expect(heading(again, /The server is working|All files are in/)).toBeVisible({ timeout: 60_000 });
    await assertAllOnce(world);
  });

  test('with the background killed half-way, twice: each file is sent once @long', async ({ journey, driver, world }) => {
    const imports = await prepared(journey);
    const quicker = world.new.addFault({ match: /POST \/settings\/imports/, kind: 'latency', ms: 300 });
    await journey.click(everything(imports));
    for (const at of [1, 4]) {
      await expect.poll(() => typesOn(world).length, { intervals: [20], timeout: 30_000 }).toBeGreaterThan(at);
      await driver.killBackground();
    }
    quicker();
    await expect(heading(imports, /The server is working|All files are in/)).toBeVisible({ timeout: 60_000 });
    await assertAllOnce(world);
  });
});

test.describe('importing more follows than NEW allows', () => {
  test.use({ worldOptions: { size: 'small', servers: [{ name: 'new', followLimit: 20 }] } });
  test('asks who comes first, sends as many as fit, and names the others @long', async ({ journey, driver, world }) => {
    const owed = world.old.inspect.following('ada').length;
    const imports = await prepared(journey);
    await journey.click(everything(imports));
    await expect(heading(imports, `NEW lets you follow 20 more, and ${owed} are left.`)).toBeVisible({ timeout: 60_000 });
    await takeShot(imports, 'guide-import-rank');
    await journey.click(guide(imports).getByRole('button', { name: 'Those followed longest come first' }));
    await expect(heading(imports, /The server is working|All files are in/)).toBeVisible({ timeout: 60_000 });
    expect(world.new.inspect.imports('ada').filter((one) => one.type === 'following').map((one) => one.total)).toEqual([20]);
    const desk = await driver.openDesk('import');
    await expect(desk.getByText(`Follows that NEW has no room for now: ${owed - 20}.`)).toBeVisible();
    await expect(desk.locator('tr[data-kind="following"] td[data-status="notCarried"]')).toHaveText(String(owed - 20), { timeout: 30_000 });
    await takeShot(desk, 'desk-import-over', true);
  });
});

test('what could not come is sent once more by a press on the desk, and nothing else is @long', async ({ journey, driver, world }) => {
  test.setTimeout(150_000);
  const imports = await prepared(journey);
  await journey.click(everything(imports));
  await expect(heading(imports, /The server is working|All files are in/)).toBeVisible({ timeout: 60_000 });
  world.clock.speed(240);
  await driver.setClock({ offsetMs: 0, speed: 240 });
  await expect(heading(imports, 'All files are in')).toBeVisible({ timeout: 60_000 });
  await imports.close();
  const desk = await driver.openDesk('import');
  const again = desk.getByRole('button', { name: 'Try the rest again' });
  await expect(again).toBeVisible({ timeout: 60_000 });
  // The button is there for the first row that could not come; the follows are judged when the server has given them up.
  const gone = world.seed.notCarried.filter((row) => row.kind === 'following').length;
  await expect(desk.locator('tr[data-kind="following"] td[data-status="notCarried"]')).toHaveText(String(gone), { timeout: 60_000 });
  await takeShot(desk, 'desk-import-again', true);
  await world.server('dead').up();
  // A server that was silent is not asked again for five minutes (facts B.6).
  world.clock.advance(6 * 60_000);
  await journey.click(again);
  await driver.tab(`${world.new.origin}/settings/imports`);
  await expect.poll(() => world.new.inspect.following('ada').map((row) => row.acct.split('@')[0]), { timeout: 60_000 }).toContain('gone_0');
  const [first, second, ...more] = world.new.inspect.imports('ada').filter((one) => one.type === 'following').map((one) => one.total);
  expect(more).toEqual([]);
  expect(second).toBeLessThan((first ?? 0) / 4);

  // Who has moved comes by the new handle, from the ledger as from the comparison.
  await desk.bringToFront();
  await journey.click(desk.locator('tr[data-kind="following"] td[data-status="notCarried"]').getByRole('button'));
  await desk.getByRole('searchbox').fill('has moved to');
  const moved = desk.getByRole('region', { name: 'Follows: Could not come' });
  await takeShot(desk, 'desk-import-moved', true);
  await journey.click(moved.getByRole('button', { name: /^Take their new accounts instead/ }));
  await expect(moved.locator('tbody tr')).toHaveCount(0, { timeout: 60_000 });
  await desk.getByRole('searchbox').fill('');
  await desk.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Waiting' });
  await expect(desk.getByRole('region', { name: 'Follows: Waiting' }).locator('tbody')).toContainText('→ @mover_new@');
});
