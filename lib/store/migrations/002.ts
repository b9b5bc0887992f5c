import type Dexie from 'dexie';

/** Version 2: several sources a kind, files, schedules, archives. Backups of version 1 were read by API alone. */
export function version2(db: Dexie): void {
  db.version(2)
    .stores({ files: 'id, actorUri', schedules: 'actorUri', archives: 'actorUri' })
    .upgrade(async (change) => {
      await change
        .table<Old>('backups')
        .toCollection()
        .modify((backup) => {
          Object.assign(backup, { baseId: null, scheduled: false });
          for (const kind of backup.kinds) {
            const read = kind.status === 'done' ? [{ id: 'api', at: backup.finishedAt ?? backup.startedAt, rows: kind.rows }] : [];
            Object.assign(kind, { source: kind.cursor === null ? null : 'api', sources: read, failed: [], repeats: 0, empties: 0, fullAt: null });
          }
        });
      await change
        .table('items')
        .toCollection()
        .modify((item: object) => Object.assign(item, { source: 'api' }));
      await change
        .table('budgets')
        .toCollection()
        .modify((budget: object) => Object.assign(budget, { saidLimit: null, skew: null }));
    });
}

interface Old {
  startedAt: number;
  finishedAt: number | null;
  kinds: { status: string; cursor: string | null; rows: number }[];
}
