import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { lowerBound } from '../../bench/bound';
import { figures, median } from '../../bench/report';
import { startChromium } from '../../driver/chromium';
import { step } from '../../fixtures/journey';
import { expect, test } from '../../fixtures/test';
import { kindIds } from '@/lib/move/model';

/** What is drawn just after a frame has begun is seen with the next one, in milliseconds. */
const frame = 17;

test.use({ build: 'shipped', worldOptions: { size: 'normal' } });

test('a backup, the popup and the size of what is loaded', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  const report = figures();
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  world.old.seen.length = 0;
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  const all = world.old.seen.filter((seen) => seen.authorized && seen.path.startsWith('/api/'));
  // One look at the account is the backup's; the desk that opens looks at it as well.
  const looks = all.filter((seen) => seen.path.includes('/verify_credentials')).length;
  const asked = all.length - Math.max(0, looks - 1);
  const bound = lowerBound(world.old, 'ada', kindIds);
  report.atMost('requests of a backup', asked, 'requests', Math.floor(bound * 1.02), `lower bound ${bound}, every kind, in the browser`);
  report.atMost('answers of 429, small backup', world.old.seen.filter((seen) => seen.status === 429).length, 'answers', 0, `of ${world.old.seen.length} requests`);

  const rounds = 30;
  const empty = await startChromium({ folder: otherExtension('<h1>Empty</h1>') });
  const least = await startChromium({ folder: otherExtension('<div></div>', "chrome.storage.session.get('state').then(() => document.querySelector('div').append(document.createElement('h1'), 'One line'));") });
  const ours = await driver.newTab(popup.url());
  // The popup as it is opened most: nothing is going on.
  await expect.poll(() => ours.evaluate("chrome.storage.session.get('glance').then((found) => found.glance !== undefined)")).toBe(true);
  const theirs = await empty.openPopup();
  const asking = await least.openPopup();
  const times: Record<'ours' | 'theirs' | 'asking', number[]> = { ours: [], theirs: [], asking: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await firstPaint(ours, ['[data-step="move"]', '.chip .name']));
    times.theirs.push(await firstPaint(theirs, ['h1']));
    times.asking.push(await firstPaint(asking, ['h1']));
  }
  await empty.stop();
  await least.stop();
  report.atMost('popup: first picture, with names and step states', median(times.ours), 'ms', Math.round(median(times.asking) * 1.3 + frame), `an empty extension's popup: ${Math.round(median(times.theirs))} ms; the least that asks for a state, one line after one question: ${Math.round(median(times.asking))} ms; medians of ${rounds}`);

  for (const [name, files] of Object.entries(entryPoints())) {
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    report.atMost(`${name}, gzip`, bytes / 1024, 'KB', name === 'guide' ? 20 : name === 'file worker' ? 165 : 120, 'all scripts that it loads at start');
  }
  expect(report.missed).toEqual([]);
});

/**
 * Milliseconds from navigation to the first picture that shows anything, as the browser itself notes it. All of `wanted`
 * is in it: a page that draws something earlier would have none of it there.
 */
async function firstPaint(page: Page, wanted: string[]): Promise<number> {
  const url = page.url();
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  const { at, missing } = await page.evaluate(
    (selectors) =>
      new Promise<{ at: number; missing: string[] }>((done) => {
        const absent = () => selectors.filter((selector) => document.querySelector(selector) === null);
        let before = absent();
        const look = () => {
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          if (paint) done({ at: paint.startTime, missing: before });
          else {
            before = absent();
            requestAnimationFrame(look);
          }
        };
        look();
      }),
    wanted,
  );
  expect(missing).toEqual([]);
  return at;
}

/** An extension with a popup of that body, and a script where there is one. */
function otherExtension(body: string, script?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'moving-day-empty-'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ manifest_version: 3, name: 'Other', version: '1', permissions: ['storage'], action: { default_popup: 'popup.html' }, background: { service_worker: 'background.js' } }));
  writeFileSync(join(folder, 'background.js'), '');
  writeFileSync(join(folder, 'popup.html'), `<!doctype html>${script === undefined ? '' : '<script src="popup.js" defer></script>'}${body}`);
  writeFileSync(join(folder, 'popup.js'), script ?? '');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Scripts that each entry point loads at start, from its page or by its imports. */
function entryPoints(): Record<string, string[]> {
  const root = '.output/chrome-mv3';
  const imports = (file: string, seen: Set<string> = new Set()): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const match of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.{1,2}\/[^"]+\.js)"/g)) imports(join(file, '..', match[1] ?? ''), seen);
    return seen;
  };
  const page = (name: string) => {
    const html = readFileSync(join(root, `${name}.html`), 'utf8');
    return [...new Set([...html.matchAll(/src="\/?([^"]+\.js)"/g)].flatMap((match) => [...imports(join(root, match[1] ?? ''))]))];
  };
  const guide = readdirSync(join(root, 'content-scripts')).filter((file) => file.endsWith('.js') && statSync(join(root, 'content-scripts', file)).isFile());
  return { popup: page('popup'), desk: page('desk'), background: [...imports(join(root, 'background.js'))], guide: guide.map((file) => join(root, 'content-scripts', file)), 'file worker': [join(root, 'fileWorker.js')] };
}
