/** How often an account is backed up by itself. */
export type Every = 'off' | 'day' | 'week';

const day = 86_400_000;
const periods: Record<Exclude<Every, 'off'>, number> = { day, week: 7 * day };

/**
 * When the next run is due, null = never. A run that was missed while the browser was closed is due at once; one that
 * was made in what is now the future (the clock has been set back) counts as made now. Pure.
 */
export function dueAt(schedule: { every: Every; lastAt: number }, now: number): number | null {
  return schedule.every === 'off' ? null : Math.min(schedule.lastAt, now) + periods[schedule.every];
}

/** Failures of a schedule after one more run. Several on one day count as one. Pure. */
export function afterRun(before: { failedDays: number; failedSince: number | null }, worked: boolean, now: number): { failedDays: number; failedSince: number | null } {
  if (worked) return { failedDays: 0, failedSince: null };
  const since = Math.min(before.failedSince ?? now, now);
  return { failedSince: since, failedDays: Math.max(before.failedDays, Math.floor((now - since) / day) + 1) };
}

/** Failed days after which the person is told to act. */
export const patience = 3;
