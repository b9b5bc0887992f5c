import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedGiant } from '@/e2e/servers/seeds/giant';
import { startWorld, type World } from '@/e2e/servers/world';
import { createGateway } from '@/lib/mastodon/gateway';
import { accessTo } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { createBackup, readItems } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
const quarter = 15 * 60_000;
let world: World;
beforeEach(async () => {
  world = await startWorld({ size: 'small', now: Date.parse('2030-01-01T00:01:00Z') });
});
afterEach(() => world.stop());

const refused = () => world.old.seen.filter((request) => request.status === 429).length;
const pagedAt = () => world.old.seen.filter((request) => /[?&](max_id|since_id|min_id|page)=/.test(request.path)).map((request) => request.at);

/** How full the server's own windows of that length were. */
function fullest(times: number[], length: number): number {
  const windows = new Map<number, number>();
  for (const at of times) windows.set(Math.floor(at / length), (windows.get(Math.floor(at / length)) ?? 0) + 1);
  return Math.max(0, ...windows.values());
}

describe('a long read under the server’s real limits', () => {
  it('never meets a 429, and waits no longer than the limits make it', async () => {
    seedGiant(world.old.instance, 5, { follows: 400, followers: 8000, favourites: 10_000, posts: 6000 });
    const reader = await readerFor(world.old, 'giant');
    const started = world.old.instance.clock.now();
    world.old.seen.splice(0);
    const backup = await reader.backUp(['following', 'followers', 'posts', 'favourites']);
    expect(backup.kinds.map((kind) => [kind.kind, kind.status, kind.rows])).toEqual([
      ['following', 'done', 400],
      ['followers', 'done', 8000],
      ['posts', 'done', 6000],
      ['favourites', 'done', 10_000],
    ]);
    expect(refused()).toBe(0);
    const paged = pagedAt();
    expect(paged.length).toBeGreaterThan(480);
    expect(fullest(paged, quarter)).toBeGreaterThan(290);
    // The last window is the first that has room for what is left.
    const windows = Math.floor(world.old.instance.clock.now() / quarter) - Math.floor(started / quarter);
    expect(windows).toBeLessThanOrEqual(Math.ceil(paged.length / 297));
    expect(backup.kinds.every((kind) => kind.why === null)).toBe(true);
  });
});

describe('one budget an account', () => {
  let reader: Reader;
  beforeEach(async () => {
    seedGiant(world.old.instance, 5, { follows: 10, followers: 5000, favourites: 6000, posts: 10 });
    reader = await readerFor(world.old, 'giant');
  });

  it('two jobs of it share it', async () => {
    const { db } = reader.background;
    const [account] = await db.accounts.toArray();
    const kinds: KindId[] = ['followers', 'favourites'];
    for (const [id, purpose] of [['one', 'backup'], ['two', 'verify']] as const) {
      await createBackup(db, { id, moveId: null, actorUri: account?.actorUri ?? '', purpose, startedAt: reader.background.now(), kinds: kinds.map((kind) => ({ kind, expected: null, status: 'queued' })) });
    }
    world.old.seen.splice(0);
    await reader.finish('one');
    // The other job has spent of the same budget meanwhile, or goes on now and ends with its rows dropped.
    for (let turns = 0; turns < 10 && (await db.backups.get('two')); turns++) await reader.finish('two').catch(() => undefined);
    expect(await readItems(db, 'one', 'favourites')).toHaveLength(6000);
    const asked = world.old.seen.filter((request) => /favourites/.test(request.path)).length;
    expect(asked).toBeGreaterThan(2 * 149);
    expect([refused(), fullest(pagedAt(), quarter) <= 300]).toEqual([0, true]);
  });

  it('side by side as well: what one spends, the other has not', async () => {
    const access = await accessTo(world.old, 'giant');
    const budget = dexieBudget(reader.background.db);
    const gateways = [1, 2, 3].map(() => createGateway({ ...access, budget }));
    const path = '/api/v1/favourites?limit=1&max_id=999999999';
    world.old.seen.splice(0);
    const results = await Promise.allSettled(gateways.flatMap((gateway) => Array.from({ length: 110 }, () => gateway.get(path))));
    const made = results.filter((result) => result.status === 'fulfilled').length;
    expect([refused(), made]).toEqual([0, world.old.seen.length]);
    expect(made).toBeGreaterThan(280);
    expect(made).toBeLessThanOrEqual(297);
  });
});

describe('a server that is not Mastodon', () => {
  /** How many paged requests are made before it waits, and what the server says of its limits. */
  async function spend(headers: boolean): Promise<number> {
    const access = await accessTo(world.old, 'ada');
    const reader = await readerFor(world.old, 'ada');
    const bare = async (url: string, init: RequestInit) => {
      const answer = await fetch(url, init);
      return headers ? answer : new Response(answer.body, { status: answer.status });
    };
    const gateway = createGateway({ ...access, fetch: bare, account: { ...access.account, software: 'something' }, budget: dexieBudget(reader.background.db) });
    let made = 0;
    for (; made < 400; made++) {
      const done = await gateway.get('/api/v1/favourites?limit=1&max_id=999999999').catch(() => null);
      if (done === null) break;
    }
    return made;
  }

  it('is asked half as often', async () => expect(await spend(false)).toBe(148));
  it('is asked as often as its headers allow', async () => {
    expect(await spend(true)).toBeGreaterThan(285);
    expect(refused()).toBe(0);
  });
});
