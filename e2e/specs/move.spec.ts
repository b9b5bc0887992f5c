import { mayRead } from '../fixtures/extension';
import { readFileSync } from 'node:fs';
import type { Build, Driver } from '../driver/driver';
import Papa from 'papaparse';
import { assertCarried } from '../fixtures/carried';
import { step } from '../fixtures/journey';
import { softwareOf } from '../fixtures/liveApi';
import { assertLooks } from '../fixtures/look';
import { writeReport } from '../fixtures/report';
import { expect, takeShot, test } from '../fixtures/test';
import { wholeMove } from '../fixtures/wholeMove';
import type { World } from '../servers/world';

/** World seconds in a real one: imports are retried for 19 minutes, followers arrive over hours. */
const speed = 120;
/** By the clock of the build that ships the extension waits for minutes: until it looks at its imports again, and at people whose follow was not there yet. */
const runs: { title: string; build: Build; patience: number }[] = [
  { title: 'the whole move', build: 'e2e', patience: 120_000 },
  { title: 'the whole move with the build that ships @long', build: 'shipped', patience: 600_000 },
];

for (const { title, build, patience } of runs) {
  test.describe(() => {
    test.use({ build, worldOptions: { size: 'normal' } });

    test(title, async ({ journey, driver, world }) => {
      test.setTimeout(180_000 + 2 * patience);
      const pages = await wholeMove(journey, {
        patience,
        aliasFirst: build === 'e2e',
        onImportsRunning: async () => {
          world.clock.speed(speed);
          if (build === 'e2e') await driver.setClock({ offsetMs: 0, speed });
        },
      });

      await expect.poll(() => world.new.inspect.followers('ada').length, { timeout: 120_000 }).toBe(world.seed.movers.length);
      await expect
        .poll(async () => {
          await pages.desk.getByRole('button', { name: 'Ask the servers again' }).click();
          return pages.desk.locator('.legend').innerText();
        }, { timeout: 60_000, intervals: [2000] })
        .toContain(`NEW ${world.seed.movers.length}`);
      await journey.shot(pages.desk, 'desk-after');

      await expect(() => assertCarried(world)).toPass({ timeout: patience });
      await assertLedger(pages.desk, world.seed.notCarried, world.seed.waiting);
      if (build === 'e2e') await assertList(driver, pages.desk, world.seed.notCarried);
      for (const id of ['account', 'profile', 'export', 'import', 'alias', 'move']) await expect(step(pages.popup, id)).toHaveAttribute('data-status', 'done');
      assertHosts(driver.requests(), [world.old, world.new].flatMap((server) => [server.domain, new URL(server.origin).host, new URL(server.instance.mediaOrigin).host]));
      if (build === 'e2e') await assertAsked(driver, pages.desk, world);
      if (build === 'e2e') {
        await writeReport('move', journey, pages, [await softwareOf(world.old.origin), await softwareOf(world.new.origin)]);
      }
    });
  });
}

type Page = Awaited<ReturnType<typeof wholeMove>>['desk'];

/** Of each reason that the seed gives, what the person reads. */
const wordsOf: Record<string, string> = {
  notFound: 'could not find it',
  hasMoved: 'has moved to @',
  suspended: 'suspended by the new server',
  serverBlocked: 'blocks their server',
  isYourself: 'this is your new account',
  postNotFound: 'the post is gone, or not visible to you',
  waitsForApproval: 'they approve their followers by hand',
};

interface Marked {
  kind: string;
  label: string;
  reason: string;
}

/** The rows that the desk names are exactly those that the seed marks, each with its reason in words. */
async function assertLedger(desk: Page, notCarried: Marked[], waiting: Marked[]): Promise<void> {
  await desk.getByRole('link', { name: 'What arrived' }).click();
  for (const [status, marked] of [['notCarried', notCarried], ['waiting', waiting]] as const) {
    for (const kind of ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters']) {
      const expected = marked.filter((row) => row.kind === kind).map((row) => row.label).sort();
      const cell = desk.locator(`tr[data-kind="${kind}"] td[data-status="${status}"]`);
      await expect(cell).toHaveText(String(expected.length));
      if (expected.length === 0) continue;
      await cell.getByRole('button').click();
      const rows = desk.getByRole('region', { name: new RegExp(`: ${status === 'waiting' ? 'Waiting' : 'Could not come'}$`) }).locator('tbody tr');
      await expect(rows.first()).toContainText(expected[0]?.split('/')[0] ?? '');
      await expect(rows).toHaveCount(expected.length);
      expect((await rows.locator('td:first-child').allInnerTexts()).sort()).toEqual(expected);
      const said = await rows.evaluateAll((all) => all.map((row) => [row.querySelector('td')?.textContent ?? '', row.querySelector('td:nth-child(2)')?.textContent ?? ''] as const));
      for (const [label, words] of said) expect(`${label}: ${words}`).toContain(wordsOf[marked.find((row) => row.kind === kind && row.label === label)?.reason ?? ''] ?? 'a reason that the seed does not know');
    }
  }
}

