import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@/e2e/servers/model';
import { startWorld, type World } from '@/e2e/servers/world';
import { issueToken } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { MovingDayDb } from '@/lib/store/db';
import { changeTables } from '@/lib/store/testing/tables';
import { resumeBackups } from './backup';
import { readerFor, type Reader } from './testing/reader';
import { expectWhole, some, through } from './testing/whole';

resolveLocalhost();
const minute = 60_000;
const hour = 60 * minute;
let world: World;
let reader: Reader;
const undo: (() => void)[] = [];
beforeEach(async () => {
  world = await startWorld();
  reader = await readerFor(world.old, 'ada');
});
afterEach(async () => {
  undo.splice(0).forEach((one) => one());
  await world.stop();
});

const fault = (change: Partial<Fault>) => undo.push(world.old.addFault({ match: /\/api\//, kind: 'status', ...change }));
const onPage = { match: /\/(following|followers|favourites|statuses)$/ };

describe('a server in trouble is waited for', () => {
  it.each([500, 502, 503])('an hour of %i', async (status) => {
    fault({ ...onPage, status });
    const started = await reader.begin(some);
    const waiting = await through(world.old, reader, hour, started.id);
    expect(waiting).toMatchObject({ status: 'waiting', problem: { code: 'serverDown', vars: [new URL(world.old.origin).host] } });
    expect(reader.asked.length).toBeLessThan(20);
    undo.splice(0).forEach((one) => one());
    await expectWhole(world.old, reader, await reader.finish(started.id));
    // It has not waited longer than a quarter of an hour past the trouble.
    expect(Math.max(...reader.waits)).toBeLessThanOrEqual(15 * minute);
  });

  it('no network for a while', async () => {
    await world.old.down();
    const started = await reader.begin(some);
    const waiting = await through(world.old, reader, 2 * hour, started.id);
    expect(waiting).toMatchObject({ status: 'waiting', problem: { code: 'serverDown' } });
    await world.old.up();
    await expectWhole(world.old, reader, await reader.finish(waiting.id));
  });

  it.each<[string, Partial<Fault>]>([
    ['truncated JSON', { kind: 'truncate', times: 3 }],
    ['a cut connection', { kind: 'cut', times: 5 }],
    ['a single error', { kind: 'status', status: 500, times: 1 }],
  ])('%s', async (_name, change) => {
    fault({ ...onPage, ...change });
    await expectWhole(world.old, reader, await reader.backUp(some));
  });

  it('a 429 that comes anyway is waited out by its header, and is no trouble', async () => {
    fault({ ...onPage, status: 429, times: 1 });
    const waiting = await reader.begin(some);
    expect(waiting).toMatchObject({ status: 'waiting', problem: null });
    const wait = (waiting.waitsUntil ?? 0) - reader.background.now();
    expect(wait).toBeGreaterThan(minute - 3000);
    // A `Date` header has whole seconds.
    expect(wait).toBeLessThanOrEqual(minute + 1000);
    await expectWhole(world.old, reader, await reader.finish(waiting.id));
  });

  it('a 429 that says only how many seconds', async () => {
    const { fetch } = reader.background;
    let times = 1;
    reader.background.fetch = (url, init) => (url.includes('/following') && times-- > 0 ? Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': '30' } })) : fetch(url, init));
    const waiting = await reader.begin(some);
    expect((waiting.waitsUntil ?? 0) - reader.background.now()).toBeLessThanOrEqual(30_000);
    expect(waiting).toMatchObject({ status: 'waiting', problem: null });
    await expectWhole(world.old, reader, await reader.finish(waiting.id));
  });

  it('truncated JSON that stays costs its kind, after a few tries', async () => {
    fault({ match: /\/favourites$/, kind: 'truncate' });
    const backup = await reader.backUp(some);
    expect(backup.kinds.map((kind) => [kind.kind, kind.status, kind.why?.code ?? null])).toEqual(some.map((id) => [id, id === 'favourites' ? 'failed' : 'done', id === 'favourites' ? 'badAnswer' : null]));
    expect(reader.asked.filter((one) => one.includes('/favourites'))).toHaveLength(4);
  });
});

describe('a server that lets nobody in any more', () => {
  it('has ended the sign-in: it says so, and goes on after the next one', async () => {
    const first = await reader.begin(['profile', 'following']);
    expect(first.status).toBe('done');
    const tokens = [...world.old.instance.state.tokens.values()];
    fault({ match: /\/favourites$/, status: 500, times: 1 });
    const started = await reader.begin(some);
    expect(started.status).toBe('waiting');
    tokens.forEach((token) => (token.revoked = true));
    const paused = await reader.finish(started.id);
    expect(paused).toMatchObject({ status: 'paused', problem: { code: 'tokenRevoked', vars: [new URL(world.old.origin).host] } });
    issueToken(world.old, 'ada', ['read']);
    await resumeBackups(reader.background, paused.actorUri);
    const before = reader.asked.length;
    await expectWhole(world.old, reader, await reader.finish(paused.id));
    expect(reader.asked.slice(before).filter((one) => /following|followers/.test(one))).toEqual([]);
  });

  it('is closing: it says so and keeps what it has', async () => {
    fault({ match: /\/favourites$/, status: 500, times: 1 });
    const started = await reader.begin(some);
    world.old.closing(true);
    const paused = await reader.finish(started.id);
    expect(paused).toMatchObject({ status: 'paused', problem: { code: 'serverClosing' } });
    expect((await reader.rows(paused.id, 'following')).length).toBeGreaterThan(300);
    world.old.closing(false);
    await resumeBackups(reader.background, paused.actorUri);
    await expectWhole(world.old, reader, await reader.finish(paused.id));
  });

  it('is closing: its export files still answer, and are read', async () => {
    const rows = world.old.inspect;
    const truth = [rows.following('ada').length, rows.blocks('ada').length, rows.bookmarks('ada').length];
    world.old.closing(true);
    reader.session.signedInAs = 'ada';
    const backup = await reader.backUp(['profile', 'following', 'blocks', 'bookmarks', 'posts']);
    expect(backup.kinds.map((kind) => [kind.kind, kind.status, kind.rows, kind.why?.code ?? null])).toEqual([
      ['profile', 'failed', 0, 'serverClosing'],
      ['following', 'done', truth[0], null],
      ['blocks', 'done', truth[1], null],
      ['bookmarks', 'done', truth[2], null],
      ['posts', 'failed', 0, 'serverClosing'],
    ]);
  });
});

/** This device's clock, not the server's. */
function setBack(by: number): void {
  reader.background.now = () => world.old.instance.clock.now() - by;
}

describe('a clock that jumps', () => {
  it('nine hours on, in the middle: the laptop slept', async () => {
    fault({ match: /\/favourites$/, status: 503, times: 1 });
    const started = await reader.begin(some);
    expect(started.status).toBe('waiting');
    world.old.instance.clock.advance(9 * hour);
    await reader.wake();
    await expectWhole(world.old, reader, await reader.finish(started.id));
    expect(reader.waits).toEqual([]);
  });

  it('a day back, in the middle of a wait: it is not waited for until tomorrow', async () => {
    fault({ match: /\/favourites$/, status: 503, times: 1 });
    const started = await reader.begin(some);
    expect(started.status).toBe('waiting');
    setBack(24 * hour);
    await reader.wake();
    await expectWhole(world.old, reader, await reader.finish(started.id));
    expect(reader.waits.filter((wait) => wait > 20 * minute)).toEqual([]);
  });

  it('a day back, with a budget that was spent', async () => {
    const { db } = reader.background;
    const [account] = await db.accounts.toArray();
    const at = reader.background.now();
    await db.budgets.put({ actorUri: account?.actorUri ?? '', all: Array.from({ length: 297 }, () => at), paged: [], blockedUntil: at + 15 * minute, saidLimit: 300, skew: 0, follows: [], followsUntil: null });
    setBack(24 * hour);
    const backup = await reader.begin(some);
    await expectWhole(world.old, reader, backup);
  });
});

/** The database refuses rows as a full disk does: for `bulkPut` the browser's error is one of many inside another. */
async function fillUp(db: MovingDayDb, how: 'each' | 'whole'): Promise<{ full: boolean }> {
  const disk = { full: true };
  const quota = () => new DOMException('full', 'QuotaExceededError');
  await changeTables(db, ['items'], (table) => ({
    mutate: (request) => {
      if (!disk.full || request.type === 'delete' || request.type === 'deleteRange') return table.mutate(request);
      if (how === 'whole') return Dexie.Promise.reject(new Dexie.AbortError('full', quota()));
      const failures = Object.fromEntries(request.values.map((_row: unknown, place: number) => [place, quota()]));
      return Dexie.Promise.resolve({ numFailures: request.values.length, failures, lastResult: undefined, results: [] });
    },
  }));
  return disk;
}

describe('no room left', () => {
  it.each(['each', 'whole'] as const)('stops and says so, and goes on later (%s)', async (how) => {
    const { db } = reader.background;
    const disk = await fillUp(db, how);
    const paused = await reader.begin(some);
    expect(paused).toMatchObject({ status: 'paused', problem: { code: 'storageFull' } });
    disk.full = false;
    await expectWhole(world.old, reader, await reader.backUp(some));
  });
});
