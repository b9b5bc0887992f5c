import type { CDPSession } from '@playwright/test';
import { figures, median } from '../../bench/report';
import { guide } from '../../fixtures/journey';
import { signedInAndKept } from '../../fixtures/backups';
import { expect, test } from '../../fixtures/test';

test.use({ build: 'shipped' });

test('the guide on a page where it has nothing to say', async ({ journey, driver }) => {
  test.setTimeout(180_000);
  const report = figures();
  await signedInAndKept(journey);
  const desk = await driver.openDesk('import');
  const page = await journey.openServerPage(desk, 'Open the import page on NEW', journey.next.origin, '/settings/imports');
  await expect(guide(page)).toBeVisible();
  await page.bringToFront();
  const session = await driver.context.newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    await session.send('Profiler.start');
    await page.goto(`${journey.next.origin}/@ada`);
    // Longer than the guide waits before it asks once more.
    await page.waitForFunction(() => performance.now() > 5000);
    times.push(await ownTime(session));
    await expect(page.locator('moving-day-guide')).toHaveCount(0);
  }
  report.atMost('guide with nothing to say: main thread', median(times), 'ms', 5, `five seconds from the start of the page, median of ${times.length}, sampled every 0.1 ms`);
  // It was there: else nothing would have been measured.
  expect(median(times)).toBeGreaterThan(0);
  expect(report.missed).toEqual([]);
});

/** Milliseconds that scripts of the guide took on the page's thread, and what they called. */
async function ownTime(session: CDPSession): Promise<number> {
  const { profile } = await session.send('Profiler.stop');
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const ours = new Set<number>();
  const mark = (id: number, inside: boolean): void => {
    const node = nodes.get(id);
    const here = inside || node?.callFrame.url.endsWith('/content-scripts/guide.js') === true;
    if (here) ours.add(id);
    for (const child of node?.children ?? []) mark(child, here);
  };
  const [root] = profile.nodes;
  if (root) mark(root.id, false);
  return (profile.samples ?? []).reduce((sum, id, index) => sum + (ours.has(id) ? (profile.timeDeltas?.[index] ?? 0) : 0), 0) / 1000;
}
