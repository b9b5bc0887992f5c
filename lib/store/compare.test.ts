import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Account } from '@/lib/move/model';
import { createBackup } from './backups';
import { compareKind, domainCounts } from './compare';
import { MovingDayDb } from './db';

const size = 9_000;
const acct = (n: number) => `name_${String(n).padStart(5, '0')}@server-${n % 9}.example`;

it('goes on from page to page of both backups', async () => {
  const db = new MovingDayDb('compare-pages');
  const made = async (id: string, from: number) => {
    await createBackup(db, { id, moveId: 'm', actorUri: id, purpose: 'backup', startedAt: 1, kinds: [{ kind: 'following', expected: null, status: 'done' }] });
    // Newest first, as servers list them: not in the order of the keys.
    const items = Array.from({ length: size }, (_, n) => ({ id: `${id}|following|${acct(from + n)}`, backupId: id, kind: 'following' as const, key: acct(from + n), seq: size - 1 - n, row: { acct: acct(from + n) }, source: 'api' as const }));
    await db.items.bulkPut(items);
    await db.backups.update(id, { kinds: (await db.backups.get(id))?.kinds.map((kind) => ({ ...kind, rows: size })) });
    const backup = await db.backups.get(id);
    if (!backup) throw new Error('no backup');
    return backup;
  };
  const [mine, there] = [await made('old', 0), await made('new', 4_500)];
  const next = { acct: 'me@new.example', followersCount: 0, followingCount: 0, apiVersion: 11 } as Account;
  const result = await compareKind(db, { moveId: 'm', mine, oldAcct: 'me@old.example', there, next, blocks: new Map([['server-3.example', 'suspend']]) }, 'following', 700);
  expect(result?.counts).toMatchObject({ there: 4_500, serverBlocked: 500, add: 4_000 });
  expect([...(await domainCounts(db, 'new', 'following')).values()]).toEqual(Array.from({ length: 9 }, () => 1_000));
}, 60_000);
