import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { block, mute } from '@/e2e/servers/relations';
import { createCopy, createLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { carryRest } from './carry';
import { createHandlers } from './handlers';
import { askOwnServers } from './ownServers';
import { importsPageOf } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';
import { page } from './testing/move';

resolveLocalhost();
const day = 86_400_000;
let world: World;
let mover: Mover;
beforeEach(async () => {
  world = await startWorld({ size: 'small', now: Date.UTC(2030, 0, 5, 12), servers: [{ name: 'split', accountHost: 'people' }] });
});
afterEach(() => world.stop());

async function begin(): Promise<void> {
  mover = await moverIn(world);
  mover.background.guides = importsPageOf(world).guides;
}

const noWindow = () => Promise.reject(new Error('no window'));
const handlers = () => createHandlers(mover.background, { redirectUri: '', openWindow: noWindow }, () => undefined);
const fate = async (kind: KindId, key: string) => {
  const row = (await mover.ledger(kind)).find((one) => one.key === key);
  return row?.reason ?? row?.status;
};

it('somebody muted or blocked whose server has changed the handle is carried, and the mute gets its end', async () => {
  const split = world.server('split');
  const host = new URL(split.origin).host;
  const ada = personOn(world.old, 'ada');
  for (const username of ['loud', 'rude']) {
    const copy = createCopy(world.old.instance, split.instance, createLocal(split.instance, { username }));
    copy.domain = host;
    if (username === 'loud') mute(world.old.instance, ada, copy, true, world.clock.now() + 9 * day);
    else block(world.old.instance, ada, copy);
  }
  await begin();
  await mover.bring();
  const said = async () => [await fate('mutes', `loud@${host}`), await fate('blocks', `rude@${host}`)];
  expect(await said()).toEqual(['notFound', 'notFound']);
  await (await askOwnServers({ ...mover.background, hasAccess: () => Promise.resolve(true) }, mover.move)).done;
  await mover.compare();
  expect(await said()).toEqual(['notBroughtYet', 'carried']);
  await carryRest(mover.background, mover.move);
  await mover.settle();
  for (let n = 0; n < 2; n++) {
    expect(await said()).toEqual(['carried', 'carried']);
    await mover.compare();
  }
  const until = world.new.inspect.mutesUntil('ada').find((row) => row.acct === `loud@${split.domain}`)?.expiresAt;
  expect(Math.abs((until ?? 0) - Date.UTC(2030, 0, 14, 12))).toBeLessThan(60_000);
});

it('an account whose new handle is taken after its import has been sent is sent once more, by that', async () => {
  await begin();
  await mover.bring();
  const friends = world.server('friends').domain;
  const [key, by] = [`mover_0@${friends}`, `mover_new@${friends}`];
  expect(await fate('following', key)).toBe('hasMoved');
  await handlers().replaceAccounts({ moveId: mover.move.id, pairs: [{ acct: key, by }] }, page);
  await mover.compare();
  expect(await fate('following', key)).toBe('notImportedYet');
  await mover.bring();
  expect([await fate('following', key), world.new.inspect.following('ada').some((row) => row.acct === by)]).toEqual(['carried', true]);
});

it('somebody whom NEW could not find is blocked by the handle that their own server has told, once that is taken', async () => {
  const split = world.server('split');
  const host = new URL(split.origin).host;
  const copy = createCopy(world.old.instance, split.instance, createLocal(split.instance, { username: 'rude' }));
  copy.domain = host;
  block(world.old.instance, personOn(world.old, 'ada'), copy);
  await begin();
  await split.down();
  await mover.bring();
  await split.up();
  await (await askOwnServers({ ...mover.background, hasAccess: () => Promise.resolve(true) }, mover.move)).done;
  const key = `rude@${host}`;
  const by = (await mover.ledger('blocks')).find((row) => row.key === key)?.detail ?? '';
  expect([await fate('blocks', key), by]).toEqual(['hasMoved', `rude@${split.domain}`]);
  const take = (to: string | null) => handlers().replaceAccounts({ moveId: mover.move.id, pairs: [{ acct: key, by: to }] }, page);
  // Another account than their own server has told is no reason to block it.
  await take(`other@${split.domain}`);
  await mover.compare();
  expect(await fate('blocks', key)).toBe('hasMoved');
  await take(by);
  await mover.bring();
  expect([await fate('blocks', key), world.new.inspect.blocks('ada')]).toEqual(['carried', expect.arrayContaining([by])]);
});
