import type { Page } from '@playwright/test';
import { guide } from '../fixtures/journey';
import { expect, test } from '../fixtures/test';
import { openMigration, toThePause } from '../fixtures/toThePause';

/** Pages of the old server with a password on them. */
const pages = ['/settings/migration', '/settings/migration/redirect/new', '/settings/delete', '/auth/edit'];

test('what is typed into a password field occurs nowhere of ours, and no form is sent but by the person @long', async ({ journey, driver, world }) => {
  test.setTimeout(150_000);
  const { desk } = await toThePause(journey);
  const sent: string[] = [];
  desk.context().on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postDataBuffer()?.toString('latin1') ?? ''}`));
  await recordMessages(desk);
  await (await openMigration(journey, desk)).close();
  const writes = world.old.seen.filter((seen) => seen.method !== 'GET').length;

  const decoys: string[] = [];
  for (const path of pages) {
    const page = await driver.newTab(journey.old.origin + path);
    await page.bringToFront();
    const note = guide(page);
    await expect(note).toBeVisible();
    const fields = page.locator('input[type="password"]');
    const typed: string[] = [];
    for (const [index, field] of (await fields.all()).entries()) {
      const decoy = `decoy-${path.replace(/\W+/g, '-')}-${index}`;
      await field.fill(decoy);
      typed.push(decoy);
    }
    expect(typed.length).toBeGreaterThan(0);
    decoys.push(...typed);
    // Everything that the guide offers here is pressed; what it opens is another tab.
    const before = await messages(desk);
    for (const button of await note.getByRole('button').all()) if (await button.isVisible()) await button.click();
    await page.bringToFront();
    await page.locator('input').first().dispatchEvent('change');
    await expect.poll(() => messages(desk).then((all) => all.length)).toBeGreaterThan(before.length);
    expect(await fields.evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value))).toEqual(typed);
    await page.close();
  }

  // The same search finds what is there: the old handle is in each of these places.
  const handle = journey.old.handle.slice(1);
  const [said, kept] = [(await messages(desk)).join('\n'), await everythingKept(desk)];
  expect(said).toContain(handle);
  expect(kept).toContain(handle);
  expect(sent.join('\n')).toContain('/settings/delete');
  for (const decoy of decoys) for (const place of [said, kept, sent.join('\n')]) expect(place.includes(decoy)).toBe(false);
  // Nobody has sent a form: not the move, not the redirect, not the deletion.
  expect(world.old.seen.filter((seen) => seen.method !== 'GET').slice(writes).map((seen) => seen.path)).toEqual([]);
  expect(sent.filter((line) => line.startsWith('POST') && pages.some((path) => line.includes(path)))).toEqual([]);
});

/** Every message that the extension's parts send is heard by its own pages. */
async function recordMessages(desk: Page): Promise<void> {
  await desk.evaluate(() => {
    const at = globalThis as unknown as { heard: string[]; chrome: { runtime: { onMessage: { addListener(listener: (message: unknown) => void): void } } } };
    at.heard = [];
    at.chrome.runtime.onMessage.addListener((message) => void at.heard.push(JSON.stringify(message)));
  });
}

function messages(desk: Page): Promise<string[]> {
  return desk.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

/** All that the extension keeps: every row of every database, and both of its other stores. */
function everythingKept(desk: Page): Promise<string> {
  return desk.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(request.error?.message));
    });
    const kept: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await settled(indexedDB.open(name ?? ''));
      for (const store of db.objectStoreNames) kept.push(await settled(db.transaction(store).objectStore(store).getAll()));
      db.close();
    }
    const { storage } = (globalThis as unknown as { chrome: { storage: Record<'local' | 'session', { get(): Promise<unknown> }> } }).chrome;
    return JSON.stringify([kept, await storage.local.get(), await storage.session.get(), { ...localStorage }]);
  });
}
