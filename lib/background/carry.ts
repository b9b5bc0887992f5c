import { inTurns, isOver } from '@/lib/jobs/turns';
import { kinds } from '@/lib/kinds/registry';
import type { KindId, Move, Result } from '@/lib/move/model';
import { backupToCarry, readItems } from '@/lib/store/backups';
import { changeJob, enrol, firstTodo, nextTry, openJobs, startJob } from '@/lib/store/carries';
import { leftOutOf } from '@/lib/store/choices';
import type { CarryJobRow } from '@/lib/store/rows';
import { accountOf } from '@/lib/store/moves';
import { bringRow, type CarryMemory, createMemory, openCarry, type Opened, restKinds } from './carryRow';
import { problem, type Background } from './context';
import { keepNew, keepPause } from './keepNew';
import { checkSignedIn } from './recheck';
import { troubleOf } from './trouble';
import { startVerify } from './verify';

/** How long a stopped background may stay stopped in the middle of the work, in milliseconds. */
const wakeAfter = 30_000;
/** A longer wait is a clock that has been set back since, in milliseconds: a day's follows are the longest. */
const longestWait = 25 * 3_600_000;

/**
 * The person wants the rest brought: every row of the newest backup that only the API can bring, or finish, except those
 * that are asked for one by one. Rows that the server refused before are tried again; what has arrived is not touched.
 */
export async function carryRest(background: Background, move: Move): Promise<Result<null>> {
  const { db } = background;
  const next = await accountOf(db, move, 'new');
  const complete = await backupToCarry(db, move);
  if (!next || !complete) return { ok: false, problem: problem(background, 'signInRefused', next ? 'old' : 'new') };
  for (const kind of restKinds) {
    const { rest } = kind;
    if (!rest || rest.asks) continue;
    const left = await leftOutOf(db, move.id, kind.id);
    const items = left.all ? [] : (await readItems(db, complete.id, kind.id)).filter((item) => !left.keys.has(item.key));
    const ours = items.filter(({ row }) => kind.parse(row) !== null && rest.share(row, next.apiVersion) !== 'none');
    await enrol(db, move.id, kind.id, ours.map((item) => item.key), background.now());
  }
  await startJob(db, move.id, background.now());
  await startVerify(background, move);
  return { ok: true, value: null };
}

/** The person wants this one row brought. */
export async function carryOne(background: Background, move: Move, kind: KindId, key: string): Promise<Result<null>> {
  if (!kinds.some((one) => one.id === kind && one.rest !== undefined)) return { ok: false, problem: problem(background, 'unexpected') };
  await enrol(background.db, move.id, kind, [key], background.now());
  await startJob(background.db, move.id, background.now());
  return { ok: true, value: null };
}

/** Holds the work until the person goes on with it. */
export async function pauseRest(background: Background, moveId: string): Promise<void> {
  await changeJob(background.db, moveId, { status: 'paused', waitsUntil: null, problem: null });
}

/** Goes on with work that a problem had stopped. What the person holds stays held. */
export async function resumeRest(background: Background, moveId: string): Promise<void> {
  const job = await background.db.carryJobs.get(moveId);
  if (job?.status === 'paused' && job.problem !== null) await changeJob(background.db, moveId, { status: 'running', problem: null, failures: 0 });
}

export interface Carrier {
  /** Brings all that can be brought now; safe to call at any time. True = there is something to read: what has come to its end is worth comparing, and what comes next waits for the new account's backup. */
  run(): Promise<boolean>;
}

/**
 * Brings rows one write at a time: what the server answered is stored before the next. It may be killed anywhere. What
 * it knows of the new account's lists lives in memory alone, so that after a kill they are read again, and a write whose
 * answer was never stored is found there and not repeated.
 */
export function createCarrier(background: Background): Carrier {
  const memory = createMemory();
  return { run: inTurns(() => runAll(background, memory)) };
}

async function runAll(background: Background, memory: CarryMemory): Promise<boolean> {
  const { db } = background;
  let ended = false;
  for (;;) {
    const jobs = await openJobs(db);
    const due = jobs.find((job) => job.status === 'running' || isOver(job.waitsUntil ?? 0, background.now(), longestWait));
    if (!due) {
      const next = Math.min(...jobs.map((job) => job.waitsUntil ?? 0));
      if (jobs.length > 0) await background.setAlarm('carry', next);
      else await background.clearAlarm('carry');
      return ended;
    }
    await background.setAlarm('carry', background.now() + wakeAfter);
    await background.heartbeat();
    ended = (await step(background, memory, due)) || ended;
  }
}

/** One row, or the end of what can be done now; true = the job has come to its end. */
async function step(background: Background, memory: CarryMemory, job: CarryJobRow): Promise<boolean> {
  const { db } = background;
  try {
    const opened = await openCarry(background, memory, job.moveId);
    if (!opened.ok) {
      await changeJob(db, job.moveId, { status: 'paused', waitsUntil: null, problem: opened.problem });
      return false;
    }
    const kept = job.unkept === true ? 'kept' : await keepNew(background, opened.value.move, opened.value.next);
    if (kept === 'reading') {
      await changeJob(db, job.moveId, { status: 'waiting', waitsUntil: background.now() + keepPause, problem: problem(background, 'keepingNew', 'new') });
      return true;
    }
    if (kept !== 'kept') {
      await changeJob(db, job.moveId, { status: 'paused', waitsUntil: null, problem: kept });
      return false;
    }
    const until = await bringNext(background, opened.value);
    if (until === 'worked') {
      await changeJob(db, job.moveId, { status: 'running', waitsUntil: null, problem: null, failures: 0, broughtAt: background.now() });
      return false;
    }
    if (until !== null) {
      await changeJob(db, job.moveId, { status: 'waiting', waitsUntil: until, problem: null });
      return false;
    }
    await changeJob(db, job.moveId, { status: 'done', waitsUntil: null, problem: null });
    await startVerify(background, opened.value.move);
    return true;
  } catch (error) {
    await explain(background, job, error);
    return false;
  }
}

/** Brings the first row that can be brought now; else says until when all wait, null = nothing is left. */
async function bringNext(background: Background, opened: Opened): Promise<'worked' | number | null> {
  const { db } = background;
  const { id } = opened.move;
  let until: number | null = null;
  for (const kind of restKinds) {
    const free = kind.rest?.costsFollow ? await opened.followsFrom(kind) : null;
    const first = free === null ? await firstTodo(db, id, kind.id, background.now()) : undefined;
    if (first) {
      await bringRow(background, opened, kind, first);
      return 'worked';
    }
    const next = await nextTry(db, id, kind.id);
    if (next !== null) until = Math.min(until ?? Infinity, Math.max(next, free ?? 0));
  }
  return until;
}

/** A server's trouble is waited out; what needs the person waits for the person. */
async function explain(background: Background, job: CarryJobRow, error: unknown): Promise<void> {
  const { db } = background;
  const failures = job.failures + 1;
  const trouble = troubleOf(error, background.now(), failures);
  await changeJob(db, job.moveId, { ...trouble, status: trouble.waitsUntil === null ? 'paused' : 'waiting', failures });
  const move = await db.moves.get(job.moveId);
  if (move && trouble.problem?.code === 'tokenRevoked') await checkSignedIn(background, move, 'new');
}
