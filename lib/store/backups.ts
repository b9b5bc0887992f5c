import Dexie from 'dexie';
import { copyMark, type KeptFile, type SourceId } from '@/lib/kinds/kind';
import { isWhole } from '@/lib/move/whole';
import { kindIds, type KindId, type Move, type Problem } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { BackupKind, BackupRow, ItemRow } from './rows';
import { itemOf } from './items';

/** What one slice of reading brings: rows, and where to go on. Committed as one. */
export interface Slice {
  backupId: string;
  kind: KindId;
  source: SourceId;
  rows: { key: string; row: unknown }[];
  /** null = this source is complete. */
  next: string | null;
  /** With `next` null: no other source is needed. */
  last: boolean;
  at: number;
  also?: { kind: KindId; rows: { key: string; row: unknown }[] };
  files?: KeptFile[];
}

/** Makes a backup that has read nothing yet. */
export async function createBackup(
  db: MovingDayDb,
  backup: Pick<BackupRow, 'id' | 'moveId' | 'actorUri' | 'purpose' | 'startedAt'> &
    Partial<Pick<BackupRow, 'baseId' | 'scheduled'>> & { kinds: (Pick<BackupKind, 'kind' | 'expected' | 'status'> & Partial<Pick<BackupKind, 'why'>>)[] },
): Promise<BackupRow> {
  const row: BackupRow = {
    baseId: null,
    scheduled: false,
    ...backup,
    finishedAt: null,
    status: 'running',
    waitsUntil: null,
    problem: null,
    savedAt: null,
    failures: 0,
    kinds: backup.kinds.map((kind) => ({ why: null, ...kind, cursor: null, source: null, sources: [], failed: [], rows: 0, requests: 0, repeats: 0, empties: 0, fullAt: null })),
  };
  await db.backups.add(row);
  return row;
}

/**
 * Stores the rows of a slice and its cursor in one transaction, so that a kill between two slices neither loses nor
 * doubles a row. A row seen again (the list moved while it was paged, another source has it too) is merged into itself
 * and counted once. A backup that was paused meanwhile stays paused.
 */
export async function commitSlice(db: MovingDayDb, slice: Slice): Promise<void> {
  await db.transaction('rw', db.backups, db.items, db.files, async () => {
    const backup = await db.backups.get(slice.backupId);
    const kind = backup?.kinds.find((candidate) => candidate.kind === slice.kind);
    if (!backup || !kind) return;
    const { fresh, repeated } = await putRows(db, backup.id, kind, slice.rows, slice.source);
    const aside = slice.also && backup.kinds.find((candidate) => candidate.kind === slice.also?.kind);
    if (aside && slice.also) aside.rows += (await putRows(db, backup.id, aside, slice.also.rows, slice.source)).fresh;
    const ended = slice.next === null;
    Object.assign(kind, {
      rows: kind.rows + fresh,
      cursor: slice.next,
      source: ended ? null : slice.source,
      sources: ended ? [...kind.sources, { id: slice.source, at: slice.at, rows: kind.rows + fresh }] : kind.sources,
      status: ended && slice.last ? 'done' : 'running',
      requests: kind.requests + 1,
      repeats: slice.rows.length > 0 && repeated === slice.rows.length ? kind.repeats + 1 : slice.rows.length > 0 ? 0 : kind.repeats,
      empties: slice.rows.length === 0 && !ended ? kind.empties + 1 : 0,
      fullAt: kind.fullAt ?? (ended && slice.last ? slice.at : null),
    } satisfies Partial<BackupKind>);
    if (slice.files && slice.files.length > 0) {
      await db.files.bulkPut(slice.files.map(({ url, blob }) => ({ id: `${backup.actorUri}|${url}`, actorUri: backup.actorUri, url, blob, bytes: blob.size })));
    }
    const paused = backup.status === 'paused' && backup.problem === null;
    await db.backups.put({ ...backup, status: paused ? 'paused' : 'running', waitsUntil: null, problem: null, failures: 0 });
  });
}

