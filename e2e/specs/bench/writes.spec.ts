import { figures, median } from '../../bench/report';
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
    const turns = await inExtension(worker, 'timeWrites', rows, perSlice);
    const seconds = (ms: number[]) => `${(ms.reduce((sum, one) => sum + one, 0) / 1000).toFixed(1)} s`;
    const speed = median(turns.map(({ bare, slices }) => (100 * bare) / slices));
    report.atLeast(`${rows} rows in slices of ${perSlice}, speed`, speed, '% of bare bulkAdd', 50, `median of ${turns.length} turns; bare bulkAdd of the same rows into the same tables: ${seconds(turns.map((turn) => turn.bare))} in all, ours ${seconds(turns.map((turn) => turn.slices))}, in the extension's worker`);
  } finally {
    await driver.stop();
  }
  expect(report.missed).toEqual([]);
});
