import { kindIds, type KindId, type Problem } from '@/lib/move/model';
import type { BackupKind, BackupRow, ItemRow, MovingDayDb } from './db';

/** What one slice of reading brings: rows, and where to go on. Committed as one. */
export interface Slice {
  backupId: string;
  kind: KindId;
  rows: { key: string; row: unknown }[];
  /** null = this kind is complete. */
  next: string | null;
}

/** Makes a backup that has read nothing yet. */
export async function createBackup(
  db: MovingDayDb,
  backup: Pick<BackupRow, 'id' | 'moveId' | 'actorUri' | 'purpose' | 'startedAt'> & {
    kinds: Pick<BackupKind, 'kind' | 'expected' | 'status'>[];
  },
): Promise<BackupRow> {
  const row: BackupRow = {
    ...backup,
    finishedAt: null,
    status: 'running',
    waitsUntil: null,
    problem: null,
    savedAt: null,
    failures: 0,
    kinds: backup.kinds.map((kind) => ({ ...kind, cursor: null, rows: 0, requests: 0, why: null })),
  };
  await db.backups.add(row);
  return row;
}

/**
 * Stores the rows of a slice and its cursor in one transaction, so that a kill between two slices neither loses nor
 * doubles a row. A row seen again (the list moved while it was paged) replaces itself and is counted once.
 */
export async function commitSlice(db: MovingDayDb, slice: Slice): Promise<void> {
  await db.transaction('rw', db.backups, db.items, async () => {
    const backup = await db.backups.get(slice.backupId);
    const kind = backup?.kinds.find((candidate) => candidate.kind === slice.kind);
    if (!backup || !kind) return;
    const prefix = `${slice.backupId}|${slice.kind}|`;
    const unique = new Map(slice.rows.map((row) => [prefix + row.key, row]));
    const known = await db.items.bulkGet([...unique.keys()]);
    const seqOf = new Map(known.flatMap((item) => (item ? [[item.id, item.seq]] : [])));
    let rows = kind.rows;
    const items: ItemRow[] = [...unique].map(([id, row]) => ({
      id,
      backupId: slice.backupId,
      kind: slice.kind,
      key: row.key,
      seq: seqOf.get(id) ?? rows++,
      row: row.row,
    }));
    await db.items.bulkPut(items);
    Object.assign(kind, { rows, cursor: slice.next, status: slice.next === null ? 'done' : 'running', requests: kind.requests + 1 });
    await db.backups.put({ ...backup, status: 'running', waitsUntil: null, problem: null, failures: 0 });
  });
}

/** Marks one kind as failed, with the reason, and lets the others go on. */
export async function failKind(db: MovingDayDb, backupId: string, kind: KindId, why: Problem): Promise<void> {
  await changeBackup(db, backupId, (backup) => ({
    kinds: backup.kinds.map((row) => (row.kind === kind ? { ...row, status: 'failed', why } : row)),
    failures: 0,
  }));
}

/** Changes some fields of a backup in one transaction. A backup that is gone stays gone. */
export async function changeBackup(
  db: MovingDayDb,
  backupId: string,
  change: (backup: BackupRow) => Partial<BackupRow>,
): Promise<void> {
  await db.transaction('rw', db.backups, async () => {
    const backup = await db.backups.get(backupId);
    if (backup) await db.backups.put({ ...backup, ...change(backup) });
  });
}

/** Unfinished readings: running, or waiting for a server. Backups first, then verifications, oldest first. */
export async function unfinishedBackups(db: MovingDayDb): Promise<BackupRow[]> {
  const rows = await db.backups.orderBy('startedAt').toArray();
  const open = rows.filter((row) => row.status === 'running' || row.status === 'waiting');
  return [...open.filter((row) => row.purpose === 'backup'), ...open.filter((row) => row.purpose === 'verify')];
}

/** The newest backup of an account, and the newest complete one. */
export async function newestBackups(
  db: MovingDayDb,
  actorUri: string,
): Promise<{ newest: BackupRow | null; complete: BackupRow | null }> {
  const rows = (await db.backups.where('actorUri').equals(actorUri).sortBy('startedAt')).filter((row) => row.purpose === 'backup');
  return { newest: rows.at(-1) ?? null, complete: rows.filter((row) => row.status === 'done').at(-1) ?? null };
}

/** All rows of one kind of a backup, in the server's order. */
export async function readItems(db: MovingDayDb, backupId: string, kind: KindId): Promise<{ key: string; row: unknown }[]> {
  return db.items
    .where('[backupId+kind+seq]')
    .between([backupId, kind, 0], [backupId, kind, Number.MAX_SAFE_INTEGER])
    .toArray();
}

/** Removes a backup and its rows. */
export async function deleteBackup(db: MovingDayDb, backupId: string): Promise<void> {
  await db.transaction('rw', db.backups, db.items, async () => {
    await db.items.where('backupId').equals(backupId).delete();
    await db.backups.delete(backupId);
  });
}

/** Rows per kind of a backup, for facts and manifests. */
export function rowCounts(backup: BackupRow): Record<string, number> {
  return Object.fromEntries(kindIds.flatMap((id) => backup.kinds.filter((kind) => kind.kind === id).map((kind) => [id, kind.rows])));
}