/** Puts rows of one kind: how many were new, and how many this same source had written before. */
async function putRows(db: MovingDayDb, backupId: string, kind: BackupKind, rows: Slice['rows'], source: SourceId): Promise<{ fresh: number; repeated: number }> {
  const prefix = `${backupId}|${kind.kind}|`;
  const unique = new Map<string, Slice['rows'][number]>();
  for (const row of rows) unique.set(prefix + row.key, row);
  const itemsOver = (known: Map<string, ItemRow>): { items: ItemRow[]; fresh: number } => {
    let fresh = 0;
    const items = [...unique].map(([id, { key, row }]): ItemRow => {
      const before = known.get(id);
      return itemOf(backupId, kind.kind, key, before?.seq ?? kind.rows + fresh++, before ? merged(before.row, row) : row, source);
    });
    return { items, fresh };
  };
  // The first source's rows are new but for a few that moved while the list was paged: asking for each before would take as long as writing them.
  const earlier = kind.sources.length === 0 ? await addNew(db, itemsOver(new Map()).items) : [...unique.keys()];
  if (earlier.length === 0) return { fresh: unique.size, repeated: 0 };
  const known = new Map((await db.items.bulkGet(earlier)).flatMap((item) => (item ? [[item.id, item]] : [])));
  const { items, fresh } = itemsOver(known);
  await db.items.bulkPut(items);
  const repeated = rows.filter((row) => known.get(prefix + row.key)?.source === source).length;
  return { fresh, repeated };
}

/** Adds rows that are not there yet. Answers the ids of those that are, which stay as they were. */
async function addNew(db: MovingDayDb, items: ItemRow[]): Promise<string[]> {
  try {
    await db.items.bulkAdd(items);
    return [];
  } catch (error) {
    if (!(error instanceof Dexie.BulkError) || Object.values(error.failuresByPos).some((why) => why.name !== 'ConstraintError')) throw error;
    return Object.keys(error.failuresByPos).flatMap((place) => items[Number(place)]?.id ?? []);
  }
}

/** Fields that the later source has, over those of the earlier one. */
function merged(before: unknown, row: unknown): unknown {
  return isObject(before) && isObject(row) ? { ...before, ...row } : row;
}

