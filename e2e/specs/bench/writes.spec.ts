import { figures } from '../../bench/report';
import { inExtension, putInside } from '../../bench/harness';
import { startChromium } from '../../driver/chromium';
import { expect, test } from '../../fixtures/test';

const rows = 100_000;
/** Rows of a page of followers: the smallest slices that a long list comes in. */
const perSlice = 80;

test('rows written to the database', async () => {
  test.setTimeout(300_000);
  const report = figures();
  const driver = await startChromium({ build: 'shipped' });
  try {
    const worker = driver.context.serviceWorkers()[0] ?? (await driver.context.waitForEvent('serviceworker'));
    await putInside(worker);
    const { bare, slices } = await inExtension(worker, 'timeWrites', rows, perSlice);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    report.atLeast(`${rows} rows in slices of ${perSlice}, speed`, (50 * (bare[0] + bare[1])) / slices, '% of bare bulkAdd', 50, `one bulkAdd of the same rows into the same tables: ${bare.map(seconds).join(' before and ')} after, ours ${seconds(slices)}, in the extension's worker`);
  } finally {
    await driver.stop();
  }
  expect(report.missed).toEqual([]);
});
