import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { MovingDayDb } from '../db';
import { version1 } from './001';
import { version2 } from './002';
import { version3 } from './003';
import { version4 } from './004';

it('rows of an earlier version that have a mark are found by it', async () => {
  const before = new Dexie('migrated');
  for (const version of [version1, version2, version3, version4]) version(before);
  const item = (key: string, person: object, kind = 'following') => ({ id: `b|${kind}|${key}`, backupId: 'b', kind, key, seq: 0, row: { acct: key, person }, source: 'api' });
  await before.table('items').bulkPut([item('a@x.example', { locked: true }), item('b@x.example', { locked: false }), item('c@x.example', { movedTo: 'd@y.example' }), item('e@x.example', { locked: true }, 'followers')]);
  before.close();
  const db = new MovingDayDb('migrated');
  const found = async (mark: string) => (await db.items.where({ backupId: 'b', kind: 'following', mark }).toArray()).map((row) => row.key);
  expect([await found('locked'), await found('moved')]).toEqual([['a@x.example'], ['c@x.example']]);
  expect(await db.items.filter((row) => row.mark === undefined).count()).toBe(2);
});
