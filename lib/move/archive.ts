import type { ArchiveFact } from './model';

const day = 24 * 3_600_000;
/** One archive in this time, though the page's text says seven days. Source: mastodon v4.6.5, app/policies/backup_policy.rb. */
const askPause = 6 * day;
/** How long a server keeps an archive, counted from the request; the default of `backups_retention_period`. */
const kept = 7 * day;

/** What an export page shows of archives: whether one may be asked for, and those asked for, by time. */
export interface ArchiveSeen {
  mayAsk: boolean;
  rows: { at: number; ready: boolean }[];
}

/** The fact behind what an export page shows. `before` = the fact until now; `byPerson` = the person has the page open. */
export function archiveFact(shown: ArchiveSeen, before: ArchiveFact | null, byPerson: boolean): ArchiveFact {
  const newest = [...shown.rows].sort((a, b) => b.at - a.at)[0];
  const state = newest === undefined ? 'none' : newest.ready ? 'ready' : 'making';
  const askedAt = newest?.at ?? null;
  const same = before?.state === state && before.askedAt === askedAt;
  return { state, askedAt, askFrom: shown.mayAsk || askedAt === null ? null : askedAt + askPause, seen: byPerson || (same && before.seen) };
}

/** The same a while later: what the server must have thrown away by now, or allows again, although nobody has looked. */
export function archiveNow(fact: ArchiveFact, now: number): ArchiveFact {
  const gone = fact.askedAt !== null && now >= keptUntil(fact.askedAt);
  const askFrom = fact.askFrom !== null && now >= fact.askFrom ? null : fact.askFrom;
  return gone ? { ...fact, state: 'none', askedAt: null, askFrom } : { ...fact, askFrom };
}

/** Until when a server keeps an archive that was asked for then. */
export function keptUntil(askedAt: number): number {
  return askedAt + kept;
}
