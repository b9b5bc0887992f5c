import type Dexie from 'dexie';

/** Version 1: the first schema. */
export function version1(db: Dexie): void {
  db.version(1).stores({
    accounts: 'actorUri',
    apps: 'id',
    tokens: 'actorUri',
    moves: 'id, createdAt',
    facts: '[moveId+id], moveId',
    backups: 'id, actorUri, moveId, startedAt',
    items: 'id, [backupId+kind+seq], [backupId+kind], backupId',
    budgets: 'actorUri',
    imports: 'id, moveId',
    ledger: '[moveId+kind+key], [moveId+kind], [moveId+kind+status], moveId',
    series: '[moveId+at], moveId',
    problems: 'id, moveId',
    settings: 'key',
    pending: 'id, moveId',
  });
}
