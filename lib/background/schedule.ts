import * as v from 'valibot';
import { cut, plain } from '@/lib/formats/text';
import { plainText } from '@/lib/kinds/post';
import { createGateway } from '@/lib/mastodon/gateway';
import { afterRun, dueAt, type Every } from '@/lib/move/schedule';
import type { ScheduleRow } from '@/lib/store/rows';
import { dexieBudget } from '@/lib/store/budgets';
import { newestBackups } from '@/lib/store/backups';
import { everything, startBackup } from './backup';
import { showBadge } from './badge';
import type { Background } from './context';
import { checkEndedSignIns } from './recheck';

/** A run that has not come to its end after this counts as failed, in milliseconds. */
const longestRun = 12 * 3_600_000;

/** Sets how often an account is backed up by itself; the first run comes one period after the last backup. */
export async function setSchedule(background: Background, actorUri: string, every: Every): Promise<void> {
  const { db } = background;
  const { complete } = await newestBackups(db, actorUri);
  const row: ScheduleRow = { actorUri, every, lastAt: complete?.startedAt ?? 0, failedDays: 0, failedSince: null, closing: false };
  await db.schedules.put(row);
  await runSchedules(background);
}

/**
 * Looks at how the last runs went, starts the backups that are due and sets the alarm for the next one. Called at every
 * start of the background, so that a run missed while the browser was closed is made up for, and whenever readings have
 * come to their end. True = there is something to read.
 */
export async function runSchedules(background: Background): Promise<boolean> {
  const { db } = background;
  const now = background.now();
  const next: number[] = [];
  let started = false;
  for (const schedule of await db.schedules.toArray()) {
    // A clock that has been set back would else put the next run off for as long.
    const looked = { ...(await lookAtRun(background, schedule)), lastAt: Math.min(schedule.lastAt, now) };
    const due = dueAt(looked, now);
    const starts = due !== null && due <= now;
    if (starts) started = (await startBackup(background, schedule.actorUri, everything, { moveId: null, scheduled: true })).ok || started;
    const after = starts ? { ...looked, lastAt: now } : looked;
    const { lastAt, failedDays, failedSince, closing } = after;
    // Not the whole row: the person may change or end it meanwhile.
    await db.schedules.update(schedule.actorUri, { lastAt, failedDays, failedSince, closing });
    const then = dueAt(after, now);
    if (then !== null) next.push(then);
  }
  await showBadge(background);
  if (next.length > 0) await background.setAlarm('schedule', Math.min(...next));
  else await background.clearAlarm('schedule');
  return started;
}

/** Reads what there is to read, and then looks at the schedules: how a run ended is told when it ends. */
export async function readAll(background: Background, runner: { run(): Promise<void> }): Promise<void> {
  do {
    await background.heartbeat();
    await runner.run();
    await checkEndedSignIns(background);
  } while (await runSchedules(background));
}

const announcementsSchema = v.array(v.object({ content: v.string() }));

/** What a server announces to its people now, as plain text; nothing where it does not answer. */
export async function readAnnouncements(background: Background, actorUri: string): Promise<string[]> {
  const { db } = background;
  const account = await db.accounts.get(actorUri);
  const token = await db.tokens.get(actorUri);
  if (!account || !token) return [];
  const gateway = createGateway({ account, token: token.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() });
  try {
    const { body } = await gateway.get('/api/v1/announcements');
    const parsed = v.safeParse(announcementsSchema, body);
    return parsed.success ? parsed.output.map((one) => plain(cut(plainText(one.content), 1000))) : [];
  } catch {
    return [];
  }
}

/**
 * Counts the account's last run, whoever began it: done, or stuck. One that waits is stuck after half a day of trouble; one
 * that is at work, that waits for a limit, or that the person holds, is not.
 */
async function lookAtRun(background: Background, schedule: ScheduleRow): Promise<ScheduleRow> {
  const { newest } = await newestBackups(background.db, schedule.actorUri);
  if (!newest || schedule.every === 'off') return schedule;
  const now = background.now();
  const trouble = newest.problem !== null;
  const stuck = newest.status === 'failed' || (newest.status === 'paused' && trouble) || (newest.status === 'waiting' && trouble && now - newest.startedAt > longestRun);
  const incomplete = newest.status === 'done' && newest.kinds.some((kind) => kind.status === 'failed');
  if (newest.status !== 'done' && !stuck) return schedule;
  const closing = newest.problem?.code === 'serverClosing' || newest.kinds.some((kind) => kind.why?.code === 'serverClosing');
  return { ...schedule, ...afterRun(schedule, !stuck && !incomplete, now), closing };
}
