import type { Account } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import type { BackupRow, ItemRow } from '@/lib/store/rows';
import { createMove } from '@/lib/store/moves';
import { personRow } from './rows';

/** The account whose made-up backup is measured. */
export const benchAccount: Account = {
  actorUri: 'https://old.example/users/bench',
  origin: 'https://old.example',
  id: '1',
  username: 'bench',
  acct: 'bench@old.example',
  displayName: 'Bench',
  avatar: '',
  software: 'mastodon',
  version: '4.6.5',
  apiVersion: 11,
  followersCount: 0,
  followingCount: 0,
  statusesCount: 0,
  locked: false,
  movedTo: null,
  checkedAt: 1_700_000_000_000,
};

/** Puts a finished backup of one long list of followers into the extension's database. */
export async function fillList(rows: number): Promise<void> {
  const db = await withBackup([{ kind: 'followers', rows }]);
  for (let from = 0; from < rows; from += 10_000) {
    const items = Array.from({ length: Math.min(10_000, rows - from) }, (_, n): ItemRow => {
      const row = personRow(from + n);
      return { id: `bench|followers|${row.acct}`, backupId: 'bench', kind: 'followers', key: row.acct, seq: from + n, row, source: 'api' };
    });
    await db.items.bulkAdd(items);
  }
  db.close();
}

/** The extension's database with a finished backup of kinds with these rows, whose rows are still to be put in. */
export async function withBackup(kinds: Pick<BackupRow['kinds'][number], 'kind' | 'rows'>[]): Promise<MovingDayDb> {
  const db = new MovingDayDb();
  const { actorUri, acct } = benchAccount;
  await db.accounts.put(benchAccount);
  await createMove(db, 'bench', 1_700_000_000_000);
  await db.moves.update('bench', { old: { named: { text: acct, acct, origin: benchAccount.origin, domain: 'old.example', serverTitle: 'Old', version: benchAccount.version, apiVersion: benchAccount.apiVersion }, actorUri } });
  await db.backups.put(finishedBackup(kinds));
  return db;
}

/** A backup that is done, of kinds with these rows. */
export function finishedBackup(kinds: Pick<BackupRow['kinds'][number], 'kind' | 'rows'>[]): BackupRow {
  return {
    id: 'bench', moveId: null, actorUri: benchAccount.actorUri, purpose: 'backup', startedAt: 1_700_000_000_000, finishedAt: 1_700_000_100_000, status: 'done', waitsUntil: null, problem: null, failures: 0, savedAt: 1, baseId: null, scheduled: false,
    kinds: kinds.map((kind) => ({ ...kind, status: 'done', cursor: null, source: null, sources: [{ id: 'api', at: 1_700_000_000_000, rows: kind.rows }], failed: [], expected: null, requests: 1, repeats: 0, empties: 0, why: null, fullAt: 1_700_000_000_000 })),
  };
}
