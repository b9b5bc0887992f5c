import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { newestBackups } from '@/lib/store/backups';
import { carryOne, carryRest } from './carry';
import { createHandlers } from './handlers';
import { moverIn, type Mover } from './testing/mover';
import { page } from './testing/move';
import { finishVerify } from './verify';

resolveLocalhost();
let world: World;
let mover: Mover;
let handlers: ReturnType<typeof createHandlers>;

beforeEach(async () => {
  world = await startWorld({ size: 'small', now: Date.UTC(2030, 0, 5, 12) });
  mover = await moverIn(world);
  handlers = createHandlers(mover.background, { redirectUri: '', openWindow: () => Promise.reject(new Error('no window')) }, () => undefined);
  await mover.importAll();
  world.clock.advance(1000);
  await mover.compare();
  world.clock.advance(1000);
});
afterEach(() => world.stop());

/** Opens a place of the desk, or presses "Ask the servers again": is the new account read? */
async function reads(press = false): Promise<boolean> {
  mover.asked.splice(0);
  await handlers.recheck({ moveId: mover.move.id, press }, page);
  const started = (await mover.db.backups.filter((row) => row.purpose === 'verify').count()) > 0;
  await mover.compare();
  return started;
}

it('opening one place after the other reads the new account once in five minutes, a press always', async () => {
  expect(await reads()).toBe(false);
  expect(mover.asked.filter((line) => line.includes('/following'))).not.toEqual([]);
  world.clock.advance(1000);
  expect(await reads(true)).toBe(true);
  world.clock.advance(4 * 60_000);
  expect(await reads()).toBe(false);
  world.clock.advance(5 * 60_000);
  expect(await reads()).toBe(true);
});

it('asks for nothing but the two accounts while nothing has changed', async () => {
  mover.asked.splice(0);
  await handlers.recheck({ moveId: mover.move.id, press: false }, page);
  const [look, own, server] = ['/api/v1/accounts/lookup', '/api/v1/accounts/verify_credentials', '/api/v2/instance'];
  expect(mover.asked.map((line) => new URL(line.split(' ')[1] ?? '').pathname).sort()).toEqual([look, own, own, server, server]);
});

it.each<[string, () => Promise<unknown>]>([
  ['a kind is left behind', () => handlers.chooseKind({ moveId: mover.move.id, kind: 'blocks', chosen: false }, page)],
  ['a row is left behind', async () => handlers.leaveOut({ moveId: mover.move.id, kind: 'following', keys: [(await mover.ledger('following'))[0]?.key ?? ''], left: true }, page)],
  ['somebody takes the place of another', () => handlers.replaceAccounts({ moveId: mover.move.id, pairs: [{ acct: 'a@b.example', by: 'c@d.example' }] }, page)],
  ['a file is imported', () => mover.importAll(['blocks'])],
  ['something was brought', async () => {
    await carryOne(mover.background, mover.move, 'scheduledPosts', (await mover.ledger('scheduledPosts'))[0]?.key ?? '');
    await carryRest(mover.background, mover.move);
    await mover.compare();
    world.clock.advance(1000);
    // Held by the person before its end, which would compare by itself.
    await mover.killAfterWrite(3);
    await mover.db.carryJobs.update(mover.move.id, { status: 'paused' });
  }],
])('reads again at once when %s', async (_what, change) => {
  await change();
  expect(await reads()).toBe(true);
});

it('reads again after a new backup of the old account', async () => {
  const { complete } = await newestBackups(mover.db, mover.move.old.actorUri ?? '');
  if (!complete) throw new Error('no backup');
  await mover.db.backups.put({ ...complete, id: 'newer', startedAt: world.clock.now(), finishedAt: world.clock.now() });
  expect(await reads()).toBe(true);
});

it('a reading of an account that has left the move meanwhile judges nothing', async () => {
  await handlers.recheck({ moveId: mover.move.id, press: true }, page);
  const reading = await mover.db.backups.filter((row) => row.purpose === 'verify').first();
  if (!reading) throw new Error('no reading');
  await mover.db.backups.update(reading.id, { actorUri: `${world.new.origin}/users/eve` });
  await mover.db.ledger.clear();
  await finishVerify(mover.background, { ...reading, actorUri: `${world.new.origin}/users/eve` }, new Map());
  expect(await mover.db.ledger.count()).toBe(0);
  expect(await mover.db.backups.get(reading.id)).toBeUndefined();
});
