import type { BudgetRow } from '@/lib/store/rows';
import type { Rate } from './http';

/**
 * The request budget of one account: 300 requests in 5 minutes, 300 with paging parameters in 15 minutes, in fixed
 * windows aligned to the epoch of the server's clock. Source: mastodon v4.6.5, config/initializers/rack_attack.rb.
 * A few are kept back for what the person does meanwhile in an app.
 */
const windows = { all: { length: 5 * 60_000, limit: 297 }, paged: { length: 15 * 60_000, limit: 297 } } as const;
/** Accounts and hashtags that may be followed by API in a day, together. Source: mastodon v4.6.5, app/lib/rate_limiter.rb. */
const followWindow = { length: 24 * 3_600_000, limit: 400 } as const;

/** Requests left, by the server's headers, at which we stop: some may be under way. */
const margin = 3;
/** A `Date` header has whole seconds, and the answer took a while: a window begins for us this much later, in milliseconds. */
const slack = 2_000;
/** A longer wait than this is a clock that has been set back, not a limit of Mastodon's. In milliseconds. */
const longestBlock = 60 * 60_000;

/** Where budgets are kept. One row an account, shared by all jobs. */
export interface BudgetStore {
  read(actorUri: string): Promise<BudgetRow | null>;
  write(row: BudgetRow): Promise<void>;
}

/** Whose limits hold. Other software has its own, which half of Mastodon's are likely to stay under. */
export type Limits = 'mastodon' | 'unknown';

/** A budget that nothing was spent of. */
export function emptyBudget(actorUri: string): BudgetRow {
  return { actorUri, paged: [], all: [], blockedUntil: null, saidLimit: null, skew: null, follows: [], followsUntil: null };
}

/** When the next request may be made: `now` or later. Pure. */
export function allowedAt(budget: BudgetRow, now: number, paged: boolean, limits: Limits = 'mastodon'): number {
  const blocked = budget.blockedUntil ?? 0;
  const free = (times: number[], window: { length: number; limit: number }) => {
    if (limits === 'unknown') return slidingFree(times, { ...window, limit: budget.saidLimit === null ? Math.floor(window.limit / 2) : Math.max(1, budget.saidLimit - margin) }, now);
    return budget.skew === null ? slidingFree(times, window, now) : alignedFree(times, window, now, budget.skew);
  };
  const times = [now, blocked - now > longestBlock ? now : blocked, free(budget.all, windows.all)];
  if (paged) times.push(free(budget.paged, windows.paged));
  return Math.max(...times);
}

/** The budget after one more request. Pure. */
export function spend(budget: BudgetRow, now: number, paged: boolean): BudgetRow {
  const all = [...recent(budget.all, windows.all.length, now), now];
  const pagedTimes = recent(budget.paged, windows.paged.length, now);
  return { ...budget, all, paged: paged ? [...pagedTimes, now] : pagedTimes };
}

/**
 * The budget after what the server's headers said. Pure. The person's apps share some of the limits, so that a server
 * may be near its end before our own count is. `skew` = the server's clock minus ours, null where it said no time.
 */
export function learn(budget: BudgetRow, rate: Rate | null, skew: number | null = null): BudgetRow {
  const known = rate && rate.limit > 0 ? { ...budget, saidLimit: rate.limit } : budget;
  const timed = skew === null || (budget.skew !== null && Math.abs(budget.skew - skew) < slack) ? known : { ...known, skew };
  return rate && rate.remaining <= margin ? { ...timed, blockedUntil: Math.max(rate.reset, budget.blockedUntil ?? 0) } : timed;
}

/** Takes one request out of the stored budget, or says when it may be asked again. Safe to call side by side. */
export function take(store: BudgetStore, actorUri: string, now: number, paged: boolean, limits: Limits = 'mastodon'): Promise<{ allowed: true } | { allowed: false; until: number }> {
  return inTurn(actorUri, async () => {
    const budget = (await store.read(actorUri)) ?? emptyBudget(actorUri);
    const until = allowedAt(budget, now, paged, limits);
    if (until > now) return { allowed: false, until };
    await store.write(spend(budget, now, paged));
    return { allowed: true };
  });
}

/** Stores what a server's headers said of the budget. Safe to call side by side. */
export function note(store: BudgetStore, actorUri: string, rate: Rate | null, skew: number | null = null): Promise<void> {
  return inTurn(actorUri, async () => {
    const budget = (await store.read(actorUri)) ?? emptyBudget(actorUri);
    const learnt = learn(budget, rate, skew);
    if (learnt !== budget) await store.write(learnt);
  });
}

/** When the next follow may be made: `now` or later. What the server's last answer said counts before our own count. Pure. */
export function followAllowedAt(budget: BudgetRow, now: number): number {
  const said = budget.followsUntil ?? 0;
  const blocked = said - now > followWindow.length + slack ? now : said;
  return Math.max(now, blocked, budget.skew === null ? slidingFree(budget.follows, followWindow, now) : alignedFree(budget.follows, followWindow, now, budget.skew));
}

/** Is this the limit of a day (or of hours), which holds for follows or posts alone and not for all requests? Pure. */
export function isFamily(rate: Rate, now: number): boolean {
  return rate.limit === followWindow.limit || rate.reset - now > windows.paged.length + slack;
}

/** Stores that a follow was made, or refused, and what the server said of the follows left. */
export function noteFollow(store: BudgetStore, actorUri: string, now: number, rate: Rate | null, made: boolean): Promise<void> {
  return inTurn(actorUri, async () => {
    const budget = (await store.read(actorUri)) ?? emptyBudget(actorUri);
    const follows = made ? [...recent(budget.follows, followWindow.length, now), now] : budget.follows;
    const spent = rate !== null && isFamily(rate, now) && rate.remaining <= 0;
    // With the end of the day known to the second, our own count has nothing to add to it.
    await store.write(spent ? { ...budget, follows: [], followsUntil: rate.reset } : { ...budget, follows });
  });
}

const turns = new Map<string, Promise<unknown>>();

/** One change of a budget at a time: two that read the same row would spend one request between them. */
function inTurn<T>(actorUri: string, change: () => Promise<T>): Promise<T> {
  const next = (turns.get(actorUri) ?? Promise.resolve()).then(change, change);
  turns.set(actorUri, next);
  return next;
}

/** True for URLs that count against the paging limit. */
export function isPaged(url: string): boolean {
  const query = new URL(url).searchParams;
  return ['page', 'min_id', 'max_id', 'since_id'].some((name) => query.has(name));
}

function slidingFree(times: number[], window: { length: number; limit: number }, now: number): number {
  const spent = recent(times, window.length, now).sort((a, b) => a - b);
  if (spent.length < window.limit) return now;
  return (spent[spent.length - window.limit] ?? now) + window.length;
}

/** By the server's own windows: as soon as they allow, and not a window later. */
function alignedFree(times: number[], window: { length: number; limit: number }, now: number, skew: number): number {
  const start = Math.floor((now + skew - slack) / window.length) * window.length - skew + slack;
  const spent = times.filter((time) => time >= start && time <= now).length;
  return spent < window.limit ? now : start + window.length;
}

/** Times inside the window. Those in the future are of a clock that has been set back since, and say nothing. */
function recent(times: number[], length: number, now: number): number[] {
  return times.filter((time) => time > now - length && time <= now);
}
