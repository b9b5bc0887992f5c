import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inExtension, putInside } from '../../bench/harness';
import { growthDuring } from '../../bench/memory';
import { figures } from '../../bench/report';
import { startChromium } from '../../driver/chromium';
import { expect, test } from '../../fixtures/test';

const files = 200;
const bytes = 5_368_709;

test('a file of 1 GB saved and opened @giant', async () => {
  test.setTimeout(420_000);
  const report = figures();
  const [from, to] = [mkdtempSync(join(tmpdir(), 'moving-day-chromium-')), mkdtempSync(join(tmpdir(), 'moving-day-chromium-'))];
  const how = `${files} files that cannot be made smaller, through the desk, all processes of the browser`;
  const saver = await startChromium({ build: 'shipped', profile: from });
  const opener = await startChromium({ build: 'shipped', profile: to });
  try {
    const page = await saver.openPopup();
    await page.goto(new URL('/manifest.json', page.url()).href);
    await putInside(page);
    await inExtension(page, 'fillMedia', files, bytes);
    await page.close();
    const desk = await saver.openDesk('backup');
    const save = desk.getByRole('button', { name: 'Save as a file' });
    await expect(save).toBeEnabled();
    let path = '';
    const began = performance.now();
    const saved = await growthDuring(from, async () => {
      const [download] = await Promise.all([desk.waitForEvent('download', { timeout: 180_000 }), save.click()]);
      path = await download.path();
    });
    const took = performance.now() - began;
    const size = statSync(path).size;
    expect(size).toBeGreaterThan(1_073_000_000);
    report.atMost('a file of 1 GB written: growth of resident memory', saved.growth.all, 'MB', 200, `${(size / 1_048_576).toFixed(0)} MB in ${(took / 1000).toFixed(0)} s; ${how}, ${saved.before.all.toFixed(0)} MB before`);

    const other = await opener.openDesk('backup');
    const start = other.getByRole('button', { name: 'Start', exact: true });
    await start.click();
    await other.goto(other.url());
    const again = performance.now();
    const opened = await growthDuring(to, async () => {
      const picker = other.waitForEvent('filechooser');
      await other.getByRole('button', { name: 'Open a backup file' }).click();
      await (await picker).setFiles(path);
      await expect(other.getByText('is here again')).toBeVisible({ timeout: 240_000 });
    });
    report.atMost('a file of 1 GB read back: growth of resident memory', opened.growth.all, 'MB', 200, `${((performance.now() - again) / 1000).toFixed(0)} s, every byte checked; ${how}, ${opened.before.all.toFixed(0)} MB before`);
  } finally {
    await saver.stop();
    await opener.stop();
  }
  expect(report.missed).toEqual([]);
});
