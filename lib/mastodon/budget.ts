import type { BudgetRow } from '@/lib/store/db';
import type { Rate } from './http';

/**
 * The request budget of one account: 300 requests in 5 minutes, 300 with paging parameters in 15 minutes. Source:
 * mastodon v4.6.5, config/initializers/rack_attack.rb (fixed windows aligned to the epoch; counting a sliding window
 * is never more than that). A few are kept back for what the person does meanwhile in an app.
 */
const windows = { all: { length: 5 * 60_000, limit: 290 }, paged: { length: 15 * 60_000, limit: 290 } } as const;

/** Where budgets are kept. One row an account, shared by all jobs. */
export interface BudgetStore {
  read(actorUri: string): Promise<BudgetRow | null>;
  write(row: BudgetRow): Promise<void>;
}

/** A budget that nothing was spent of. */
export function emptyBudget(actorUri: string): BudgetRow {
  return { actorUri, paged: [], all: [], blockedUntil: null };
}

/** When the next request may be made: `now` or later. Pure. */
export function allowedAt(budget: BudgetRow, now: number, paged: boolean): number {
  const times = [now, budget.blockedUntil ?? 0, freeAt(budget.all, windows.all, now)];
  if (paged) times.push(freeAt(budget.paged, windows.paged, now));
  return Math.max(...times);
}

/** The budget after one more request. Pure. */
export function spend(budget: BudgetRow, now: number, paged: boolean): BudgetRow {
  const recent = (times: number[], length: number) => times.filter((time) => time > now - length);
  const all = [...recent(budget.all, windows.all.length), now];
  const pagedTimes = recent(budget.paged, windows.paged.length);
  return { ...budget, all, paged: paged ? [...pagedTimes, now] : pagedTimes };
}

/** The budget after what the server's headers said. Pure. */
export function learn(budget: BudgetRow, rate: Rate | null): BudgetRow {
  return rate && rate.remaining <= 0 ? { ...budget, blockedUntil: rate.reset } : budget;
}

/** True for URLs that count against the paging limit. */
export function isPaged(url: string): boolean {
  const query = new URL(url).searchParams;
  return ['page', 'min_id', 'max_id', 'since_id'].some((name) => query.has(name));
}

function freeAt(times: number[], window: { length: number; limit: number }, now: number): number {
  const recent = times.filter((time) => time > now - window.length).sort((a, b) => a - b);
  if (recent.length < window.limit) return now;
  return (recent[recent.length - window.limit] ?? now) + window.length;
}
