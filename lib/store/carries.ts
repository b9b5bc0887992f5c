import { restFate } from '@/lib/move/ledger';
import type { KindId, ReasonCode } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { CarryJobRow, CarryRow } from './rows';

/** Begins, or begins anew, to bring these rows; those that the server has taken already stay as they are. */
export async function enrol(db: MovingDayDb, moveId: string, kind: KindId, keys: readonly string[], now: number): Promise<void> {
  await db.transaction('rw', db.carries, async () => {
    const known = await db.carries.bulkGet(keys.map((key): [string, KindId, string] => [moveId, kind, key]));
    const fresh = keys.filter((_, index) => known[index]?.status !== 'done');
    await db.carries.bulkPut(fresh.map((key): CarryRow => ({ moveId, kind, key, status: 'todo', reason: null, detail: '', tries: 0, tryAt: now, at: now })));
  });
}

const todo = (db: MovingDayDb, moveId: string, kind: KindId) => db.carries.where('[moveId+kind+status]').equals([moveId, kind, 'todo']);

/** A row of that kind that may be brought now. */
export async function firstTodo(db: MovingDayDb, moveId: string, kind: KindId, now: number): Promise<CarryRow | undefined> {
  return todo(db, moveId, kind).filter((row) => row.tryAt <= now).first();
}

/** When the first of the kind's rows may be tried, null = none is left. */
export async function nextTry(db: MovingDayDb, moveId: string, kind: KindId): Promise<number | null> {
  let next: number | null = null;
  await todo(db, moveId, kind).each((row) => {
    next = Math.min(next ?? Infinity, row.tryAt);
  });
  return next;
}

/** How far a row is now, and what the ledger says of it, in one transaction; a write is never stored by half. */
export async function settle(db: MovingDayDb, row: CarryRow, label: string): Promise<void> {
  await db.transaction('rw', db.carries, db.ledger, async () => {
    await db.carries.put(row);
    const { moveId, kind, key } = row;
    await db.ledger.put({ moveId, kind, key, label, ...restFate(row, false), at: row.at });
  });
}

/** Says of the rows of a kind that wait for nothing else that the follows of a day are used up, or no longer. */
export async function holdKind(db: MovingDayDb, moveId: string, kind: KindId, held: boolean, now: number): Promise<void> {
  const [from, to] = held ? ([null, 'waitsForTomorrow'] as const) : (['waitsForTomorrow', null] as const);
  await db.transaction('rw', db.carries, db.ledger, async () => {
    const rows = await todo(db, moveId, kind).filter((row) => row.reason === from).toArray();
    await db.carries.bulkPut(rows.map((row) => ({ ...row, reason: to })));
    const known = await db.ledger.bulkGet(rows.map((row): [string, KindId, string] => [moveId, kind, row.key]));
    await db.ledger.bulkPut(known.flatMap((row) => (row ? [{ ...row, ...restFate({ status: 'todo', reason: to, detail: '' }, false), at: now }] : [])));
  });
}

/** Rows of a kind that are still to be brought cannot come, all for the same reason. */
export async function refuseKind(db: MovingDayDb, moveId: string, kind: KindId, reason: ReasonCode, now: number): Promise<void> {
  await db.transaction('rw', db.carries, db.ledger, async () => {
    const rows = (await todo(db, moveId, kind).toArray()).map((row): CarryRow => ({ ...row, status: 'refused', reason, detail: '', at: now }));
    await db.carries.bulkPut(rows);
    const known = await db.ledger.bulkGet(rows.map((row): [string, KindId, string] => [moveId, kind, row.key]));
    await db.ledger.bulkPut(known.flatMap((row) => (row ? [{ ...row, ...restFate({ status: 'refused', reason, detail: '' }, false), at: now }] : [])));
  });
}

/** Rows that wait are tried again at once, where `which` says so; resolves with how many. */
export async function wakeRows(db: MovingDayDb, moveId: string, now: number, which: (row: CarryRow) => boolean): Promise<number> {
  return db.carries
    .where('moveId')
    .equals(moveId)
    .filter((row) => row.status === 'todo' && which(row))
    .modify({ tryAt: now });
}

/** A row is not to be brought after all: left behind, or gone from the backup. */
export async function dropCarry(db: MovingDayDb, { moveId, kind, key }: CarryRow): Promise<void> {
  await db.carries.delete([moveId, kind, key]);
}

/** Starts the bringing of a move, or goes on with it. */
export async function startJob(db: MovingDayDb, moveId: string, now: number): Promise<void> {
  await db.transaction('rw', db.carryJobs, async () => {
    const known = await db.carryJobs.get(moveId);
    await db.carryJobs.put({ moveId, status: 'running', waitsUntil: null, problem: null, failures: 0, startedAt: known?.startedAt ?? now, ...(known?.unkept === true || known?.problem?.code === 'keepNewFailed' ? { unkept: true } : {}) });
  });
}

/** Changes a job that the person does not hold; one that is gone stays gone. */
export async function changeJob(db: MovingDayDb, moveId: string, change: Partial<CarryJobRow>): Promise<void> {
  await db.transaction('rw', db.carryJobs, async () => {
    const job = await db.carryJobs.get(moveId);
    if (!job || (job.status === 'paused' && job.problem === null)) return;
    await db.carryJobs.put({ ...job, ...change });
  });
}

/** Jobs that are at work or wait for a time. */
export async function openJobs(db: MovingDayDb): Promise<CarryJobRow[]> {
  return db.carryJobs.filter((job) => job.status === 'running' || job.status === 'waiting').toArray();
}
