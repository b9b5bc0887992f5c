import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followRow } from '@/e2e/servers/seeds';
import { createCopy, createLocal, findLocal } from '@/e2e/servers/state';
import type { Account } from '@/e2e/servers/model';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { outlookAt } from '@/lib/move/compare';
import { newestBackups, readItems } from '@/lib/store/backups';
import { compareKind } from '@/lib/store/compare';
import { backUpNew, moveTo, page } from './testing/move';
import { readerFor } from './testing/reader';

resolveLocalhost();
let world: World;
let friend: Account;
beforeAll(async () => {
  // Handles on NEW have another domain than its pages, in letters that a URL writes otherwise.
  world = await startWorld({ size: 'small', servers: [{ name: 'new', accountHost: 'xn--bcher-kva' }] });
  const me = (name: 'old' | 'new') => findLocal(world[name].instance, 'ada') ?? expect.fail('no ada');
  const friends = world.server('friends').instance;
  friend = createLocal(friends, { username: 'CamelCase' });
  followRow(world.old.instance, me('old'), createCopy(world.old.instance, friends, friend));
  const copy = createCopy(world.new.instance, friends, friend);
  copy.username = 'camelcase';
  followRow(world.new.instance, me('new'), copy);
  // Local on NEW, so that NEW names no domain, and OLD does.
  followRow(world.new.instance, me('new'), findLocal(world.new.instance, 'local_0') ?? expect.fail('no local_0'));
});
afterAll(() => world.stop());

it('the same account is the same on both servers: capitals, other letters, local or not, account domain or web host', async () => {
  expect(world.new.domain).not.toBe(new URL(world.new.origin).host);
  const reader = await readerFor(world.old, 'ada');
  const move = await moveTo(reader, world.new, 'ada');
  await reader.backUp(['following', 'lists', 'blocks']);
  await backUpNew(reader, move, ['following', 'lists', 'blocks']);
  const { db } = reader.background;
  const accounts = await db.accounts.toArray();
  const [old, next] = [world.old, world.new].map((server) => accounts.find((row) => row.origin === server.origin));
  const mine = (await newestBackups(db, old?.actorUri ?? '')).complete;
  const there = (await newestBackups(db, next?.actorUri ?? '')).complete;
  if (!mine || !there || !next) throw new Error('not both sides');
  expect(next.acct).toBe(`ada@${world.new.domain}`);
  const result = await compareKind(db, { moveId: move.moveId, mine, oldAcct: old?.acct ?? '', there, next, blocks: new Map() }, 'following');
  if (!result) throw new Error('no follows');
  const found = new Map((await readItems(db, mine.id, 'following')).map((item) => [item.key, outlookAt(result, item.seq)]));
  const expected = { [`camelcase@${world.server('friends').domain}`]: 'there', [`local_0@${world.new.domain}`]: 'there', [`local_1@${world.new.domain}`]: 'add', [`ada@${world.new.domain}`]: 'self', [`neighbour_0@${world.old.domain}`]: 'add' };
  for (const [acct, outlook] of Object.entries(expected)) expect([acct, found.get(acct)]).toEqual([acct, outlook]);
  expect(result.counts.there).toBe(2);
});

it.each(['old', 'new'] as const)('the export files and the API of %s name everybody alike', async (name) => {
  const keys = async (signedInAs: string | null) => {
    const reader = await readerFor(world[name], 'ada');
    reader.session.signedInAs = signedInAs;
    const backup = await reader.backUp(['following', 'lists', 'blocks', 'mutes']);
    expect(backup.kinds.map((kind) => kind.sources[0]?.id)).toEqual(backup.kinds.map(() => (signedInAs === null ? 'api' : 'csv')));
    const all = await Promise.all(backup.kinds.map(async ({ kind }) => (await readItems(reader.background.db, backup.id, kind)).map((item) => item.key).sort()));
    return all;
  };
  expect(await keys('ada')).toEqual(await keys(null));
});

it('an account is found by its handle in any spelling, and by its web host; never twice in one move', async () => {
  const reader = await readerFor(world.old, 'ada');
  const { moveId, handlers } = await moveTo(reader, world.new, 'ada');
  const port = world.new.domain.split(':')[1] ?? '';
  for (const text of [`@ada@${world.new.domain}`, `@ADA@XN--BCHER-KVA.localhost:${port}`, `ada@BÜCHER.localhost:${port}`, `@ada@${new URL(world.new.origin).host}`, `${world.new.origin}/@Ada`]) {
    expect([text, await handlers.nameAccount({ moveId, role: 'new', text }, page)]).toEqual([text, { ok: true, value: { origin: world.new.origin, acct: `ada@${world.new.domain}` } }]);
    expect([text, await handlers.nameAccount({ moveId, role: 'old', text }, page)]).toMatchObject([text, { ok: false, problem: { code: 'sameAccount' } }]);
  }
});
