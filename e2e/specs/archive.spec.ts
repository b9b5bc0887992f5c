import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { archiveZip, requestArchive } from '../servers/archive';
import type { Account } from '../servers/model';
import type { World } from '../servers/world';
import { signedInAndKept } from '../fixtures/backups';
import { guide, type Journey } from '../fixtures/journey';
import { expect, takeShot, test } from '../fixtures/test';

const minute = 60_000;
const day = 24 * 60 * minute;

function person(world: World, username: string): Account {
  const found = [...world.old.instance.state.accounts.values()].find((account) => account.domain === null && account.username === username);
  if (!found) throw new Error(`nobody called ${username}`);
  return found;
}

/** Signed in, backed up, and on the export page of OLD with the guide beside it. */
async function onExportPage(journey: Journey, world: World): Promise<{ desk: Page; page: Page; popup: Page }> {
  const popup = await signedInAndKept(journey);
  const desk = await journey.driver.openDesk('backup');
  await expect(box(desk)).toContainText('We have not seen OLD’s export page yet.');
  const page = await journey.openServerPage(desk, 'Open the export page on OLD', world.old.origin, '/settings/export');
  await expect(guide(page)).toBeVisible();
  return { desk, page, popup };
}

/** The desk's box for the archive. */
const box = (desk: Page) => desk.getByRole('region', { name: 'The server’s own archive' });

async function pick(desk: Page, name: string, bytes: Uint8Array): Promise<void> {
  await box(desk).locator('input[type=file]').setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
}

/** Time passes for the servers and for the extension. */
async function timePasses(journey: Journey, world: World, total: { ms: number }, ms: number): Promise<void> {
  total.ms += ms;
  world.clock.advance(ms);
  // The extension looks as soon as its own time has come, and again only much later.
  await expect.poll(() => [...world.old.instance.state.archives.values()].every((row) => row.processed)).toBe(true);
  await journey.driver.setClock({ offsetMs: total.ms, speed: 1 });
}

/** As a page leaves it that is killed while it takes a file in. */
function leaveRow(desk: Page): Promise<void> {
  return desk.evaluate(async (row) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('moving-day');
      opening.onsuccess = () => resolve(opening.result);
    });
    const change = db.transaction('items', 'readwrite');
    change.objectStore('items').put(row);
    await new Promise((resolve) => change.addEventListener('complete', resolve));
    db.close();
  }, { id: 'gone|posts|x', backupId: 'gone', kind: 'posts', key: 'x', seq: 0, row: {}, source: 'api' });
}

function leftRows(desk: Page): Promise<number> {
  return desk.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('moving-day');
      opening.onsuccess = () => resolve(opening.result);
    });
    const asked = db.transaction('items').objectStore('items').index('backupId').count('gone');
    const count = await new Promise<number>((resolve) => {
      asked.onsuccess = () => resolve(asked.result);
    });
    db.close();
    return count;
  });
}

test.use({ worldOptions: { size: 'normal' } });

