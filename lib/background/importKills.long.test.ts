import 'fake-indexeddb/auto';
import type { DBCoreTable } from 'dexie';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { changeTables } from '@/lib/store/testing/tables';
import { bringFiles, createImporter } from './importRun';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
const types = ['following', 'lists', 'blocking', 'muting', 'domain_blocking', 'bookmarks', 'custom_filters'];
const tables = ['imports', 'importKeys', 'importRuns'];
let world: World;
let mover: Mover;
let page: ImportsPage;
/** What is left until the background is killed; what it does is counted meanwhile. */
let left = Infinity;
let points = 0;

class Killed extends Error {}
/** A moment at which the background may be stopped for good: what follows it is never done. */
function moment(): void {
  points++;
  if (--left < 0) throw new Killed();
}

beforeAll(async () => {
  world = await startWorld({ size: 'small' });
  mover = await moverIn(world);
  page = importsPageOf(world);
  const { guides } = page;
  mover.background.guides = {
    first: async (origin, command) => {
      moment();
      return guides.first(origin, command);
    },
    ask: async (tab, command) => {
      moment();
      const answer = await guides.ask(tab, command);
      // The page has done it, and nobody is there to hear of it.
      moment();
      return answer;
    },
  };
  // Whatever is written is written as a whole, or not at all.
  await changeTables(mover.db, tables, (table): Partial<DBCoreTable> => ({
    mutate: (request) => {
      moment();
      return table.mutate(request);
    },
  }));
});
afterAll(() => world.stop());

/** Presses once, and lets alarms ring until the run is over; each ringing finds a background that knows only what is stored. */
async function bring(killAt: number): Promise<number> {
  left = Infinity;
  for (const name of tables) await mover.db.table(name).clear();
  world.new.instance.state.imports.clear();
  world.new.seen.length = 0;
  [left, points] = [killAt, 0];
  let kills = 0;
  for (let rings = 0; rings < 20; rings++) {
    try {
      if (!(await mover.db.importRuns.get(mover.move.id))) await bringFiles(mover.background, mover.move, {});
      await createImporter(mover.background).run();
    } catch (error) {
      if (!(error instanceof Killed) && !String(error).includes('Killed') && left >= 0) throw error;
      kills++;
      left = Infinity;
    }
    if ((await mover.db.importRuns.get(mover.move.id))?.status === 'done') return kills;
    world.clock.advance(60_000);
  }
  throw new Error('never done');
}

it('killed at any moment: each file is uploaded once and confirmed once, in order', async () => {
  expect(await bring(Infinity)).toBe(0);
  const moments = points;
  expect(moments).toBeGreaterThan(80);
  const calm = page.writes();
  expect(calm).toHaveLength(14);
  // The moments of the first file, and of the end; all of them in the full run.
  const chosen = Array.from({ length: moments }, (_, at) => at).filter((at) => process.env.SCHEDULES !== undefined || at < 16 || at > moments - 4);
  for (const at of chosen) {
    expect(await bring(at), `killed at moment ${at}`).toBe(1);
    expect(page.writes(), `killed at moment ${at}`).toEqual(calm);
    expect(world.new.inspect.imports('ada').map((one) => [one.type, one.state === 'unconfirmed'])).toEqual(types.map((type) => [type, false]));
  }
  // Another press, with all of it stored, changes nothing.
  await bringFiles(mover.background, mover.move, {});
  await createImporter(mover.background).run();
  expect(page.writes()).toEqual(calm);
});
