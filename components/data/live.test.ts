import 'fake-indexeddb/auto';
import Dexie, { type EntityTable } from 'dexie';
import { expect, it, vi } from 'vitest';
import { watch } from './live';

interface Row {
  id: number;
}
class TestDb extends Dexie {
  rows!: EntityTable<Row, 'id'>;
  constructor() {
    super('live');
    this.version(1).stores({ rows: 'id' });
  }
}

it('tells the first change at once, and the last of many without asking for each', async () => {
  const db = new TestDb();
  const told: (number | undefined)[] = [];
  const stop = watch(() => db.rows.count(), (count) => told.push(count));
  await vi.waitFor(() => expect(told).toEqual([0]));
  await db.rows.add({ id: 1 });
  await vi.waitFor(() => expect(told).toEqual([0, 1]), { timeout: 300 });
  for (let id = 2; id <= 100; id++) await db.rows.add({ id });
  await vi.waitFor(() => expect(told.at(-1)).toBe(100), { timeout: 5000 });
  expect(told.length).toBeLessThan(20);
  stop();
  const before = told.length;
  await db.rows.add({ id: 101 });
  await db.rows.count();
  expect(told).toHaveLength(before);
  await db.delete();
});

it('says undefined where the question cannot be answered, and asks again', async () => {
  const told: unknown[] = [];
  let fails = true;
  const stop = watch(() => (fails ? Promise.reject(new Error('no')) : Promise.resolve('yes')), (value) => told.push(value));
  await vi.waitFor(() => expect(told).toEqual([undefined]));
  fails = false;
  await vi.waitFor(() => expect(told).toEqual([undefined, 'yes']), { timeout: 5000 });
  stop();
});