test('the archive: asked for beside the export page, announced when it is ready, taken in, read and searched @long', async ({ journey, driver, world }) => {
  const passed = { ms: 0 };
  const { desk, page, popup } = await onExportPage(journey, world);
  await expect(guide(page)).toContainText('You can ask for one every six days, though its page says seven');
  await takeShot(page, 'archive-guide-ask');
  await journey.click(guide(page).getByRole('button', { name: 'Ask for the server’s own archive' }));
  await expect(page.locator('td[colspan="2"]')).toBeVisible();
  await expect(guide(page)).toContainText('The server is putting your archive together');
  await expect(guide(page)).toContainText('The next one can be asked for from');
  await expect(guide(page).getByRole('button', { name: 'Ask for the server’s own archive' })).toHaveCount(0);
  await takeShot(page, 'archive-guide-making');
  await desk.bringToFront();
  await expect(box(desk)).toContainText('OLD has been putting it together since');

  // Nobody looks at the server's page; the background is stopped and wakes when its time has come.
  await page.goto('about:blank');
  await timePasses(journey, world, passed, 12 * minute);
  await leaveRow(desk);
  await driver.killBackground();
  await desk.reload();
  // And it throws away what a file that was being taken in has left.
  await expect.poll(() => leftRows(desk)).toBe(0);
  await expect(box(desk)).toContainText(/The archive asked for on .* is ready\./);
  await takeShot(desk, 'archive-desk-ready');
  await popup.bringToFront();
  await expect(popup.getByText('Your server’s archive is ready')).toBeVisible();
  await takeShot(popup, 'archive-popup-ready');

  await desk.bringToFront();
  await journey.click(box(desk).getByRole('button', { name: 'Open the export page on OLD' }));
  const again = await driver.tab(`${world.old.origin}/settings/export`);
  await expect(guide(again)).toContainText(/Your archive of .* is ready\./);
  // The link is not under the note: a click by the pointer reaches it.
  await takeShot(again, 'archive-guide-ready');
  const saved = await driver.nextDownload(() => again.locator('a[href$="/download"]').click());
  await expect(popup.getByText('Your server’s archive is ready')).toHaveCount(0);

  await desk.bringToFront();
  await box(desk).locator('input[type=file]').setInputFiles({ name: 'archive.zip', mimeType: 'application/zip', buffer: readFileSync(saved) });
  const posts = world.old.inspect.posts('ada');
  await expect(box(desk)).toContainText(`${posts.length} posts of yours are kept here`);
  await expect(box(desk)).toContainText('1 picture or video that your posts name is not in the file.');
  await box(desk).scrollIntoViewIfNeeded();
  await takeShot(desk, 'archive-desk-taken');

  await journey.click(box(desk).getByRole('button', { name: `Show Posts: ${posts.length} entries` }));
  const reader = desk.getByRole('region', { name: 'Posts, from the archive' });
  await expect(reader.getByText(`${posts.length} of ${posts.length}`)).toBeVisible();
  await journey.type(reader.getByLabel('Search in this list'), 'table of numbers, line by line');
  await expect(reader.getByText(`1 of ${posts.length}`)).toBeVisible();
  await journey.click(reader.locator('.row-button'));
  const picture = reader.getByRole('img', { name: 'Drawing number 0 of the engine' });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await picture.scrollIntoViewIfNeeded();
  await takeShot(desk, 'archive-reader');
  await journey.click(box(desk).getByRole('button', { name: /^Show Favourites/ }));
  await expect(desk.getByRole('region', { name: 'Favourites, from the archive' }).locator('.row-button').first()).toContainText('/statuses/');
  const { violations } = await new AxeBuilder({ page: desk }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map((violation) => `${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);

  // After seven days the server has thrown it away; what was taken in stays.
  await timePasses(journey, world, passed, 8 * day);
  await desk.reload();
  await expect(box(desk)).toContainText('You can ask for one now');
  await expect(box(desk)).toContainText(`${posts.length} posts of yours are kept here`);
  await journey.click(box(desk).getByRole('button', { name: 'Delete this archive' }));
  await journey.click(box(desk).getByRole('button', { name: 'Delete it for good' }));
  await expect(box(desk)).not.toContainText(`${posts.length} posts of yours are kept here`);
});

test('a second request is refused with its sentence, and foreign and damaged files change nothing @long', async ({ journey, world }) => {
  const { desk, page } = await onExportPage(journey, world);
  // From another device, after this page was loaded.
  requestArchive(world.old.instance, person(world, 'ada'));
  await journey.click(guide(page).getByRole('button', { name: 'Ask for the server’s own archive' }));
  await expect(guide(page).getByRole('alert')).toContainText('One may be asked for every six days, and one was asked for already');
  expect(world.old.seen.filter((seen) => seen.method === 'POST' && seen.path === '/settings/export').map((seen) => seen.status)).toEqual([403]);
  await expect(guide(page)).toContainText('The server is putting your archive together');
  await expect(guide(page).getByRole('button', { name: 'Load this page again' })).toBeVisible();
  await takeShot(page, 'archive-guide-refused');

  await desk.bringToFront();
  await pick(desk, 'archive.zip', await archiveZip(world.old.instance, person(world, 'bob')));
  await expect(box(desk).getByRole('alert')).toContainText(`This is the archive of @bob@${world.old.domain}, not of @ada@${world.old.domain}. Nothing was changed.`);
  await box(desk).scrollIntoViewIfNeeded();
  await takeShot(desk, 'archive-desk-foreign');
  const own = await archiveZip(world.old.instance, person(world, 'ada'));
  await pick(desk, 'archive.zip', own.slice(0, own.length / 2));
  await expect(box(desk).getByRole('alert')).toContainText('The archive is damaged or not complete. Nothing was changed.');
  await expect(box(desk).getByRole('button', { name: 'Delete this archive' })).toHaveCount(0);
});
