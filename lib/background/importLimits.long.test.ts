import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { followRow } from '@/e2e/servers/seeds';
import { createCopy, createLocal } from '@/e2e/servers/state';
import { startWorld } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { countStoredLedger } from '@/lib/store/ledger';
import { bringFiles, createImporter } from './importRun';
import { importsPageOf } from './testing/importsPage';
import { moverIn } from './testing/mover';

resolveLocalhost();
/** Mastodon's own limits: rows of a file, and follows of an account. */
const [inAll, allowed] = [20_000, 7_500];

it('an account with 20,000 follows: 7,500 carried, 12,500 named, each by its name', async () => {
  const world = await startWorld({ size: 'small' });
  const [old, next] = [world.old.instance, world.new.instance];
  const ada = personOn(world.old, 'ada');
  for (const row of [...old.state.follows.values()]) if (row.from === ada.id) old.state.follows.delete(row.id);
  old.state.lists.clear();
  const names: string[] = [];
  for (let n = 0; n < inAll; n++) {
    const person = createLocal(next, { username: `person_${n}` });
    followRow(old, ada, createCopy(old, next, person));
    names.push(`@person_${n}@${world.new.domain}`);
  }
  const mover = await moverIn(world);
  const page = importsPageOf(world);
  Object.assign(mover.background, { guides: page.guides, guideReader: page.reader, hasAccess: () => Promise.resolve(true) });
  const press = async (change: Parameters<typeof bringFiles>[2]) => {
    await bringFiles(mover.background, mover.move, change);
    await createImporter(mover.background).run();
    return mover.db.importRuns.get(mover.move.id);
  };

  expect(await press({})).toMatchObject({ status: 'held', problem: { code: 'followLimit', vars: [allowed, inAll] }, limit: allowed });
  expect(await press({ order: 'oldest' })).toMatchObject({ status: 'done', over: inAll - allowed, free: 0 });
  const follows = world.new.inspect.imports('ada').filter((one) => one.type === 'following');
  expect(follows.map((one) => one.total)).toEqual([allowed]);
  for (let n = 0; n < 60 && follows[0]?.state !== 'finished'; n++) {
    world.clock.advance(60_000);
    await world.clock.idle();
  }
  const file = (await mover.db.imports.toArray()).find((row) => row.kind === 'following');
  await mover.db.imports.update(file?.id ?? '', { imported: allowed, total: allowed, finished: true, changedAt: mover.background.now() });
  await mover.compare();

  expect(world.new.inspect.following('ada')).toHaveLength(allowed);
  expect((await countStoredLedger(mover.db, mover.move.id)).find((count) => count.kind === 'following')).toEqual({ kind: 'following', owed: inAll, carried: allowed, waiting: 0, notCarried: inAll - allowed });
  const rows = await mover.ledger('following');
  const labels = (status: string) => rows.filter((row) => row.status === status).map((row) => row.label).sort();
  expect(labels('carried')).toEqual(names.slice(0, allowed).sort());
  expect(labels('notCarried')).toEqual(names.slice(allowed).sort());
  expect(new Set(rows.map((row) => row.reason))).toEqual(new Set([null, 'followLimit']));
  // Nothing more can be sent, and nothing is.
  const writes = page.writes();
  expect(await press({})).toMatchObject({ status: 'done', over: inAll - allowed, free: 0 });
  expect(page.writes()).toEqual(writes);
  // With ten thousand followers there is room for 3,500 more, and exactly those who come next are sent.
  const self = personOn(world.new, 'ada');
  for (let n = 0; n < 10_000; n++) followRow(next, createLocal(next, { username: `fan_${n}` }), self);
  await mover.compare();
  const room = Math.round(world.new.inspect.followers('ada').length * 1.1) - allowed;
  expect(await press({})).toMatchObject({ status: 'done', over: inAll - allowed - room });
  expect(world.new.inspect.imports('ada').filter((one) => one.type === 'following').map((one) => one.total)).toEqual([allowed, room]);
  await world.stop();
});
