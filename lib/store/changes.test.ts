import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import type { KindId } from '@/lib/move/model';
import { commitSlice, createBackup, failSource } from './backups';
import { changedRows, countChanges } from './changes';
import { MovingDayDb } from './db';

let db: MovingDayDb;
let made = 0;
beforeEach(() => {
  db = new MovingDayDb(`changes-${made++}`);
});

/** A backup with these keys per kind; null = the kind could not be read. */
async function backUp(id: string, kinds: Partial<Record<KindId, string[] | null>>): Promise<void> {
  const ids = Object.keys(kinds) as KindId[];
  await createBackup(db, { id, moveId: null, actorUri: 'a', purpose: 'backup', startedAt: 1, kinds: ids.map((kind) => ({ kind, expected: null, status: 'queued' })) });
  for (const kind of ids) {
    const keys = kinds[kind];
    if (keys) await commitSlice(db, { backupId: id, kind, source: 'api', rows: keys.map((key) => ({ key, row: { acct: key } })), next: null, last: true, at: 1 });
    else await failSource(db, id, kind, 'api', { code: 'badAnswer', vars: [], role: 'old', at: 1 }, false);
  }
}

it('counts and names what is new and what is gone', async () => {
  await backUp('before', { following: ['a', 'b', 'c'], blocks: ['x'], mutes: [] });
  await backUp('now', { following: ['b', 'c', 'd', 'e'], blocks: ['x'], mutes: [] });
  expect(Object.fromEntries(await countChanges(db, 'now', 'before'))).toEqual({ following: { added: 2, gone: 1 }, blocks: { added: 0, gone: 0 }, mutes: { added: 0, gone: 0 } });
  expect(await changedRows(db, 'now', 'before', 'following')).toEqual({ added: [{ acct: 'd' }, { acct: 'e' }], gone: [{ acct: 'a' }] });
});

it('says of a kind that was not read to its end nothing at all', async () => {
  await backUp('before', { following: ['a'], blocks: null, lists: ['l'] });
  await backUp('now', { following: null, blocks: ['x'], mutes: ['m'], lists: ['l'] });
  expect([...(await countChanges(db, 'now', 'before')).keys()]).toEqual(['lists']);
});

it('takes keys as they are, whatever stands in them', async () => {
  await backUp('before', { lists: ['a|b', 'Fr|iends\u0000x@y.example', '\uffff'] });
  await backUp('now', { lists: ['a|b', 'Fr|iends\u0000x@y.example', '\uffff\uffff'] });
  expect(await changedRows(db, 'now', 'before', 'lists')).toEqual({ added: [{ acct: '\uffff\uffff' }], gone: [{ acct: '\uffff' }] });
  expect(Object.fromEntries(await countChanges(db, 'now', 'before'))).toEqual({ lists: { added: 1, gone: 1 } });
});

it('knows nothing where a backup is gone', async () => {
  await backUp('now', { following: ['a'] });
  expect((await countChanges(db, 'now', 'before')).size).toBe(0);
});
