import type { KindId } from './model';

/** A backup of the new account from before a move wrote to it is at most this old, in milliseconds: what came since could not be brought back. */
const dayBefore = 24 * 3_600_000;
/** Overwriting rests on a backup of the new account that is at most this old, in milliseconds: what it lacks would go unseen. */
const freshFor = 3_600_000;

/** A finished backup of the new account. */
export interface KeptNew {
  id: string;
  startedAt: number;
  /** Kinds that it has read to the end, or of which the server has none. */
  read: ReadonlySet<KindId>;
}

/**
 * The backup by which the new account could be made again as it was before this move wrote to it; null = there is none.
 * `wroteAt` = when the move first wrote there, null = it has not. Pure.
 */
export function undoBackup(backups: readonly KeptNew[], needed: readonly KindId[], wroteAt: number | null, now: number): KeptNew | null {
  const since = (wroteAt ?? now) - dayBefore;
  const fit = backups.filter((one) => one.startedAt >= since && needed.every((kind) => one.read.has(kind))).sort((a, b) => a.startedAt - b.startedAt);
  // The newest from before; where none was made then, the first one since.
  return fit.filter((one) => wroteAt === null || one.startedAt <= wroteAt).at(-1) ?? fit[0] ?? null;
}

/** Why a kind cannot be overwritten on the new account. Words: `problem.overwrite.<code>` and `compare.how.bar.<code>`. */
export type OverwriteBar = 'notKept' | 'stale' | 'sent' | 'manyFiles';

/** What decides whether a kind may be overwritten. */
export interface OverwriteCase {
  kind: KindId;
  /** Finished backups of the new account. */
  backups: readonly KeptNew[];
  /** When this move last changed the kind there, null = never. */
  changedAt: number | null;
  /** A file of the kind has been sent: what it brought would go and come again. */
  sent: boolean;
  /** All of its rows fit into one file: each file that overwrites removes what the others bring. */
  oneFile: boolean;
  now: number;
}

/** May a kind be overwritten? Null = it may. Pure. */
export function overwriteBar({ kind, backups, changedAt, sent, oneFile, now }: OverwriteCase): OverwriteBar | null {
  if (sent) return 'sent';
  if (!oneFile) return 'manyFiles';
  const kept = backups.filter((one) => one.read.has(kind)).map((one) => one.startedAt);
  if (kept.length === 0) return 'notKept';
  return Math.max(...kept) < Math.max(now - freshFor, changedAt ?? 0) ? 'stale' : null;
}
