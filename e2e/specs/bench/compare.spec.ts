import type { Page } from '@playwright/test';
import { figures, median } from '../../bench/report';
import { step } from '../../fixtures/journey';
import { expect, test } from '../../fixtures/test';

const size = 100_000;
test.use({ build: 'shipped', worldOptions: { size: 'small' } });

test('100,000 follows compared with 100,000, in the browser', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  const desk = await driver.openDesk('compare');
  await journey.click(desk.getByRole('button', { name: 'Back up NEW', exact: true }));
  await expect(desk.locator('.compare-table')).toBeVisible({ timeout: 60_000 });
  await fill(desk, [world.old.origin, 0], [world.new.origin, size / 2]);
  await desk.reload();
  const there = desk.locator('tr[data-kind="following"] td[data-group="there"]');
  await expect(there).toHaveText(/50.000/, { timeout: 60_000 });
  const times: number[] = [];
  const used: number[] = [];
  for (let round = 0; round < 5; round++) {
    await desk.evaluate(() => (location.hash = 'settings'));
    await expect(there).toBeHidden();
    times.push(await timeUntil(desk, 'compare', 'tr[data-kind="following"] td[data-group="there"]'));
    used.push(await desk.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize));
  }
  const report = figures();
  report.atMost('comparison of 100,000 with 100,000 follows, until it stands on the page', median(times), 'ms', 1_000, `median of 5; heap at most ${Math.round(Math.max(...used) / 1e6)} MB`);
  expect(report.missed).toEqual([]);
  // Rows of both sides as objects would take several times that.
  expect(Math.max(...used)).toBeLessThan(100_000_000);
});

/** Milliseconds from opening a place of the desk until something stands there and has been painted. */
function timeUntil(page: Page, place: string, selector: string): Promise<number> {
  return page.evaluate(
    ([at, wanted]) =>
      new Promise<number>((done) => {
        const began = performance.now();
        location.hash = at ?? '';
        const look = () => {
          if (document.querySelector(wanted ?? '')) requestAnimationFrame(() => done(performance.now() - began));
          else requestAnimationFrame(look);
        };
        look();
      }),
    [place, selector],
  );
}

/** Puts so many follows into the newest backup of each server's account, numbered from there on, with what the end of a backup of so many keeps. */
function fill(page: Page, ...sides: [origin: string, from: number][]): Promise<void> {
  return page.evaluate(
    async ({ rows, wanted }) => {
      const asked = <T>(request: IDBRequest<T>) => new Promise<T>((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => fail(request.error ?? new Error('refused')) }));
      const db = await asked(indexedDB.open('moving-day'));
      interface Kept { id: string; actorUri: string; purpose: string; kinds: { kind: string; rows: number }[] }
      const backups = (await asked(db.transaction('backups').objectStore('backups').getAll())) as Kept[];
      // Signed out, so that no reading of the new account goes on beside what is measured.
      await asked(db.transaction('tokens', 'readwrite').objectStore('tokens').clear());
      for (const [origin, from] of wanted) {
        const backup = backups.find((row) => row.purpose === 'backup' && row.actorUri.startsWith(origin));
        if (!backup) throw new Error(`no backup of ${origin}`);
        const change = db.transaction(['backups', 'items', 'keyLists'], 'readwrite');
        const keys: string[] = [];
        const items = change.objectStore('items');
        for (const id of (await asked(items.getAllKeys(IDBKeyRange.bound(`${backup.id}|following|`, `${backup.id}|following}`)))) as string[]) items.delete(id);
        for (let n = 0; n < rows; n++) {
          const acct = `name_${String(n + from).padStart(6, '0')}@server-${(n + from) % 900}.example`;
          keys.push(acct);
          items.put({ id: `${backup.id}|following|${acct}`, backupId: backup.id, kind: 'following', key: acct, seq: n, row: { acct, reblogs: true, notify: false, languages: null, person: { id: String(n), name: `Name ${n}`, avatar: '', locked: n % 10 === 0 } }, source: 'api', ...(n % 10 === 0 ? { mark: 'locked' } : {}) });
        }
        backup.kinds = backup.kinds.map((kind) => (kind.kind === 'following' ? { ...kind, rows } : kind));
        change.objectStore('backups').put(backup);
        change.objectStore('keyLists').put({ id: `${backup.id}|following`, backupId: backup.id, kind: 'following', keys, marks: keys.filter((_acct, n) => n % 10 === 0).map((acct) => [acct, { locked: true, movedTo: null }]) });
        await new Promise<void>((done, fail) => Object.assign(change, { oncomplete: () => done(), onerror: () => fail(change.error ?? new Error('refused')) }));
      }
    },
    { rows: size, wanted: sides },
  );
}
