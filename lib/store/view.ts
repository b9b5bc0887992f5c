import type { LedgerCount, Move, Role } from '@/lib/move/model';
import { deriveState, type MoveParts, type SideParts } from '@/lib/move/parts';
import type { BackupView, MoveState } from '@/lib/move/view';
import { backupToCarry, newestBackups } from './backups';
import type { MovingDayDb } from './db';
import type { BackupRow } from './rows';
import { countStoredLedger } from './ledger';
import { accountOf, currentMove, readFacts } from './moves';

/**
 * What the desk shows of the current move, or null before the first one. Made for `liveQuery`: it reads
 * the database only. Without the numbers of the ledger: to count them takes longest, and they change least
 * (`countCurrentLedger`).
 */
export async function readMoveState(db: MovingDayDb, now: number): Promise<MoveState | null> {
  const parts = await readParts(db);
  return parts && deriveState(parts, now);
}

/** Names of the tables that `readParts` reads. */
export const tablesOfParts = ['settings', 'moves', 'accounts', 'tokens', 'pending', 'facts', 'series', 'problems', 'backups'] as const;

/**
 * What is stored of the current move, null before the first one. In one transaction: it is asked for several times a
 * second, and each of its many requests would else open and close one of its own (`async`, or Dexie ends the
 * transaction before what is awaited in it).
 */
export function readParts(db: MovingDayDb): Promise<MoveParts | null> {
  return db.transaction('r', tablesOfParts, async () => {
    const move = await currentMove(db);
    return move && partsOf(db, move);
  });
}

/** Numbers of the current move's ledger. */
export async function countCurrentLedger(db: MovingDayDb): Promise<LedgerCount[]> {
  const move = await currentMove(db);
  return move ? countStoredLedger(db, move.id) : [];
}

async function partsOf(db: MovingDayDb, move: Move): Promise<MoveParts> {
  const [old, next, facts, series, problems] = await Promise.all([
    sidePartsOf(db, move, 'old'),
    sidePartsOf(db, move, 'new'),
    readFacts(db, move.id),
    db.series.where('moveId').equals(move.id).sortBy('at'),
    db.problems.where('moveId').equals(move.id).toArray(),
  ]);
  const backups = move.old.actorUri === null ? null : await newestBackups(db, move.old.actorUri);
  const carried = await backupToCarry(db, move);
  return {
    move,
    old,
    new: next,
    facts,
    followers: series.map((point) => ({ at: point.at, old: point.old, new: point.new })),
    problems: problems.map((row) => row.problem),
    backup: backups?.newest ? viewOf(backups.newest) : null,
    complete: backups?.complete ? viewOf(backups.complete) : null,
    carried: carried ? viewOf(carried) : null,
  };
}

async function sidePartsOf(db: MovingDayDb, move: Move, role: Role): Promise<SideParts> {
  const account = await accountOf(db, move, role);
  const token = account ? await db.tokens.get(account.actorUri) : undefined;
  const pending = await db.pending.get(`${move.id}|${role}`);
  return { account, scopes: token?.scopes ?? null, signInStartedAt: pending?.startedAt ?? null };
}

/** A stored backup as it is shown. */
export function viewOf(row: BackupRow): BackupView {
  return {
    backupId: row.id,
    actorUri: row.actorUri,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    status: row.status,
    waitsUntil: row.waitsUntil,
    problem: row.problem,
    savedAt: row.savedAt,
    baseId: row.baseId,
    scheduled: row.scheduled,
    kinds: row.kinds.map((kind) => ({
      kind: kind.kind,
      rows: kind.rows,
      expected: kind.expected,
      status: kind.status,
      sources: kind.sources.map((source) => source.id),
      readAt: kind.sources.at(-1)?.at ?? null,
      why: kind.why,
    })),
  };
}
