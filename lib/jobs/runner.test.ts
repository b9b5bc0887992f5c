import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { Kind, Page, Reading, Source } from '@/lib/kinds/kind';
import { baseHas, changeBackup, commitSlice, copyFromBase, createBackup, endKind, failSource, readItems, unfinishedBackups } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import { toProblem } from '@/lib/mastodon/errors';
import { createRunner, type RunnerPorts } from './runner';

/** Schedules of faults and kills to try; the long run tries more. */
const schedules = Number(process.env.SCHEDULES ?? 50);
const pages = 6;
const perPage = 4;
let made = 0;
const open: MovingDayDb[] = [];
afterEach(async () => {
  for (const db of open.splice(0)) await db.delete();
});

class Killed extends Error {}

/** What happens at each call from outside: nothing, a failure that is waited out, or the background is killed there. */
type Event = 'fine' | 'fault' | 'killBefore' | 'killAfter';

/** A list that one file and `pages` pages of an API give: the file lacks a field, the API has it. */
function listKind(id: 'following' | 'blocks', strike: () => Event): Kind {
  const happen = (): void => {
    const event = strike();
    if (event === 'fault') throw new Error('fault');
    if (event === 'killBefore') throw new Killed();
  };
  const file: Source<unknown> = {
    id: 'csv',
    from: 0,
    gives: ['key'],
    read: (): Promise<Page<unknown>> => {
      happen();
      return Promise.resolve({ rows: Array.from({ length: pages * perPage }, (_, n) => ({ key: `${id}-${n}` })), next: null });
    },
  };
  const api: Source<unknown> = {
    id: 'api',
    from: 0,
    gives: ['key', 'name'],
    read: (_reading, cursor): Promise<Page<unknown>> => {
      happen();
      const page = Number(cursor ?? 0);
      const rows = Array.from({ length: perPage }, (_, n) => ({ key: `${id}-${page * perPage + n}`, name: 'n' }));
      return Promise.resolve({ rows, next: page + 1 < pages ? String(page + 1) : null });
    },
  };
  return {
    id,
    readableFrom: 0,
    rowKey: (row) => (row as { key: string }).key,
    label: String,
    account: () => null,
    parse: (row) => row,
    expected: () => null,
    pageSize: perPage,
    carry: { by: 'move' },
    sources: id === 'blocks' ? [file, api] : [api],
  };
}

const reading: Reading = {
  domain: '',
  accountId: '',
  apiVersion: 11,
  chosen: new Set(),
  have: new Set(),
  get: () => Promise.reject(new Error('unused')),
  find: () => Promise.reject(new Error('unused')),
  before: () => Promise.resolve(new Map()),
  file: () => Promise.reject(new Error('unused')),
  stored: () => Promise.resolve([]),
  known: () => Promise.resolve(new Set()),
  media: () => Promise.reject(new Error('unused')),
};

/** The real store behind the runner; what a test changes it hands in. */
function portsOver(db: MovingDayDb, change: Pick<RunnerPorts, 'kind' | 'explain'> & Partial<RunnerPorts>): RunnerPorts {
  return {
    now: () => 1,
    heartbeat: () => Promise.resolve(),
    unfinished: () => unfinishedBackups(db),
    commit: (slice) => commitSlice(db, slice),
    failSource: (id, kind, source, why, next) => failSource(db, id, kind, source, why, next),
    endKind: (id, kind) => endKind(db, id, kind),
    baseHas: (base, kind, rows, version) => baseHas(db, base, kind, rows, version),
    copyFromBase: (id, base, kind, from) => copyFromBase(db, id, base, kind, from),
    change: (id, edit) => changeBackup(db, id, edit),
    open: () => Promise.resolve({ ok: true, reading, rules: { chosen: new Set(), apiVersion: 11, files: true, api: true } }),
    problemOf: (error) => toProblem(error, 'old', 1),
    finished: () => Promise.resolve(),
    wakeAt: () => Promise.resolve(),
    ...change,
  };
}

async function runToEnd(events: Event[], commit: (db: MovingDayDb) => RunnerPorts['commit'] = (db) => (slice) => commitSlice(db, slice)): Promise<{ rows: string[]; reads: number }> {
  const db = new MovingDayDb(`runner-${made++}`);
  open.push(db);
  const queue = [...events];
  let reads = 0;
  let time = 1;
  const strike = (): Event => {
    reads++;
    return queue.shift() ?? 'fine';
  };
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'following', expected: null, status: 'queued' }, { kind: 'blocks', expected: null, status: 'queued' }] });
  const ports = portsOver(db, {
    now: () => time,
    commit: async (slice) => {
      await commit(db)(slice);
      if (queue[0] === 'killAfter') {
        queue.shift();
        throw new Killed();
      }
    },
    kind: (id) => listKind(id === 'blocks' ? 'blocks' : 'following', strike),
    explain: (error) => {
      // A kill ends the process: nothing after it runs.
      if (error instanceof Killed) throw error;
      return { how: 'wait', until: time + 10, problem: null };
    },
  });
  for (let start = 0; start < 200; start++) {
    await createRunner(ports).run().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    time += 100;
    if ((await unfinishedBackups(db)).length === 0) break;
  }
  const rows = [...(await readItems(db, 'b', 'following')), ...(await readItems(db, 'b', 'blocks'))].map((item) => JSON.stringify(item.row));
  expect((await db.backups.get('b'))?.status).toBe('done');
  return { rows, reads };
}

