import { newestVersion } from '@/lib/store/migrations/registry';
import { atBackup, entries, kept, start } from '../fixtures/backups';
import { assertAllOnce, everything, heading, prepared, typesOn } from '../fixtures/importing';
import { guide } from '../fixtures/journey';
import { assertLooks } from '../fixtures/look';
import { expect, takeShot, test } from '../fixtures/test';

test.describe('the extension is updated', () => {
  test('in the middle of a backup: it goes on, and nothing is read twice or lost @long', async ({ journey, driver, world }) => {
    const { desk } = await atBackup(journey);
    const faster = world.old.addFault({ match: /GET \/api\/v/, kind: 'latency', ms: 150 });
    const asked = () => world.old.seen.filter((seen) => seen.authorized).length;
    const before = asked();
    await start(journey, desk);
    await expect.poll(asked, { intervals: [20] }).toBeGreaterThan(before + 5);
    await driver.update();
    faster();
    const again = await driver.openDesk('backup');
    await kept(again, 60_000);
    expect(await entries(again, 'following')).toBe(world.old.inspect.following('ada').length);
    await takeShot(again, 'update-backup');
  });

  test('in the middle of an import: each file is sent once @long', async ({ journey, driver, world }) => {
    const imports = await prepared(journey);
    const quicker = world.new.addFault({ match: /POST \/settings\/imports/, kind: 'latency', ms: 400 });
    await journey.click(everything(imports));
    await expect.poll(() => typesOn(world).length, { intervals: [20], timeout: 30_000 }).toBeGreaterThan(2);
    await driver.update();
    quicker();
    expect(typesOn(world).length).toBeLessThan(7);
    await expect(heading(imports, /The server is working|All files are in/)).toBeVisible({ timeout: 60_000 });
    await assertAllOnce(world);
  });

  test('while a guide is open: the new one takes its place, without a reload @long', async ({ journey, driver, world }) => {
    const imports = await prepared(journey);
    await imports.evaluate(() => document.body.setAttribute('data-not-loaded-again', ''));
    await driver.update();
    await expect(imports.locator('moving-day-guide')).toHaveCount(1);
    // It works: a press is answered by the new version.
    await journey.click(guide(imports).getByRole('button', { name: 'Put the file in: Follows' }).or(guide(imports).getByRole('button', { name: 'By hand, one by one' })));
    await expect(guide(imports).getByRole('button', { name: 'Put the file in: Follows' })).toBeVisible();
    await takeShot(imports, 'update-guide');
    expect(await imports.locator('body[data-not-loaded-again]').count()).toBe(1);
    expect(world.new.inspect.imports('ada')).toEqual([]);
  });

  test('and an older version comes back: it says so, touches nothing, and the newer one finds everything @long', async ({ journey }) => {
    const { popup, desk } = await atBackup(journey);
    await start(journey, desk);
    await kept(desk, 60_000);
    const rows = await entries(desk, 'following');
    await desk.evaluate(openAs, (newestVersion + 1) * 10);
    for (const page of [popup, desk]) {
      await page.reload();
      await expect(page.getByRole('alert')).toContainText('This Moving Day is too old for what is kept here.');
      await assertLooks(page, page === popup ? 'popup-older' : 'desk-older');
    }
    expect(await desk.evaluate(countRows)).toBeGreaterThan(rows);
  });
});

/** Opens the database as the extension of a later schema would; the versions of IndexedDB are ten times ours. */
function openAs(version: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('moving-day', version);
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
    opening.onerror = () => reject(new Error(String(opening.error)));
  });
}

/** Rows of backups, whoever may read them. */
function countRows(): Promise<number> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('moving-day');
    opening.onsuccess = () => {
      const counting = opening.result.transaction('items').objectStore('items').count();
      counting.onsuccess = () => resolve(counting.result);
    };
  });
}
