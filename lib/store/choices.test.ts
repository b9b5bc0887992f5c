import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import { commitSlice, createBackup } from './backups';
import { rowsToCarry } from './carryRows';
import { choiceOf, choose, leaveOut, leftOutOf, replace } from './choices';
import { MovingDayDb } from './db';

let db: MovingDayDb;
let made = 0;
const carried = async () => (await rowsToCarry(db, 'm', 'b', 'blocks')).map((row) => (row as { acct: string }).acct);

beforeEach(async () => {
  db = new MovingDayDb(`choices-${made++}`);
  await createBackup(db, { id: 'b', moveId: 'm', actorUri: 'a', purpose: 'backup', startedAt: 1, kinds: [{ kind: 'blocks', expected: null, status: 'queued' }] });
  const rows = ['c@x.example', 'a@x.example', 'b@y.example'].map((acct) => ({ key: acct, row: { acct } }));
  await commitSlice(db, { backupId: 'b', kind: 'blocks', source: 'api', rows, next: null, last: true, at: 1 });
});

it('carries everything, in the order of the backup, until something else is chosen', async () => {
  expect(await carried()).toEqual(['c@x.example', 'a@x.example', 'b@y.example']);
  expect(await choiceOf(db, 'm', 'blocks')).toMatchObject({ chosen: true, mode: 'merge' });
});

it('leaves rows and whole kinds behind, of this move alone, and takes them along again', async () => {
  await leaveOut(db, 'm', 'blocks', ['a@x.example', 'b@y.example'], true);
  await leaveOut(db, 'other', 'blocks', ['c@x.example'], true);
  expect(await carried()).toEqual(['c@x.example']);
  await leaveOut(db, 'm', 'blocks', ['a@x.example'], false);
  expect(await carried()).toEqual(['c@x.example', 'a@x.example']);
  await choose(db, 'm', 'blocks', { chosen: false });
  expect(await carried()).toEqual([]);
  await choose(db, 'm', 'blocks', { mode: 'overwrite' });
  expect(await choiceOf(db, 'm', 'blocks')).toMatchObject({ chosen: false, mode: 'overwrite' });
  await choose(db, 'm', 'blocks', { chosen: true });
  expect(await carried()).toEqual(['c@x.example', 'a@x.example']);
});

it('takes the account that another has become along in its stead, once, and never one that is there already', async () => {
  await replace(db, 'm', 'blocks', [{ key: 'c@x.example', by: 'new@z.example' }, { key: 'a@x.example', by: 'b@y.example' }]);
  expect(await carried()).toEqual(['new@z.example', 'b@y.example']);
  await replace(db, 'm', 'blocks', [{ key: 'a@x.example', by: 'new@z.example' }]);
  expect(await carried()).toEqual(['new@z.example', 'b@y.example']);
  expect(await leftOutOf(db, 'm', 'blocks')).toMatchObject({ all: false, keys: new Set() });
  await leaveOut(db, 'm', 'blocks', ['c@x.example'], true);
  expect(await carried()).toEqual(['new@z.example', 'b@y.example']);
  await replace(db, 'm', 'blocks', [{ key: 'a@x.example', by: null }, { key: 'c@x.example', by: null }]);
  expect(await carried()).toEqual(['c@x.example', 'a@x.example', 'b@y.example']);
});