const eventsArbitrary = fc.array(fc.constantFrom<Event>('fine', 'fault', 'killBefore', 'killAfter'), { maxLength: 40 });

it(`ends in the same rows under any of ${schedules} schedules of kills and faults`, async () => {
  const calm = await runToEnd([]);
  expect(calm.rows).toHaveLength(2 * pages * perPage);
  await fc.assert(
    fc.asyncProperty(eventsArbitrary, async (events) => {
      const stormy = await runToEnd(events);
      expect(stormy.rows).toEqual(calm.rows);
      expect(stormy.reads - calm.reads).toBeLessThanOrEqual(events.filter((event) => event !== 'fine').length);
    }),
    { numRuns: schedules },
  );
}, 20_000 + schedules * 1_000);

it('would lose rows if the cursor were stored before the rows', async () => {
  const calm = await runToEnd([]);
  const torn = (db: MovingDayDb): RunnerPorts['commit'] => async (slice) => {
    await commitSlice(db, { ...slice, rows: [] });
    if (slice.next === '2' && left-- > 0) throw new Killed();
    await commitSlice(db, slice);
  };
  let left = 1;
  expect((await runToEnd([], torn)).rows).not.toEqual(calm.rows);
});

it('stops and says so when the browser has no room left, and goes on from there', async () => {
  const db = new MovingDayDb(`runner-${made++}`);
  open.push(db);
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'following', expected: null, status: 'queued' }] });
  let full = true;
  const ports = portsOver(db, {
    commit: (slice) => (full ? Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' })) : commitSlice(db, slice)),
    kind: () => listKind('following', () => 'fine'),
    explain: (error) => ({ how: 'pause', problem: toProblem(error, 'old', 1) }),
  });
  await createRunner(ports).run();
  expect(await db.backups.get('b')).toMatchObject({ status: 'paused', problem: { code: 'storageFull' } });
  full = false;
  await changeBackup(db, 'b', () => ({ status: 'running', problem: null }));
  await createRunner(ports).run();
  expect(await readItems(db, 'b', 'following')).toHaveLength(pages * perPage);
});

/** A backup of one growing list, over the newest `from`..`to` of its entries. */
async function backUpPosts(db: MovingDayDb, id: string, baseId: string | null, newest: number): Promise<{ keys: string[]; reads: number }> {
  let reads = 0;
  const kind: Kind = {
    ...listKind('following', () => 'fine'),
    id: 'posts',
    growsAtTop: {},
    sources: [
      {
        id: 'api',
        from: 0,
        gives: ['post'],
        read: (_reading, cursor) => {
          reads++;
          const top = cursor === null ? newest : Number(cursor);
          const rows = Array.from({ length: Math.min(10, top) }, (_, n) => ({ key: `p${top - n}` }));
          return Promise.resolve({ rows, next: top > 10 ? String(top - 10) : null });
        },
      },
    ],
  };
  await createBackup(db, { id, moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, baseId, kinds: [{ kind: 'posts', expected: null, status: 'queued' }] });
  await createRunner(portsOver(db, { kind: () => kind, explain: (error) => { throw error; } })).run();
  return { keys: (await readItems(db, id, 'posts')).map((item) => item.key), reads };
}

it('stops at what the last backup has of a list that only grows, and has every row all the same', async () => {
  const db = new MovingDayDb(`runner-${made++}`);
  open.push(db);
  const first = await backUpPosts(db, 'b1', null, 5000);
  expect(first).toMatchObject({ reads: 500 });
  const second = await backUpPosts(db, 'b2', 'b1', 5015);
  expect(second.reads).toBe(3);
  expect(second.keys).toEqual(Array.from({ length: 5015 }, (_, n) => `p${5015 - n}`));
});

it('gives up a list that goes round in circles, and keeps what it gave', async () => {
  const db = new MovingDayDb(`runner-${made++}`);
  open.push(db);
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'following', expected: null, status: 'queued' }] });
  const round: Kind = { ...listKind('following', () => 'fine'), sources: [{ id: 'api', from: 0, gives: ['key'], read: () => Promise.resolve({ rows: [{ key: 'same' }], next: '1' }) }] };
  await createRunner(portsOver(db, { kind: () => round, explain: (error) => ({ how: 'skip', problem: toProblem(error, 'old', 1) }) })).run();
  const [kind] = (await db.backups.get('b'))?.kinds ?? [];
  expect(kind).toMatchObject({ status: 'failed', rows: 1, why: { code: 'endlessList' } });
});

it('falls back to the API where the file cannot be had, and says which source served', async () => {
  const db = new MovingDayDb(`runner-${made++}`);
  open.push(db);
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'blocks', expected: null, status: 'queued' }] });
  let first = true;
  const strike = (): Event => {
    const event = first ? 'fault' : 'fine';
    first = false;
    return event;
  };
  await createRunner(portsOver(db, { kind: () => listKind('blocks', strike), explain: (error) => ({ how: 'skip', problem: toProblem(error, 'old', 1) }) })).run();
  const [kind] = (await db.backups.get('b'))?.kinds ?? [];
  expect(kind).toMatchObject({ status: 'done', rows: pages * perPage, failed: ['csv'], sources: [{ id: 'api' }] });
});
