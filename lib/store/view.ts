import { archiveNow } from '@/lib/move/archive';
import { checkpointBasis, checkpointView } from '@/lib/move/checkpoint';
import type { LedgerCount, Move, Role } from '@/lib/move/model';
import { pointingOf } from '@/lib/move/pointing';
import { refusalOf } from '@/lib/move/refusal';
import { allows, wishes } from '@/lib/move/scopes';
import { deriveSteps } from '@/lib/move/steps/registry';
import type { BackupView, MoveState, SideView } from '@/lib/move/view';
import { backupToCarry, newestBackups } from './backups';
import type { MovingDayDb } from './db';
import type { BackupRow } from './rows';
import { countStoredLedger } from './ledger';
import { accountOf, currentMove, readFacts } from './moves';

/** A sign-in that is older than this is not under way any more; its window cannot live that long. In milliseconds. */
const signInLimit = 30 * 60_000;

/**
 * Everything popup and desk show about the current move, or null before the first one. Made for `liveQuery`: it reads
 * the database only, in one transaction: it is asked for several times a second, and each of its many requests would
 * else open and close one of its own (`async`, or Dexie ends the transaction before what is awaited in it). `hostAccess`
 * is always false here; the page adds it, since the browser holds it. Without the numbers of the ledger: to count them
 * takes longest, and they change least (`countCurrentLedger`).
 */
export function readMoveState(db: MovingDayDb, now: number): Promise<MoveState | null> {
  const tables = [db.settings, db.moves, db.accounts, db.tokens, db.pending, db.facts, db.series, db.problems, db.backups];
  return db.transaction('r', tables, async () => read(db, now));
}

/** Numbers of the current move's ledger. */
export async function countCurrentLedger(db: MovingDayDb): Promise<LedgerCount[]> {
  const move = await currentMove(db);
  return move ? countStoredLedger(db, move.id) : [];
}

async function read(db: MovingDayDb, now: number): Promise<MoveState | null> {
  const move = await currentMove(db);
  if (!move) return null;
  const [old, next, facts, series, problems] = await Promise.all([
    readSide(db, move, 'old', now),
    readSide(db, move, 'new', now),
    readFacts(db, move.id),
    db.series.where('moveId').equals(move.id).sortBy('at'),
    db.problems.where('moveId').equals(move.id).toArray(),
  ]);
  const backups = move.old.actorUri === null ? null : await newestBackups(db, move.old.actorUri);
  const basis = checkpointBasis(move, facts);
  const checkpoint = checkpointView(facts, basis, now);
  const complete = backups?.complete ?? null;
  const carried = await backupToCarry(db, move);
  return {
    move,
    old,
    new: next,
    steps: deriveSteps(move, facts, { now, checkpointPassed: checkpoint.passed }),
    backup: backups?.newest ? viewOf(backups.newest) : null,
    complete: complete ? viewOf(complete) : null,
    carried: carried ? viewOf(carried) : null,
    checkpoint,
    movedTo: facts['old.moved']?.value.to ?? null,
    pointing: pointingOf(facts),
    oldGone: facts['old.gone']?.value.gone === true,
    refusal: facts['old.moved']?.value.to == null || refusalOf(facts, now)?.code === 'same' ? refusalOf(facts, now) : null,
    cooldownUntil: facts['old.cooldown']?.value.until ?? null,
    archive: facts['old.archive'] ? archiveNow(facts['old.archive'].value, now) : null,
    unlockedForMove: facts['new.unlocked']?.value.unlocked === true,
    followers: series.map((point) => ({ at: point.at, old: point.old, new: point.new })),
    followersBaseline: complete?.kinds.find((kind) => kind.kind === 'followers')?.rows ?? null,
    problems: problems.map((row) => row.problem).sort((a, b) => b.at - a.at),
  };
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

async function readSide(db: MovingDayDb, move: Move, role: Role, now: number): Promise<SideView> {
  const account = await accountOf(db, move, role);
  const named = move[role].named;
  const token = account ? await db.tokens.get(account.actorUri) : undefined;
  const pending = await db.pending.get(`${move.id}|${role}`);
  return {
    role,
    account,
    named: named ? (named.acct ?? named.domain) : null,
    origin: account?.origin ?? named?.origin ?? null,
    signedIn: token !== undefined,
    may: token ? wishes.filter((wish) => allows(role, token.scopes, wish)) : [],
    signingIn: pending !== undefined && now - pending.startedAt < signInLimit,
    hostAccess: false,
  };
}
