import { cpus } from 'node:os';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { startChromium } from '../driver/chromium';
import { step } from '../fixtures/journey';
import { madeAt } from '../fixtures/report';
import { expect, test } from '../fixtures/test';
import type { World } from '../servers/world';

interface Figure {
  name: string;
  value: number;
  unit: string;
  goal: number;
  ok: boolean;
  against: string;
}
const figures: Figure[] = [];
const note = (name: string, value: number, unit: string, goal: number, against: string) => figures.push({ name, value: Math.round(value * 10) / 10, unit, goal, ok: value <= goal, against });
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test.use({ build: 'shipped', worldOptions: { size: 'normal' } });

test('benchmark', async ({ journey, driver, world }) => {
  test.setTimeout(240_000);
  const popup = await journey.openPopup();
  await journey.signInBoth(popup);
  world.old.seen.length = 0;
  await journey.click(popup.getByRole('button', { name: 'Back up now' }));
  await expect(step(popup, 'export')).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  const bound = lowerBound(world);
  note('requests for the lists of a backup', backupRequests(world), 'requests', bound + 5, `lower bound ${bound}`);
  expect(world.old.seen.filter((seen) => seen.status === 429)).toEqual([]);

  const rounds = 30;
  const empty = await startChromium({ folder: emptyExtension() });
  const ours = await driver.newTab(popup.url());
  const theirs = await empty.openPopup();
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await paint(ours, ['[data-step="move"]', '.chip .name']));
    times.theirs.push(await paint(theirs, ['h1']));
  }
  await empty.stop();
  note('popup: names and step states visible', median(times.ours), 'ms', Math.round(median(times.theirs)) + 210, `an empty extension's popup: ${Math.round(median(times.theirs))} ms, medians of ${rounds}`);

  for (const [name, files] of Object.entries(entryPoints())) {
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    note(`${name}, gzip`, bytes / 1024, 'KB', name === 'guide' ? 20 : name === 'file worker' ? 165 : 120, 'all scripts that it loads at start');
  }
  mkdirSync('artifacts', { recursive: true });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  writeFileSync('artifacts/bench.json', `${JSON.stringify({ at: madeAt(), version, machine: `${cpus().length} cores, ${cpus()[0]?.model ?? ''}`, figures }, null, 2)}\n`);
  for (const figure of figures) console.log(`${figure.ok ? 'ok  ' : 'OVER'} ${figure.name}: ${figure.value} ${figure.unit} (goal ${figure.goal}; ${figure.against})`);
  expect(figures.filter((figure) => !figure.ok)).toEqual([]);
});

/** Milliseconds from navigation until all of `wanted` have been painted: there, and one frame later. */
async function paint(page: Page, wanted: string[]): Promise<number> {
  const url = page.url();
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(
    (selectors) =>
      new Promise<number>((done) => {
        const look = () => {
          if (selectors.every((selector) => document.querySelector(selector))) requestAnimationFrame(() => done(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    wanted,
  );
}

const listPages = /^\/api\/v[12]\/(accounts\/(\d+\/(following|followers)|relationships|verify_credentials)|blocks|mutes|domain_blocks|bookmarks|lists|filters)/;
const backupRequests = (world: World) => world.old.seen.filter((seen) => seen.authorized && listPages.test(seen.path)).length;

/** Rows of each kind by the page maximum, rounded up, plus look-ups in batches of 100. */
function lowerBound(world: World): number {
  const { inspect } = world.old;
  const up = (rows: number, most: number) => Math.max(1, Math.ceil(rows / most));
  const follows = inspect.following('ada').length;
  const mutes = inspect.mutes('ada').length;
  const lists = inspect.lists('ada').reduce((sum, list) => sum + up(list.members.length, 80), 1);
  // Notes are in no list: everybody whose relationship did not come with one is asked about.
  const asked = new Set([...inspect.following('ada').map((row) => row.acct), ...inspect.mutes('ada').map((row) => row.acct)]);
  const others = new Set([...inspect.followers('ada'), ...inspect.blocks('ada'), ...inspect.lists('ada').flatMap((list) => list.members)].filter((acct) => !asked.has(acct)));
  return up(others.size, 100) + 1 + up(follows, 80) + up(follows, 100) + lists + up(inspect.blocks('ada').length, 80) + up(mutes, 80) + up(mutes, 100) + up(inspect.domainBlocks('ada').length, 200) + up(inspect.bookmarks('ada').length, 40) + 1 + up(inspect.followers('ada').length, 80);
}

function emptyExtension(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moving-day-empty-'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ manifest_version: 3, name: 'Empty', version: '1', action: { default_popup: 'popup.html' }, background: { service_worker: 'background.js' } }));
  writeFileSync(join(folder, 'background.js'), '');
  writeFileSync(join(folder, 'popup.html'), '<!doctype html><h1>Empty</h1>');
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
