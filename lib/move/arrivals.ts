import type { LedgerRow } from './model';

/** Servers are told again for days where they do not answer; who has not come by then does not come by itself. In milliseconds. */
export const arrivalPatience = 7 * 24 * 3_600_000;

/** What decides how a follower of the old account stands after the move. */
export interface FollowerCase {
  /** Follows the new account, by its own list. */
  arrived: boolean;
  /** Waits to be let in there. */
  asks: boolean;
  isSelf: boolean;
  /** The new server lets nothing of theirs in. */
  serverBlocked: boolean;
  /** null = the old account has not moved, so that nothing tells their servers. */
  movedAt: number | null;
  now: number;
}

/** The fate of a follower. Source: mastodon v4.6.5, app/workers/move_worker.rb: a locked account is asked, one by one. Pure. */
export function followerFate({ arrived, asks, isSelf, serverBlocked, movedAt, now }: FollowerCase): Pick<LedgerRow, 'status' | 'reason' | 'detail'> {
  const is = (status: LedgerRow['status'], reason: LedgerRow['reason']) => ({ status, reason, detail: '' });
  if (arrived) return is('carried', null);
  if (asks) return is('waiting', 'asksYou');
  if (isSelf) return is('notCarried', 'isYourself');
  if (serverBlocked) return is('notCarried', 'serverBlocked');
  if (movedAt === null) return is('notCarried', 'notTold');
  return now - movedAt < arrivalPatience ? is('waiting', 'onTheWay') : is('notCarried', 'stayed');
}