function fieldsOf(row: unknown): string[] {
  return isObject(row) ? Object.keys(row) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives up one source of a kind. `next` = another source can serve; else the kind is `done` where a source has been
 * read, with the reason for what it lacks, and `failed` where none has. Rows read so far stay, and those that an earlier
 * backup has are brought along first: a list that could not be read proves of nothing that it is gone.
 */
export async function failSource(db: MovingDayDb, backupId: string, kind: KindId, source: SourceId, why: Problem, next: boolean): Promise<void> {
  await changeBackup(db, backupId, (backup) => ({
    kinds: backup.kinds.map((row): BackupKind => {
      if (row.kind !== kind) return row;
      const copies = !next && row.sources.length === 0 && backup.baseId !== null;
      const status = next || copies ? 'running' : endOf(row);
      return { ...row, status, failed: [...row.failed, source], source: null, cursor: copies ? `${copyMark}0` : null, repeats: 0, empties: 0, why: next ? row.why : why };
    }),
    failures: 0,
  }));
}

/** Reads one kind of a finished backup once more, from the start. */
export async function readAgain(db: MovingDayDb, backupId: string, kindId: KindId): Promise<void> {
  await db.transaction('rw', db.backups, db.items, async () => {
    const backup = await db.backups.get(backupId);
    const kind = backup?.kinds.find((candidate) => candidate.kind === kindId);
    if (!backup || !kind || backup.status !== 'done') return;
    await db.items.where('[backupId+kind]').equals([backupId, kindId]).delete();
    Object.assign(kind, { status: 'queued', cursor: null, source: null, sources: [], failed: [], rows: 0, repeats: 0, empties: 0, fullAt: null, why: null } satisfies Partial<BackupKind>);
    // What was saved as a file lacks what comes now.
    await db.backups.put({ ...backup, status: 'running', savedAt: null });
  });
}

/** Ends a kind for which no source is left to read. */
export async function endKind(db: MovingDayDb, backupId: string, kind: KindId): Promise<void> {
  await changeBackup(db, backupId, (backup) => ({
    kinds: backup.kinds.map((row): BackupKind => (row.kind === kind ? { ...row, status: endOf(row), cursor: null } : row)),
  }));
}

/** How a kind stands for which nothing more can be read. */
function endOf(kind: BackupKind): 'done' | 'failed' {
  return kind.sources.length > 0 ? 'done' : 'failed';
}

/** When a backup's list of that kind was last read to its end, itself or by those it was copied from; null = never, or it failed. */
export async function readInFullAt(db: MovingDayDb, backupId: string, kind: KindId): Promise<number | null> {
  const found = (await db.backups.get(backupId))?.kinds.find((row) => row.kind === kind);
  return found?.status === 'done' && !found.failed.includes('api') ? found.fullAt : null;
}

/** Has the earlier backup all these rows, as they are now? Only where it read that kind to its end. */
export async function baseHas(db: MovingDayDb, baseId: string, kind: KindId, rows: { key: string; version: string }[], versionOf: (row: unknown) => string): Promise<boolean> {
  const base = await db.backups.get(baseId);
  if (!base?.kinds.some((row) => row.kind === kind && row.status === 'done' && !row.failed.includes('api'))) return false;
  const items = await db.items.bulkGet(rows.map((row) => `${baseId}|${kind}|${row.key}`));
  return items.every((item, index) => item !== undefined && versionOf(item.row) === rows[index]?.version);
}

/** Rows copied from the earlier backup in one slice. */
const copied = 2000;

/** Brings rows of the earlier backup that this one has not read, and fields that its own rows lack, from the `from`-th on; where to go on, null = all are here. */
export async function copyFromBase(db: MovingDayDb, backupId: string, baseId: string, kindId: KindId, from: number): Promise<number | null> {
  return db.transaction('rw', db.backups, db.items, async () => {
    const items = await readItems(db, baseId, kindId, from, copied);
    const backup = await db.backups.get(backupId);
    const kind = backup?.kinds.find((candidate) => candidate.kind === kindId);
    if (!backup || !kind) return null;
    kind.fullAt ??= await readInFullAt(db, baseId, kindId);
    const here = await rowsByKey(db, backupId, kindId, items.map((item) => item.key));
    const lacking = items.flatMap(({ key, row }) => {
      const now = here.get(key);
      return now === undefined || fieldsOf(row).some((field) => !fieldsOf(now).includes(field)) ? [{ key, row: now === undefined ? row : merged(row, now) }] : [];
    });
    const { fresh } = await putRows(db, backupId, kind, lacking, 'api');
    kind.rows += fresh;
    kind.cursor = `${copyMark}${from + items.length}`;
    await db.backups.put(backup);
    return items.length < copied ? null : from + items.length;
  });
}

/** Takes what an unfinished backup is still copying from this one, before this one goes. */
async function copyBeforeDeletion(db: MovingDayDb, baseId: string, actorUri: string): Promise<void> {
  const resting = (await db.backups.where('actorUri').equals(actorUri).toArray()).filter((row) => row.baseId === baseId && row.status !== 'done');
  for (const { id, kinds } of resting) {
    for (const { kind, cursor, status } of kinds) {
      if (status === 'done' || cursor?.startsWith(copyMark) !== true) continue;
      let from: number | null = Number(cursor.slice(copyMark.length));
      while (from !== null) from = await copyFromBase(db, id, baseId, kind, from);
    }
  }
}

/** Those rows of a backup, by key. */
export async function rowsByKey(db: MovingDayDb, backupId: string, kind: KindId, keys: readonly string[]): Promise<Map<string, unknown>> {
  const items = await db.items.bulkGet(keys.map((key) => `${backupId}|${kind}|${key}`));
  return new Map(items.flatMap((item) => (item ? [[item.key, item.row] as const] : [])));
}

/** Those of the keys that a backup has a row of. */
export async function knownKeys(db: MovingDayDb, backupId: string, kind: KindId, keys: readonly string[]): Promise<Set<string>> {
  const items = await db.items.bulkGet(keys.map((key) => `${backupId}|${kind}|${key}`));
  return new Set(items.flatMap((item) => (item ? [item.key] : [])));
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

/** Every backup kept in this browser, of whichever account, newest first; not what was read only to compare. */
export async function keptBackups(db: MovingDayDb): Promise<BackupRow[]> {
  return (await db.backups.toArray()).filter((row) => row.purpose === 'backup').sort((a, b) => b.startedAt - a.startedAt);
}

/** The newest backup of an account, and the newest complete one: of all that a move rests on, or, where there is none, of what was chosen. */
export async function newestBackups(
  db: MovingDayDb,
  actorUri: string,
): Promise<{ newest: BackupRow | null; complete: BackupRow | null }> {
  const rows = (await db.backups.where('actorUri').equals(actorUri).sortBy('startedAt')).filter((row) => row.purpose === 'backup');
  const done = rows.filter((row) => row.status === 'done');
  return { newest: rows.at(-1) ?? null, complete: done.filter((row) => isWhole(row.kinds)).at(-1) ?? done.at(-1) ?? null };
}

/** The backup of the old account that a move carries: the one that the person has chosen, else the newest whole one; null = there is none. */
export async function backupToCarry(db: MovingDayDb, move: Move): Promise<BackupRow | null> {
  const { actorUri } = move.old;
  if (actorUri === null) return null;
  const chosen = move.carries === undefined ? undefined : await db.backups.get(move.carries);
  return chosen && mayBeCarried(chosen, move) ? chosen : (await newestBackups(db, actorUri)).complete;
}

/** Is it a finished backup of the old account of this move? */
export function mayBeCarried(backup: BackupRow, move: Move): boolean {
  return backup.purpose === 'backup' && backup.status === 'done' && backup.actorUri === move.old.actorUri;
}

/** Rows of one kind of a backup, in the server's order; all of them, or `most` from the `from`-th on. */
export async function readItems(db: MovingDayDb, backupId: string, kind: KindId, from = 0, most = Number.MAX_SAFE_INTEGER): Promise<ItemRow[]> {
  const upper = most === Number.MAX_SAFE_INTEGER ? most : from + most - 1;
  return db.items.where('[backupId+kind+seq]').between([backupId, kind, from], [backupId, kind, upper], true, true).toArray();
}

/** Rows of one kind by their places in the server's order. */
export async function readPlaces(db: MovingDayDb, backupId: string, kind: KindId, places: readonly number[]): Promise<ItemRow[]> {
  return db.items.where('[backupId+kind+seq]').anyOf(places.map((place) => [backupId, kind, place])).toArray();
}

/**
 * Removes a backup and its rows, and the files that no other backup of the account names. An unfinished backup that is
 * being completed from it gets its rows first.
 */
export async function deleteBackup(db: MovingDayDb, backupId: string): Promise<void> {
  await db.transaction('rw', db.backups, db.items, db.files, db.keyLists, async () => {
    const backup = await db.backups.get(backupId);
    if (backup) await copyBeforeDeletion(db, backupId, backup.actorUri);
    const named = await db.items.where('[backupId+kind]').equals([backupId, 'media']).toArray();
    await db.items.where('backupId').equals(backupId).delete();
    await db.keyLists.where('backupId').equals(backupId).delete();
    await db.backups.delete(backupId);
    if (!backup || named.length === 0) return;
    await deleteUnnamedFiles(db, backup.actorUri, named.map(({ key }) => key));
  });
}

/** Removes those files of an account that none of its backups names. Within a transaction over backups, items and files. */
export async function deleteUnnamedFiles(db: MovingDayDb, actorUri: string, urls: readonly string[]): Promise<void> {
  const backups = await db.backups.where('actorUri').equals(actorUri).primaryKeys();
  for (const url of urls) {
    const used = await db.items.bulkGet(backups.map((id) => `${id}|media|${url}`));
    if (used.every((item) => item === undefined)) await db.files.delete(`${actorUri}|${url}`);
  }
}

/** Rows per kind of a backup, for facts and manifests. */
export function rowCounts(backup: BackupRow): Record<string, number> {
  return Object.fromEntries(kindIds.flatMap((id) => backup.kinds.filter((kind) => kind.kind === id).map((kind) => [id, kind.rows])));
}
