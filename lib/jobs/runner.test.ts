import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { Kind, Page } from '@/lib/kinds/kind';
import { changeBackup, commitSlice, createBackup, failKind, readItems, unfinishedBackups } from '@/lib/store/backups';
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

/** A list of `pages` pages whose cursor is the page number. */
function listKind(id: 'following' | 'blocks', strike: () => Event): Kind {
  return {
    id,
    readableFrom: 0,
    rowKey: (row) => String(row),
    label: String,
    account: () => null,
    parse: (row) => row,
    expected: () => null,
    carry: { by: 'move' },
    read: async (_gateway, cursor): Promise<Page<unknown>> => {
      const event = strike();
      if (event === 'fault') throw new Error('fault');
      if (event === 'killBefore') throw new Killed();
      const page = Number(cursor ?? 0);
      const rows = Array.from({ length: perPage }, (_, n) => `${id}-${page}-${n}`);
      return { rows, next: page + 1 < pages ? String(page + 1) : null };
    },
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
  const ports: RunnerPorts = {
    now: () => time,
    heartbeat: () => Promise.resolve(),
    unfinished: () => unfinishedBackups(db),
    read: async (id) => (await db.backups.get(id)) ?? null,
    commit: async (slice) => {
      await commit(db)(slice);
      if (queue[0] === 'killAfter') {
        queue.shift();
        throw new Killed();
      }
    },
    failKind: (id, kind, why) => failKind(db, id, kind, why),
    change: (id, change) => changeBackup(db, id, change),
    open: () => Promise.resolve({ ok: true, gateway: { domain: '', accountId: '', apiVersion: 11, get: () => Promise.reject(new Error('unused')) } }),
    kind: (id) => listKind(id === 'blocks' ? 'blocks' : 'following', strike),
    explain: (error) => {
      // A kill ends the process: nothing after it runs.
      if (error instanceof Killed) throw error;
      return { how: 'wait', until: time + 10, problem: null };
    },
    finished: () => Promise.resolve(),
    wakeAt: () => Promise.resolve(),
  };
  for (let start = 0; start < 200; start++) {
    await createRunner(ports).run().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    time += 100;
    if ((await unfinishedBackups(db)).length === 0) break;
  }
  const rows = [...(await readItems(db, 'b', 'following')), ...(await readItems(db, 'b', 'blocks'))].map((item) => String(item.row));
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
}, 120_000);

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
  const ports: RunnerPorts = {
    now: () => 1,
    heartbeat: () => Promise.resolve(),
    unfinished: () => unfinishedBackups(db),
    read: async (id) => (await db.backups.get(id)) ?? null,
    commit: (slice) => (full ? Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' })) : commitSlice(db, slice)),
    failKind: (id, kind, why) => failKind(db, id, kind, why),
    change: (id, change) => changeBackup(db, id, change),
    open: () => Promise.resolve({ ok: true, gateway: { domain: '', accountId: '', apiVersion: 11, get: () => Promise.reject(new Error('unused')) } }),
    kind: () => listKind('following', () => 'fine'),
    explain: (error) => ({ how: 'pause', problem: toProblem(error, 'old', 1) }),
    finished: () => Promise.resolve(),
    wakeAt: () => Promise.resolve(),
  };
  await createRunner(ports).run();
  expect(await db.backups.get('b')).toMatchObject({ status: 'paused', problem: { code: 'storageFull' } });
  full = false;
  await changeBackup(db, 'b', () => ({ status: 'running', problem: null }));
  await createRunner(ports).run();
  expect(await readItems(db, 'b', 'following')).toHaveLength(pages * perPage);
});
