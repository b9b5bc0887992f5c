import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import type { Account } from '@/lib/move/model';
import { createBackup, deleteBackup } from './backups';
import { compareKind, domainCounts } from './compare';
import { MovingDayDb } from './db';
import { keepKeyLists, keyListOf } from './keyLists';

const size = 9_000;
const acct = (n: number) => `name_${String(n).padStart(5, '0')}@server-${n % 9}.example`;

it('goes on from page to page of both backups', async () => {
  const db = new MovingDayDb('compare-pages');
  const made = async (id: string, from: number) => {
    await createBackup(db, { id, moveId: 'm', actorUri: id, purpose: 'backup', startedAt: 1, kinds: [{ kind: 'following', expected: null, status: 'done' }] });
    // Newest first, as servers list them: not in the order of the keys.
    const items = Array.from({ length: size }, (_, n) => ({ id: `${id}|following|${acct(from + n)}`, backupId: id, kind: 'following' as const, key: acct(from + n), seq: size - 1 - n, row: { acct: acct(from + n), ...(n % 4 === 0 ? { person: { locked: true } } : {}) }, source: 'api' as const, ...(n % 4 === 0 ? { mark: 'locked' as const } : {}) }));
    await db.items.bulkPut(items);
    await db.backups.update(id, { kinds: (await db.backups.get(id))?.kinds.map((kind) => ({ ...kind, rows: size })) });
    const backup = await db.backups.get(id);
    if (!backup) throw new Error('no backup');
    return backup;
  };
  const [mine, there] = [await made('old', 0), await made('new', 4_500)];
  const next = { acct: 'me@new.example', followersCount: 0, followingCount: 0, apiVersion: 11 } as Account;
  const result = await compareKind(db, { moveId: 'm', mine, oldAcct: 'me@old.example', there, next, blocks: new Map([['server-3.example', 'suspend']]) }, 'following', 700);
  expect(result?.counts).toMatchObject({ there: 4_500, serverBlocked: 500, add: 3_000, asks: 1_000 });
  expect([...(await domainCounts(db, 'new', 'following')).values()]).toEqual(Array.from({ length: 9 }, () => 1_000));
  // The same from the keys in one piece, once they are kept; and without again where rows have changed since.
  for (const backup of [mine, there]) await keepKeyLists(db, backup, ['following']);
  expect((await keyListOf(db, 'old', 'following'))?.keys[0]).toBe(acct(size - 1));
  const again = () => compareKind(db, { moveId: 'm', mine, oldAcct: 'me@old.example', there, next, blocks: new Map([['server-3.example', 'suspend']]) }, 'following', 700);
  const items = vi.spyOn(db.items, 'where');
  expect(await again()).toEqual(result);
  expect(items).not.toHaveBeenCalled();
  items.mockRestore();
  await db.keyLists.where('backupId').equals('new').modify((row) => void row.keys.pop());
  expect(await again()).toEqual(result);
  await deleteBackup(db, 'old');
  expect(await db.keyLists.toCollection().primaryKeys()).toEqual(['new|following']);
}, 60_000);
