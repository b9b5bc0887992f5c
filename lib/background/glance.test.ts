import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Glance } from '@/lib/messages/glance';
import { MovingDayDb } from '@/lib/store/db';
import { newestVersion } from '@/lib/store/migrations/registry';
import { createMove, showProblem } from '@/lib/store/moves';
import { keepGlance, readGlance, type GlanceKeeper } from './glance';

let made = 0;
let db: MovingDayDb;
/** What was written, null where it was forgotten. */
let written: (Glance | null)[];
let tick: (() => void) | null;
let keeper: GlanceKeeper;
/** Does writing fail? */
let full: boolean;
/** The tables have rested. */
const rested = () => tick?.();

beforeEach(() => {
  db = new MovingDayDb(`glance-${made++}`);
  written = [];
  tick = null;
  full = false;
  keeper = keepGlance(db, {
    version: '1',
    write: (glance) => {
      if (full) return Promise.reject(new Error('full'));
      written.push(glance);
      return Promise.resolve();
    },
    every: (_ms, run) => {
      tick = run;
      return () => (tick = null);
    },
  });
});

it('is made once the background has started', async () => {
  rested();
  await vi.waitFor(() => expect(written).toEqual([{ version: '1', parts: null, newer: false }]));
});

it('is forgotten with the first change, once, and made anew when all rests', async () => {
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(1));
  await createMove(db, 'm', 1);
  await showProblem(db, 'm', { code: 'serverDown', vars: [], role: 'old', at: 1 });
  expect(written.slice(1)).toEqual([null]);
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(3));
  expect(written[2]).toMatchObject({ parts: { move: { id: 'm' }, problems: [{ code: 'serverDown' }] } });
  expect(written[2]).toEqual(await readGlance(db, '1'));
});

it('is forgotten before the change is there to be read', async () => {
  await createMove(db, 'm', 1);
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(2));
  await db.transaction('rw', db.problems, async () => {
    await showProblem(db, 'm', { code: 'serverDown', vars: [], role: 'old', at: 1 });
    expect(written.at(-1)).toBeNull();
  });
});

it('is not made of what changes while it is read', async () => {
  rested();
  await createMove(db, 'm', 1);
  expect(await readGlance(db, '1')).toMatchObject({ parts: { move: { id: 'm' } } });
  expect(written).toEqual([null]);
  rested();
  await vi.waitFor(() => expect(written.at(-1)).toMatchObject({ parts: { move: { id: 'm' } } }));
});

it('does not mind tables that the popup does not show', async () => {
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(1));
  await db.items.put({ id: 'b|follows|1', backupId: 'b', kind: 'following', key: '1', seq: 0, row: {}, source: 'api' });
  expect([written.length, tick]).toEqual([1, null]);
});

it('is forgotten by the next change where that failed', async () => {
  full = true;
  await createMove(db, 'm', 1);
  full = false;
  await showProblem(db, 'm', { code: 'serverDown', vars: [], role: 'old', at: 1 });
  expect(written).toEqual([null]);
});

it('is forgotten when the database is closed from outside, as where a newer version takes it over', async () => {
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(1));
  const newer = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open(db.name, (newestVersion + 1) * 10);
    opening.onsuccess = () => resolve(opening.result);
  });
  newer.close();
  expect(written.at(-1)).toBeNull();
  await vi.waitFor(() => {
    rested();
    expect(written.at(-1)).toEqual({ version: '1', parts: null, newer: true });
  });
  // It does not go on opening what it must not touch.
  expect(tick).toBeNull();
});

it('is made anew after a file was taken in, and when somebody asks where there is none', async () => {
  rested();
  await vi.waitFor(() => expect(written).toHaveLength(1));
  keeper.changed();
  expect([written.at(-1), tick !== null]).toEqual([null, true]);
  tick = null;
  expect(await keeper.read()).toMatchObject({ parts: null });
});
