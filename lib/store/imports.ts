import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { ImportRow, ImportRunRow } from './rows';

/** All import files of a move. */
export async function importsOf(db: MovingDayDb, moveId: string): Promise<ImportRow[]> {
  return db.imports.where('moveId').equals(moveId).toArray();
}

/** Remembers a file that is about to be sent, or was put into the form, with the keys of its rows. A file of the same kind that was put into the form and never sent gives way. */
export async function addImport(db: MovingDayDb, row: Omit<ImportRow, 'id' | 'part' | 'importId' | 'confirmedAt' | 'imported' | 'total' | 'finished' | 'seenAt' | 'movedAt' | 'changedAt'>, keys: string[]): Promise<ImportRow> {
  return db.transaction('rw', db.imports, db.importKeys, db.importRuns, async () => {
    const others = (await importsOf(db, row.moveId)).filter((one) => one.kind === row.kind);
    await dropImports(db, others.filter(neverSent).map((one) => one.id));
    const part = Math.max(0, ...others.map((one) => one.part)) + 1;
    const id = `${row.moveId}|${row.kind}|${part}`;
    const made: ImportRow = { ...row, id, part, importId: null, confirmedAt: null, imported: null, total: null, finished: false, seenAt: null, movedAt: null, changedAt: row.handedAt };
    await db.imports.put(made);
    await db.importKeys.put({ id, moveId: row.moveId, keys, failed: null });
    return made;
  });
}

/** Changes one import, if it is still there. */
export async function changeImport(db: MovingDayDb, id: string, change: Partial<ImportRow>): Promise<void> {
  await db.imports.update(id, change);
}

/** Forgets imports that never were, or that the server no longer has unconfirmed: their rows are to be sent again. */
export async function dropImports(db: MovingDayDb, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.transaction('rw', db.imports, db.importKeys, db.importRuns, async () => {
    const rows = (await db.imports.bulkGet(ids)).flatMap((row) => row ?? []);
    await db.imports.bulkDelete(ids);
    await db.importKeys.bulkDelete(ids);
    await countAnew(db, rows);
  });
}

/** What is left of the kinds of these files has to be counted again. */
export async function countAnew(db: MovingDayDb, rows: readonly Pick<ImportRow, 'moveId' | 'kind'>[]): Promise<void> {
  for (const { moveId, kind } of rows) {
    const run = await db.importRuns.get(moveId);
    if (run?.left[kind] !== undefined) await db.importRuns.update(moveId, { left: Object.fromEntries(Object.entries(run.left).filter(([one]) => one !== kind)) });
  }
}

/** Was it put into the form, and has the server not got it? */
export function neverSent(row: ImportRow): boolean {
  return row.stage === null && row.importId === null;
}

/** Keys that the files of a kind hold, of those files that were sent and that `which` says; a file without keys stands for `all`. */
export async function sentKeys(db: MovingDayDb, moveId: string, kind: KindId, all: readonly string[], which: (row: ImportRow) => boolean = () => true): Promise<Set<string>> {
  const rows = (await importsOf(db, moveId)).filter((row) => row.kind === kind && !neverSent(row) && which(row));
  const held = await db.importKeys.bulkGet(rows.map((row) => row.id));
  return new Set(held.flatMap((row) => row?.keys ?? all));
}

/** Rows of which another account is to be sent now than the files of their kind have held: they count as never sent, and as in no import. */
export async function forgetSent(db: MovingDayDb, moveId: string, kind: KindId, keys: readonly string[]): Promise<void> {
  const gone = new Set(keys);
  await db.transaction('rw', db.imports, db.importKeys, async () => {
    const files = (await importsOf(db, moveId)).filter((row) => row.kind === kind).map((row) => row.id);
    await db.importKeys.where('id').anyOf(files).modify((row) => {
      row.keys = row.keys.filter((key) => !gone.has(key));
    });
  });
}

/** Begins, or begins anew, to send all files. What is known of the server's limit stays known. */
export async function startRun(db: MovingDayDb, moveId: string, now: number, change: Partial<Pick<ImportRunRow, 'again' | 'order'>>): Promise<void> {
  await db.transaction('rw', db.importRuns, async () => {
    const known = await db.importRuns.get(moveId);
    const fresh: ImportRunRow = { moveId, status: 'running', waitsUntil: null, problem: null, failures: 0, startedAt: now, again: false, backupId: null, left: {}, limit: null, over: 0, free: null, order: null, refused: [] };
    // A press on a run that is held goes on with it.
    const goesOn = known !== undefined && known.status !== 'done' && change.again !== true;
    await db.importRuns.put({ ...fresh, ...(known ? { left: goesOn && known.over === 0 ? known.left : {}, backupId: known.backupId, limit: known.limit, over: known.over, free: known.free, order: known.order } : {}), ...(goesOn ? { startedAt: known.startedAt, again: known.again } : {}), ...(known?.unkept === true || known?.problem?.code === 'keepNewFailed' ? { unkept: true } : {}), ...change });
  });
}

/** Changes the run of a move, if there is one. */
export async function changeRun(db: MovingDayDb, moveId: string, change: Partial<ImportRunRow>): Promise<void> {
  await db.importRuns.update(moveId, change);
}
