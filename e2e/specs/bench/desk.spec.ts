import type { Page } from '@playwright/test';
import { inExtension, putInside } from '../../bench/harness';
import { figures, median } from '../../bench/report';
import { startChromium } from '../../driver/chromium';
import { expect, test } from '../../fixtures/test';

const rows = 200_000;
/** One row, some, and all but none of them. */
const queries = ['person_199999@', 'person 123', 'far-77.example', 'qq1', 'nothing at all', 'person'];

test('the desk on a large backup', async () => {
  test.setTimeout(240_000);
  const report = figures();
  const driver = await startChromium({ build: 'shipped' });
  try {
    const popup = await driver.openPopup();
    await popup.goto(new URL('/manifest.json', popup.url()).href);
    await putInside(popup);
    await inExtension(popup, 'fillList', rows);
    await popup.close();
    const desk = await driver.openDesk('backup');
    const opener = desk.locator('tr[data-kind="followers"] button');
    await expect(opener).toHaveAttribute('aria-expanded', 'false');
    const listed: number[] = [];
    for (let round = 0; round < 5; round++) {
      listed.push(await untilShown(desk, 'tr[data-kind="followers"] button', null, '.virtual-row .row-label', ''));
      await opener.click();
      await expect(desk.locator('.virtual-row')).toHaveCount(0);
    }
    report.atMost(`desk on ${rows} rows: list visible`, Math.max(...listed), 'ms', 300, `slowest of ${listed.length} presses, middle one ${median(listed).toFixed(0)} ms, until the first rows are drawn`);

    await opener.click();
    const status = desk.locator('.browse [role="status"]');
    await expect(status).toHaveText(/200,000 of 200,000$/);
    await desk.getByRole('searchbox').fill('person_1');
    await expect(status).not.toHaveText(/so far/, { timeout: 60_000 });
    const found: number[] = [];
    for (const query of queries) found.push(await untilShown(desk, '.browse input[type=search]', query, '.browse [role="status"]', query));
    report.atMost(`desk on ${rows} rows: search result`, Math.max(...found), 'ms', 100, `slowest of ${queries.length} searches, middle one ${median(found).toFixed(0)} ms, until the rows found are drawn`);
  } finally {
    await driver.stop();
  }
  expect(report.missed).toEqual([]);
});

/**
 * Milliseconds, by the page's own clock, from a press (`query` null) or from a query typed until what was asked for is
 * drawn: rows that hold the words, or none where the count says none.
 */
async function untilShown(desk: Page, at: string, query: string | null, watched: string, words: string): Promise<number> {
  return desk.evaluate(
    ([target, typed, seen, wanted]) =>
      new Promise<number>((done) => {
        const element = document.querySelector<HTMLInputElement>(target ?? '');
        const before = document.querySelector(seen ?? '')?.textContent ?? null;
        const start = performance.now();
        if (typed === null) element?.click();
        else if (element) {
          element.value = typed ?? '';
          element.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
        const look = () => {
          const now = document.querySelector(seen ?? '')?.textContent ?? null;
          const labels = [...document.querySelectorAll('.virtual-row')].map((row) => row.textContent?.toLowerCase() ?? '');
          const all = (wanted ?? '').split(' ').every((word) => labels.every((label) => label.includes(word)));
          const drawn = now !== null && now !== before && all && (labels.length > 0 || now.startsWith('0 '));
          if (drawn) done(performance.now() - start);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [at, query, watched, words] as const,
  );
}