/** All kinds in one list: filtered, searched, and saved as it is shown; the summary holds no name but the person's own. */
async function assertList(driver: Driver, desk: Page, notCarried: { kind: string; label: string }[]): Promise<void> {
  await desk.getByRole('combobox', { name: 'What' }).selectOption('Everything');
  await desk.getByRole('combobox', { name: 'State' }).selectOption('Could not come');
  const list = desk.getByRole('region', { name: 'Everything: Could not come' });
  await expect(list.getByRole('status')).toHaveText(`${notCarried.length} of ${notCarried.length}`);
  const saved = await driver.nextDownload(() => list.getByRole('button', { name: 'Save as CSV' }).click());
  const names = Papa.parse<Record<string, string>>(readFileSync(saved, 'utf8'), { header: true, skipEmptyLines: true }).data.map((cells) => cells.Name ?? '');
  expect(names.map((name) => name.replace(/^'/, '')).sort()).toEqual(notCarried.map((row) => row.label).sort());
  const [one] = notCarried;
  await list.getByRole('searchbox').fill(one?.label ?? '');
  await expect(list.locator('tbody tr').first()).toContainText(one?.label ?? '');
  await takeShot(desk, 'desk-ledger-list', true);
  await desk.getByText('A summary to show to others').click();
  const summary = await desk.getByRole('textbox', { name: 'A summary to show to others' }).inputValue();
  const [own, ...numbers] = summary.split('\n');
  expect(own).toMatch(/^Moved from @ada@\S+ to @ada@\S+\.$/);
  for (const row of notCarried) expect(numbers.join('\n')).not.toContain(row.label);
}

/** Servers that could not be found are named, asked themselves after the press, and the browser's permission is given back. */
async function assertAsked(driver: Driver, desk: Page, world: World): Promise<void> {
  const dead = world.server('dead');
  await dead.up();
  // The browser's own question is answered beforehand.
  await driver.allowHost(dead.origin);
  const allowed = () => mayRead(desk, dead.origin);
  const ask = desk.getByRole('region', { name: 'Not found' });
  await expect(ask).toContainText(dead.domain);
  await assertLooks(desk, 'ask-servers');
  await ask.getByRole('button', { name: 'Ask these servers (1)' }).click();
  await expect(ask).toContainText('Servers asked: 1.');
  await desk.getByRole('combobox', { name: 'What' }).selectOption('Follows');
  await desk.getByRole('searchbox').fill(`@${dead.domain}`);
  const rows = desk.getByRole('region', { name: 'Follows: Could not come' }).locator('tbody tr');
  await expect(rows).toHaveCount(world.old.inspect.following('ada').filter((row) => row.acct.endsWith(`@${dead.domain}`)).length);
  for (const reason of await rows.locator('td:nth-child(2)').allInnerTexts()) expect(reason).toContain('their server says that the account is there');
  await expect.poll(allowed).toBe(false);
  const seen = dead.seen.filter((request) => /^(chrome|moz)-extension/.test(request.origin ?? '') || request.path.includes('gone_'));
  expect(seen.length).toBeGreaterThan(0);
  for (const request of seen) expect([request.path.split('?')[0], request.cookies, request.authorized]).toEqual(['/.well-known/webfinger', false, false]);
}

/** Only the two servers' own hosts were asked, and the recording has seen worker, window and page. */
function assertHosts(requests: { method: string; url: URL }[], own: string[]): void {
  const foreign = requests.map((request) => request.url.host).filter((host) => !own.includes(host));
  expect([...new Set(foreign)]).toEqual([]);
  const seen = (method: string, path: RegExp) => requests.some((request) => request.method === method && path.test(request.url.pathname));
  expect(seen('POST', /^\/oauth\/token$/)).toBe(true);
  expect(seen('GET', /^\/oauth\/authorize$/)).toBe(true);
  expect(seen('POST', /^\/settings\/imports$/)).toBe(true);
  expect(seen('GET', /^\/api\/v1\/accounts\/\d+\/following$/)).toBe(true);
}
