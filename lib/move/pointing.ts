import { sameAcct } from '@/lib/formats/acct';
import type { Facts } from './model';

/** An account that has moved cannot move again for so long, in milliseconds. Source: mastodon v4.6.5, app/models/account_migration.rb. */
export const moveCooldown = 30 * 24 * 3_600_000;

/** Where the old account stands: it stays, it has moved, it only redirects, or it points somewhere and its migration page has not been seen since. */
export type Pointing = 'stays' | 'moved' | 'redirects' | 'unknown';

/**
 * A move and a redirect look the same from outside; only the migration page's own list of past moves tells them apart.
 * Source: mastodon v4.6.5, app/models/form/redirect.rb makes no record. Pure.
 */
export function pointingOf(facts: Facts): Pointing {
  const to = facts['old.moved']?.value.to ?? null;
  if (to === null) return 'stays';
  const last = facts['old.lastMove']?.value;
  if (!last?.redirecting) return 'unknown';
  return last.to !== null && sameAcct(last.to, to) ? 'moved' : 'redirects';
}
