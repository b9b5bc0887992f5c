import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { commitSlice, createBackup, readItems, type Slice } from './backups';
import { MovingDayDb } from './db';

it('keeps the order of a list that moved while its first source paged it: a row seen again stays where it was, and counts once', async () => {
  const db = new MovingDayDb('overlapping');
  await createBackup(db, { id: 'b', moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 0, kinds: [{ kind: 'blocks', expected: null, status: 'queued' }] });
  const commit = (keys: string[], over: Partial<Slice> = {}) => commitSlice(db, { backupId: 'b', kind: 'blocks', source: 'api', rows: keys.map((key) => ({ key, row: { key, [`at${keys.length}`]: true } })), next: 'more', last: false, at: 1, ...over });
  await commit(['one', 'two', 'three']);
  await commit(['three', 'four', 'two', 'five', 'five']);
  await commit(['six'], { next: null, last: true });
  const items = await readItems(db, 'b', 'blocks');
  expect(items.map((item) => [item.seq, item.key])).toEqual(['one', 'two', 'three', 'four', 'five', 'six'].map((key, seq) => [seq, key]));
  expect(items[1]?.row).toEqual({ key: 'two', at3: true, at5: true });
  expect((await db.backups.get('b'))?.kinds[0]).toMatchObject({ rows: 6, status: 'done', repeats: 0 });
  await db.delete();
});
