import { batch } from './paging';
import type { Counters, Kind } from './kind';

/** What a backup of some kinds will take, by the server's own counters. */
export interface Estimate {
  rows: number;
  requests: number;
  /** Some kinds have no counter: there is more. */
  more: boolean;
}

/** Paged requests that Mastodon allows in a quarter of an hour. Source: mastodon v4.6.5, config/initializers/rack_attack.rb. */
const perWindow = 300;
const window = 15;

/** Adds up what the server counts; a kind without a counter takes one request at least. Pure. */
export function estimate(chosen: readonly Kind[], counters: Counters): Estimate {
  const total: Estimate = { rows: 0, requests: 0, more: false };
  for (const kind of chosen) {
    const expected = kind.expected(counters);
    const rows = expected !== null && expected >= 0 && expected < 10_000_000 ? expected : 0;
    total.more ||= expected === null;
    total.rows += rows;
    total.requests += Math.max(1, Math.ceil(rows / kind.pageSize)) + (kind.id === 'following' ? Math.ceil(rows / batch) : 0);
  }
  return total;
}

/** Minutes that the server's limits make it take; 0 = no wait. Pure. */
export function minutesFor(requests: number): number {
  return Math.floor(requests / perWindow) * window;
}
