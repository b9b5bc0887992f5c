import { touched } from '@/lib/kinds/registry';
import { mostRows } from '@/lib/move/importPlan';
import type { KindId, Move } from '@/lib/move/model';
import { overwriteBar, undoBackup, type KeptNew, type OverwriteBar } from '@/lib/move/newKept';
import { backupToCarry } from './backups';
import { changeJob } from './carries';
import { choose, leftOutOf } from './choices';
import type { MovingDayDb } from './db';
import { changeRun, importsOf, neverSent } from './imports';

/** Finished backups of an account, as to what they could undo. */
async function keptOf(db: MovingDayDb, actorUri: string): Promise<KeptNew[]> {
  const rows = await db.backups.where('actorUri').equals(actorUri).filter((row) => row.purpose === 'backup' && row.status === 'done').toArray();
  return rows.map(({ id, startedAt, kinds }) => ({ id, startedAt, read: new Set(kinds.flatMap(({ kind, status }) => (status === 'done' || status === 'unsupported' ? [kind] : []))) }));
}

/** The backup by which the new account of a move could be made again as it was before; null = there is none. */
export async function undoOf(db: MovingDayDb, move: Move, now: number): Promise<KeptNew | null> {
  if (move.new.actorUri === null) return null;
  const sent = (await importsOf(db, move.id)).filter((row) => !neverSent(row)).map((row) => row.handedAt);
  const job = await db.carryJobs.get(move.id);
  const writes = [...sent, ...(job ? [job.startedAt] : [])];
  return undoBackup(await keptOf(db, move.new.actorUri), touched, writes.length === 0 ? null : Math.min(...writes), now);
}

/** Why a kind cannot be overwritten on the new account of a move now; null = it can. */
export async function barOf(db: MovingDayDb, move: Move, kind: KindId, now: number): Promise<OverwriteBar | null> {
  const carried = await backupToCarry(db, move);
  const left = await leftOutOf(db, move.id, kind);
  const rows = (carried?.kinds.find((row) => row.kind === kind)?.rows ?? 0) - left.keys.size;
  const limit = kind === 'following' ? ((await db.importRuns.get(move.id))?.limit ?? mostRows) : mostRows;
  const brought = await db.carries.where('[moveId+kind+status]').equals([move.id, kind, 'done']).toArray();
  return overwriteBar({
    kind,
    backups: move.new.actorUri === null ? [] : await keptOf(db, move.new.actorUri),
    changedAt: brought.reduce<number | null>((last, { at }) => Math.max(last ?? 0, at), null),
    sent: (await importsOf(db, move.id)).some((row) => row.kind === kind && !neverSent(row)),
    oneFile: rows <= Math.min(mostRows, limit),
    now,
  });
}

/** Overwriting ends where the new account's backup, which could undo it, is gone: everything is merged again. */
export async function mergeWithoutBackup(db: MovingDayDb): Promise<void> {
  for (const choice of await db.choices.filter((row) => row.mode === 'overwrite').toArray()) {
    const uri = (await db.moves.get(choice.moveId))?.new.actorUri;
    const kept = uri == null ? [] : await keptOf(db, uri);
    if (!kept.some(({ read }) => read.has(choice.kind))) await choose(db, choice.moveId, choice.kind, { mode: 'merge' });
  }
}

/** The backup of a new account has come to its end: what waited for it goes on. */
export async function wakeAfterKeeping(db: MovingDayDb, actorUri: string): Promise<void> {
  for (const { id } of await db.moves.filter((move) => move.new.actorUri === actorUri).toArray()) {
    if ((await db.importRuns.get(id))?.problem?.code === 'keepingNew') await changeRun(db, id, { status: 'running', waitsUntil: null, problem: null });
    if ((await db.carryJobs.get(id))?.problem?.code === 'keepingNew') await changeJob(db, id, { status: 'running', waitsUntil: null, problem: null });
  }
}
