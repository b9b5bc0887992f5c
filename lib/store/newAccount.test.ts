import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { MovingDayDb } from './db';
import { addImport, startRun } from './imports';
import { forgetNew, tablesOfNew } from './newAccount';

it('nothing of one new account is taken for another: sent files, what was brought, what was to be overwritten', async () => {
  const db = new MovingDayDb('forget-new');
  for (const moveId of ['m', 'other']) {
    await addImport(db, { moveId, kind: 'following', name: 'follows.csv', fileHash: 'h', rows: 1, leftAfter: 0, stage: null, afterId: null, overwrite: false, handedAt: 1 }, ['a@x.example']);
    await startRun(db, moveId, 1, {});
    await db.carries.put({ moveId, kind: 'notes', key: 'k', status: 'done', reason: null, detail: '', tries: 0, tryAt: 0, at: 1 });
    await db.carryJobs.put({ moveId, status: 'done', waitsUntil: null, problem: null, failures: 0, startedAt: 1 });
    await db.letIns.put({ moveId, status: 'done', waitsUntil: null, problem: null, failures: 0, startedAt: 1, letIn: [], refused: [], others: [] });
    await db.moves.put({ id: moveId, createdAt: 1, old: { named: null, actorUri: null }, new: { named: null, actorUri: null }, movedAt: 1, tells: true, mind: 'unalias' });
    await db.ledger.put({ moveId, kind: 'following', key: 'a@x.example', label: '@a', status: 'carried', reason: null, detail: '', at: 1 });
    await db.choices.put({ moveId, kind: 'blocks', chosen: false, mode: 'overwrite' });
  }
  await db.transaction('rw', tablesOfNew(db), () => forgetNew(db, 'm'));
  const byMove = tablesOfNew(db).filter(({ name }) => name !== 'moves');
  for (const { name } of byMove) expect([name, await db.table(name).where('moveId').equals('m').count()]).toEqual([name, name === 'choices' ? 1 : 0]);
  for (const { name } of byMove) expect([name, await db.table(name).where('moveId').equals('other').count()]).toEqual([name, 1]);
  expect((await db.moves.toArray()).map(({ id, movedAt, tells, mind }) => [id, movedAt, tells, mind])).toEqual([['m', undefined, undefined, undefined], ['other', 1, true, 'unalias']]);
  expect(await db.choices.toArray()).toMatchObject([{ moveId: 'm', chosen: false, mode: 'merge' }, { moveId: 'other', mode: 'overwrite' }]);
});
