import { inTurns, isOver, pauseAfter } from '@/lib/jobs/turns';
import { importReplyOf } from '@/lib/messages/importReply';
import { otherSignIn } from '@/lib/move/importPlan';
import type { Move, Problem } from '@/lib/move/model';
import type { ImportCommand, ImportReply } from '@/lib/pages/importWork';
import { backupToCarry } from '@/lib/store/backups';
import type { ImportRunRow } from '@/lib/store/rows';
import { changeRun, startRun } from '@/lib/store/imports';
import { accountOf } from '@/lib/store/moves';
import { problem, type Background } from './context';
import type { Plan } from './importFiles';
import { nextStep, unable, type Outcome } from './importStep';
import { startVerify } from './verify';

/** How long a stopped background may stay stopped in the middle of the work, in milliseconds. */
const wakeAfter = 30_000;
const longestWait = 3_600_000;
/** A page that shows another account than is signed in is looked at again at most this often, in milliseconds. */
const lookPause = 10_000;

/** The person wants all files sent; `again` = also the rows that could not come. A run that is held goes on. */
export async function bringFiles(background: Background, move: Move, change: Parameters<typeof startRun>[3]): Promise<void> {
  await startRun(background.db, move.id, background.now(), change);
}

/** Holds the sending until the person goes on with it. What has been sent goes on at the server. */
export async function holdFiles(background: Background, moveId: string): Promise<void> {
  await changeRun(background.db, moveId, { status: 'held', waitsUntil: null, problem: null });
}

/** A page of the new server is open, as the new account: a run that waited for it goes on. */
export async function pageIsOpen(background: Background, moveId: string): Promise<void> {
  const run = await background.db.importRuns.get(moveId);
  const code = run?.problem?.code;
  const waits = code === 'importPage' || (code !== undefined && otherSignIn.includes(code));
  if (run?.status === 'held' && waits && isOver(run.waitsUntil ?? 0, background.now(), longestWait)) await changeRun(background.db, moveId, { status: 'running', waitsUntil: null });
}

export interface Importer {
  /** Sends all that can be sent now; safe to call at any time. True = there is something to read: what has come to its end is worth comparing, and what comes next waits for the new account's backup. */
  run(): Promise<boolean>;
}

/**
 * Sends the import files one by one, through a guide on an open page of the new server. What is about to be done is
 * stored before it is, and how it went before the next: after a kill the server's own table of imports tells how far it
 * came, so that nothing is uploaded or confirmed twice.
 */
export function createImporter(background: Background): Importer {
  return { run: inTurns(() => runAll(background)) };
}

async function runAll(background: Background): Promise<boolean> {
  const { db } = background;
  let ended = false;
  for (;;) {
    const open = await db.importRuns.filter((run) => run.status === 'running' || run.status === 'waiting').toArray();
    const due = open.find((run) => run.status === 'running' || isOver(run.waitsUntil ?? 0, background.now(), longestWait));
    if (!due) {
      if (open.length > 0) await background.setAlarm('importRun', Math.min(...open.map((run) => run.waitsUntil ?? 0)));
      else await background.clearAlarm('importRun');
      return ended;
    }
    await background.setAlarm('importRun', background.now() + wakeAfter);
    await background.heartbeat();
    ended = (await step(background, due)) || ended;
  }
}

/** One step, or the end of what can be done now; true = the run has come to its end. */
async function step(background: Background, run: ImportRunRow): Promise<boolean> {
  const { db } = background;
  const opened = await open(background, run.moveId);
  const outcome = 'code' in opened ? { hold: opened } : await look(background, opened, run);
  // Held by the person meanwhile: what was done is stored, and nothing more is.
  const still = (await db.importRuns.get(run.moveId))?.status === run.status;
  if (!still) return false;
  if ('worked' in outcome) {
    await changeRun(db, run.moveId, { status: 'running', waitsUntil: null, problem: null, failures: 0 });
    return false;
  }
  if ('rest' in outcome) {
    const failures = run.failures + 1;
    await changeRun(db, run.moveId, { status: 'waiting', waitsUntil: background.now() + (outcome.rest ?? pauseAfter(failures)), problem: outcome.why, failures: outcome.read ? run.failures : failures });
    return outcome.read === true;
  }
  const ended = outcome.hold === null;
  const { code } = outcome.hold ?? { code: null };
  const waitsUntil = code !== null && otherSignIn.includes(code) ? background.now() + lookPause : null;
  await changeRun(db, run.moveId, { status: ended ? 'done' : 'held', waitsUntil, problem: outcome.hold });
  if ('code' in opened) return false;
  await startVerify(background, opened.move);
  return ended || code === 'importRefused' || code === 'followLimit';
}

async function open(background: Background, moveId: string): Promise<Plan | Problem> {
  const { db } = background;
  const move = await db.moves.get(moveId);
  const next = move ? await accountOf(db, move, 'new') : null;
  const complete = move ? await backupToCarry(db, move) : null;
  if (!move || !next || !complete) return problem(background, 'signInRefused', next ? 'old' : 'new');
  return { db, move, next, backupId: complete.id, now: background.now() };
}

/** Finds the page, sees who is signed in there, and does what comes next. */
async function look(background: Background, plan: Plan, run: ImportRunRow): Promise<Outcome> {
  const { next } = plan;
  const { host } = new URL(next.origin);
  const page = await background.guides.first(next.origin, { movingDayCommand: 'readImports' });
  if (page === null) return { hold: problem(background, 'importPage', 'new', [host]) };
  const seen = importReplyOf(page.answer);
  const ask = async (command: ImportCommand): Promise<ImportReply | null> => {
    const answer = await background.guides.ask(page.tab, command);
    return answer == null ? null : importReplyOf(answer);
  };
  const refused = unable(background, plan, seen);
  return refused ?? nextStep(background, plan, run, seen, ask);
}
