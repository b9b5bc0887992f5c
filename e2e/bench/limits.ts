/** The server's two limits on reading: so many requests in fixed windows, in milliseconds. Source: mastodon v4.6.5, config/initializers/rack_attack.rb. */
const all = { length: 5 * 60_000, limit: 300 };
const paged = { length: 15 * 60_000, limit: 300 };

/**
 * When the last of these requests could be made at the earliest, if nothing but the server's limits took any time.
 * `paging` = for each request in order, whether it counts as paging.
 */
export function earliestEnd(start: number, paging: readonly boolean[]): number {
  const spent = new Map<string, number>();
  let now = start;
  for (const isPaged of paging) {
    for (const window of isPaged ? [all, paged] : [all]) {
      const key = () => `${window.length}:${Math.floor(now / window.length)}`;
      while ((spent.get(key()) ?? 0) >= window.limit) now = (Math.floor(now / window.length) + 1) * window.length;
    }
    for (const window of isPaged ? [all, paged] : [all]) {
      const key = `${window.length}:${Math.floor(now / window.length)}`;
      spent.set(key, (spent.get(key) ?? 0) + 1);
    }
  }
  return now;
}

/** Time until the next quarter of an hour begins on the server's clock. */
export function untilNextWindow(now: number): number {
  return paged.length - (now % paged.length);
}
