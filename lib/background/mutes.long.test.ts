import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mute } from '@/e2e/servers/relations';
import { createCopy, createLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { carryRest } from './carry';
import { importsPageOf } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
const day = 86_400_000;
let world: World;
let mover: Mover;
beforeEach(async () => {
  world = await startWorld({ size: 'small', now: Date.UTC(2030, 0, 5, 12) });
});
afterEach(() => world.stop());

/** Somebody on the third server whom Ada mutes on OLD until then; `onNew` = how she mutes them on NEW. */
function mutedUntil(name: string, until: number, onNew?: { until: number | null }): string {
  const friends = world.server('friends');
  const person = createLocal(friends.instance, { username: name });
  for (const [server, end] of [[world.old, until], [world.new, onNew?.until]] as const) {
    if (end !== undefined) mute(server.instance, personOn(server, 'ada'), createCopy(server.instance, friends.instance, person), false, end);
  }
  return `${name}@${friends.domain}`;
}

async function begin(): Promise<void> {
  mover = await moverIn(world);
  mover.background.guides = importsPageOf(world).guides;
}

async function finish(): Promise<void> {
  await carryRest(mover.background, mover.move);
  await mover.settle();
  await mover.compare();
}

const fates = async () => Object.fromEntries((await mover.ledger('mutes')).map((row) => [row.key, row.reason ?? row.status]));
const endOnNew = (acct: string) => {
  const row = world.new.inspect.mutesUntil('ada').find((one) => one.acct === acct);
  return row && row.expiresAt;
};

it('a mute that NEW has of its own keeps its end, or that it has none', async () => {
  const now = world.clock.now();
  const [endless, longer, over] = [mutedUntil('endless', now + 9 * day, { until: null }), mutedUntil('longer', now + 9 * day, { until: now + 90 * day }), mutedUntil('over', now + 3_600_000, { until: null })];
  await begin();
  await mover.compare();
  expect(await fates()).toMatchObject({ [endless]: 'carried', [longer]: 'carried', [over]: 'carried' });
  world.clock.advance(2 * 3_600_000);
  await mover.bring();
  await finish();
  expect([endOnNew(endless), endOnNew(longer), endOnNew(over)]).toEqual([null, now + 90 * day, null]);
  expect(await fates()).toMatchObject({ [endless]: 'carried', [longer]: 'carried', [over]: 'carried' });
});

it('a mute whose time is over is in no file, and is named so', async () => {
  const over = mutedUntil('over', world.clock.now() + 3_600_000);
  await begin();
  world.clock.advance(2 * 3_600_000);
  await mover.bring();
  expect(endOnNew(over)).toBeUndefined();
  await finish();
  expect(await fates()).toMatchObject({ [over]: 'ended' });
  expect(endOnNew(over)).toBeUndefined();
});

it('a mute with an end that the import could not bring is not done', async () => {
  const lost = mutedUntil('lost', world.clock.now() + 9 * day);
  await begin();
  const { accounts } = world.server('friends').instance.state;
  for (const account of [...accounts.values()]) if (account.domain === null && account.username === 'lost') accounts.delete(account.id);
  await mover.bring();
  expect(await fates()).toMatchObject({ [lost]: 'notFound' });
  await finish();
  expect(await fates()).toMatchObject({ [lost]: 'notFound' });
  expect((await mover.db.carries.get([mover.move.id, 'mutes', lost]))?.status).toBe('refused');
});
