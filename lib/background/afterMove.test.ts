import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followRow } from '@/e2e/servers/seeds';
import { createLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { readFacts } from '@/lib/store/moves';
import { bringFiles, createImporter } from './importRun';
import { noteRoom } from './importNext';
import { checkMoved } from './recheck';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';
import { isVerifyDue } from './verifyDue';

resolveLocalhost();
let world: World;
let mover: Mover;
let page: ImportsPage;
const limit = 20;
beforeEach(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'new', followLimit: limit }] });
  mover = await moverIn(world);
  page = importsPageOf(world);
  Object.assign(mover.background, { guides: page.guides, guideReader: page.reader, hasAccess: () => Promise.resolve(true) });
});
afterEach(() => world.stop());

const press = async (change: Parameters<typeof bringFiles>[2] = {}) => {
  await bringFiles(mover.background, mover.move, change);
  await createImporter(mover.background).run();
  return mover.db.importRuns.get(mover.move.id);
};
const ledgerFact = async () => (await readFacts(mover.db, mover.move.id))['new.ledger'];
const count = async (status: string) => (await mover.ledger('following')).filter((row) => row.status === status).length;
/** The old account moves, as its server tells anybody. */
async function moves(): Promise<void> {
  personOn(world.old, 'ada').movedToUri = personOn(world.new, 'ada').uri;
  await checkMoved(mover.background, mover.move);
}
const goOn = async (minutes: number) => {
  for (let n = 0; n < minutes; n++) {
    world.clock.advance(60_000);
    await world.clock.idle();
  }
  await mover.compare();
};

describe('after the move', () => {
  it('an import that had come to its end stays ticked with its date; what has come since is compared all the same', async () => {
    await press();
    await press({ order: 'newest' });
    await goOn(40);
    const before = await ledgerFact();
    const left = (await mover.db.importRuns.get(mover.move.id))?.over ?? 0;
    expect(before?.value).toMatchObject({ importsUnfinished: false });
    // What the API brings is for the person to set going: until then the step is not over.
    if (before) await mover.db.facts.put({ ...before, value: { ...before.value, restLeft: false } });
    await moves();
    const frozen = await ledgerFact();
    expect(frozen).toMatchObject({ frozen: true, at: before?.at });
    const carried = await count('carried');
    const ada = personOn(world.new, 'ada');
    for (let n = 0; n < 40; n++) followRow(world.new.instance, createLocal(world.new.instance, { username: `fan_of_ada_${n}` }), ada);
    const places = limit - world.new.inspect.following('ada').length;
    for (let n = 0; n < places; n++) followRow(world.new.instance, ada, createLocal(world.new.instance, { username: `other_${n}` }));
    // Nobody presses anything: the followers that arrived have made room.
    await noteRoom(mover.background, mover.move);
    const room = (await mover.db.importRuns.get(mover.move.id))?.free ?? 0;
    expect(room).toBeGreaterThan(10);
    expect(await press()).toMatchObject({ status: 'done', over: Math.max(0, left - room) });
    await goOn(40);
    expect(await count('carried')).toBeGreaterThan(carried);
    expect(await ledgerFact()).toEqual(frozen);
    const move = await mover.db.moves.get(mover.move.id);
    expect(move && (await isVerifyDue(mover.background, move))).toBe(false);
  });

  it('an import that had not is ticked once it has', async () => {
    await moves();
    expect(await ledgerFact()).toBeUndefined();
    await mover.compare();
    await moves();
    expect(await ledgerFact()).toMatchObject({ frozen: false, value: { importsUnfinished: true } });
    await press();
    await press({ order: 'newest' });
    await goOn(40);
    expect(await ledgerFact()).toMatchObject({ frozen: false, value: { importsUnfinished: false } });
    expect(await count('carried')).toBeGreaterThan(5);
  });
});
