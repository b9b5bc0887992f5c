import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World, type WorldOptions } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { importPatience } from '@/lib/move/ledger';
import { readSending } from '@/lib/store/importView';
import { readFacts } from '@/lib/store/moves';
import { bringFiles, createImporter } from './importRun';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
let page: ImportsPage;
async function begin(options: WorldOptions): Promise<void> {
  world = await startWorld({ size: 'small', ...options });
  mover = await moverIn(world);
  page = importsPageOf(world);
  Object.assign(mover.background, { guides: page.guides, guideReader: { who: () => Promise.resolve(null), file: () => Promise.resolve(null) }, hasAccess: () => Promise.resolve(true) });
}
afterEach(() => world.stop());

/** All files are sent; then every page is closed. `session` = the person stays signed in to the new server in this browser. */
async function sendAndClose({ session }: { session: boolean }): Promise<void> {
  await bringFiles(mover.background, mover.move, {});
  await createImporter(mover.background).run();
  page.open = false;
  if (session) {
    const browser = await page.browser();
    const { fetch: net } = mover.background;
    mover.background.fetch = (url, init) => (init.credentials === 'include' && url.startsWith(world.new.origin) ? browser.fetch(url, init) : net(url, init));
  }
}
/** Each minute, as the alarm rings. */
async function compareFor(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 5) {
    for (let one = 0; one < 5; one++) {
      world.clock.advance(60_000);
      await world.clock.idle();
    }
    await mover.compare();
  }
}
const reasons = async (kind: KindId) => new Set((await mover.ledger(kind)).map((row) => row.reason));
const follows = () => world.new.inspect.imports('ada').find((one) => one.type === 'following');

describe('an import at which the server is for hours, while no page of it is open', () => {
  it('is not taken for over, and its failures are read when it is', async () => {
    // Some 35 follows, five minutes each.
    await begin({ servers: [{ name: 'new', rowPause: 300_000 }] });
    await sendAndClose({ session: true });
    await compareFor(60);
    expect(world.clock.now() - (await mover.db.imports.toArray())[0]!.handedAt).toBeGreaterThan(2 * importPatience);
    expect(follows()?.state).toBe('in_progress');
    expect(await reasons('following')).toEqual(new Set([null, 'importRunning']));
    await compareFor(240);
    expect(follows()?.state).toBe('finished');
    expect(await reasons('following')).not.toContain('importRunning');
    const file = (await mover.db.imports.toArray()).find((row) => row.kind === 'following');
    expect(file).toMatchObject({ finished: true });
    const failed = (await mover.db.importKeys.get(file?.id ?? ''))?.failed ?? [];
    expect(failed.length).toBe((follows()?.total ?? 0) - (follows()?.imported ?? 0));
    expect(failed.length).toBeGreaterThan(0);
  });

  it('is followed by the lists alone where nobody is signed in there', async () => {
    await begin({ servers: [{ name: 'new', rowPause: 300_000 }] });
    await sendAndClose({ session: false });
    await compareFor(60);
    expect(await reasons('following')).toEqual(new Set([null, 'importRunning']));
    await compareFor(300);
    // What still comes is tried for so long; then the lists have the last word.
    expect(await reasons('following')).not.toContain('importRunning');
    expect((await mover.db.imports.toArray()).find((row) => row.kind === 'following')).toMatchObject({ finished: false });
  });
});

it('a list of the new account that cannot be read leaves its rows open, and the import with them', async () => {
  await begin({});
  const { fetch: net } = mover.background;
  mover.background.fetch = (url, init) => (new URL(url).origin === world.new.origin && new URL(url).pathname === '/api/v1/blocks' ? Promise.resolve(new Response('{}', { status: 200, headers: { 'Content-Type': 'application/json' } })) : net(url, init));
  await mover.compare();
  const owed = world.old.inspect.blocks('ada').length;
  expect((await mover.ledger('blocks')).map((row) => [row.status, row.reason])).toEqual(Array.from({ length: owed }, () => ['waiting', 'notCompared']));
  expect((await readFacts(mover.db, mover.move.id))['new.ledger']?.value).toMatchObject({ importsUnfinished: true });
  mover.background.fetch = net;
  await mover.compare();
  expect(await reasons('blocks')).toEqual(new Set(['notImportedYet']));
});

it('what only the API has tried is not offered to be sent again', async () => {
  await begin({});
  await sendAndClose({ session: true });
  await compareFor(30);
  const before = (await readSending(mover.db, mover.move.id)).again;
  expect(before).toBeGreaterThan(0);
  await mover.db.ledger.put({ moveId: mover.move.id, kind: 'lists', key: 'Empty', label: 'Empty', status: 'notCarried', reason: 'full', detail: '', at: 0 });
  expect((await readSending(mover.db, mover.move.id)).again).toBe(before);
});
