import * as v from 'valibot';
import { plainText } from '@/lib/kinds/post';
import { createGateway } from '@/lib/mastodon/gateway';
import { afterRun, dueAt, type Every } from '@/lib/move/schedule';
import type { ScheduleRow } from '@/lib/store/db';
import { dexieBudget } from '@/lib/store/budgets';
import { newestBackups } from '@/lib/store/backups';
import { everything, startBackup } from './backup';
import { showBadge } from './badge';
import type { Background } from './context';

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
 * Starts the backups that are due and sets the alarm for the next one. Called at every start of the background, so that
 * a run missed while the browser was closed is made up for.
 */
export async function runSchedules(background: Background): Promise<void> {
  const { db } = background;
  const now = background.now();
  const next: number[] = [];
  for (const schedule of await db.schedules.toArray()) {
    const looked = await lookAtRun(background, schedule);
    const due = dueAt(looked);
    if (due === null) continue;
    if (due > now) {
      next.push(due);
      continue;
    }
    await startBackup(background, schedule.actorUri, everything, { moveId: null, scheduled: true });
    const started = { ...looked, lastAt: now };
    await db.schedules.put(started);
    next.push(dueAt(started) ?? now);
  }
  await showBadge(background);
  if (next.length > 0) await background.setAlarm('schedule', Math.min(...next));
  else await background.clearAlarm('schedule');
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
    return parsed.success ? parsed.output.map((one) => plainText(one.content).slice(0, 1000)) : [];
  } catch {
    return [];
  }
}

/** Counts the last run: done, or stuck. */
async function lookAtRun(background: Background, schedule: ScheduleRow): Promise<ScheduleRow> {
  const { newest } = await newestBackups(background.db, schedule.actorUri);
  if (!newest?.scheduled) return schedule;
  const now = background.now();
  const stuck = newest.status === 'failed' || newest.status === 'paused' || (newest.status !== 'done' && now - newest.startedAt > longestRun);
  const incomplete = newest.status === 'done' && newest.kinds.some((kind) => kind.status === 'failed');
  if (newest.status !== 'done' && !stuck) return schedule;
  const closing = newest.problem?.code === 'serverClosing' || newest.kinds.some((kind) => kind.why?.code === 'serverClosing');
  const counted = { ...schedule, ...afterRun(schedule, !stuck && !incomplete, now), closing };
  await background.db.schedules.put(counted);
  return counted;
}
