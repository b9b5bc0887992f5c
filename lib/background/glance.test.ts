import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Glance } from '@/lib/messages/glance';
import { MovingDayDb } from '@/lib/store/db';
import { createMove, showProblem } from '@/lib/store/moves';
import { keepGlance, readGlance } from './glance';

let made = 0;
let db: MovingDayDb;
/** What was written, null where it was forgotten. */
let written: (Glance | null)[];
let tick: (() => void) | null;
/** The tables have rested. */
const rested = () => tick?.();

beforeEach(() => {
  db = new MovingDayDb(`glance-${made++}`);
  written = [];
  tick = null;
  keepGlance(db, {
    version: '1',
    write: (glance) => {
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
