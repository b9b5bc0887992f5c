import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { MovingDayDb } from './db';
import { sentKeys, startRun } from './imports';
import { version1 } from './migrations/001';
import { version2 } from './migrations/002';
import { version3 } from './migrations/003';
import { version4 } from './migrations/004';

it('files of a version before stand for all rows of their kind', async () => {
  const before = new Dexie('imports-of-before');
  for (const version of [version1, version2, version3, version4]) version(before);
  const old = { moveId: 'm', fileHash: 'x', rows: 3, imported: 2, total: 3, finished: true, seenAt: 7, changedAt: 7, handedAt: 5 };
  await before.table('imports').bulkAdd([
    { ...old, id: 'm|following', kind: 'following', importId: '9', confirmedAt: 6 },
    { ...old, id: 'm|blocks', kind: 'blocks', importId: null, confirmedAt: null, finished: false },
  ]);
  before.close();
  const db = new MovingDayDb('imports-of-before');
  expect(await db.imports.get('m|following|1')).toMatchObject({ part: 1, stage: null, importId: '9', movedAt: 7, finished: true });
  expect(await db.imports.count()).toBe(2);
  expect([...(await sentKeys(db, 'm', 'following', ['a', 'b']))]).toEqual(['a', 'b']);
  // Put into the form, and never sent.
  expect([...(await sentKeys(db, 'm', 'blocks', ['a', 'b']))]).toEqual([]);
});

it('trying again begins anew where a run is held, so that what was sent is sent once more', async () => {
  const db = new MovingDayDb('again-held');
  await startRun(db, 'm', 1, {});
  await db.importRuns.update('m', { status: 'held', left: { following: 0 } });
  await startRun(db, 'm', 5, {});
  expect(await db.importRuns.get('m')).toMatchObject({ startedAt: 1, left: { following: 0 } });
  await db.importRuns.update('m', { status: 'held' });
  await startRun(db, 'm', 9, { again: true });
  expect(await db.importRuns.get('m')).toMatchObject({ startedAt: 9, left: {}, again: true });
});
