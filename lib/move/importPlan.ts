import { followLimit, followsFor } from './compare';
import type { KindId, ProblemCode, ReasonCode } from './model';

/** Rows and bytes that one import file may have at most. Source: mastodon v4.6.5, app/models/form/import.rb. */
export const mostRows = 20_000;
const mostBytes = 20 * 1024 * 1024;
/** Why nothing is sent while NEW's page is somebody else's, or nobody's. */
export const otherSignIn: readonly ProblemCode[] = ['importAccount', 'importSignedOut'];

/** Who of the follows comes first where not all may come. */
export const followOrders = ['newest', 'oldest', 'mutuals'] as const;
export type FollowOrder = (typeof followOrders)[number];

/** Kinds whose rows have settings of their own, which the file brings to what is there already. A mute is not one: the import would take the end away that it has there. */
const withSettings: readonly KindId[] = ['following'];
/** Reasons that may have passed since: such a row is worth sending once more. What was there and is gone may have been the person's own doing. */
const mayPass: ReadonlySet<ReasonCode | null> = new Set<ReasonCode>(['notFound', 'serverSilent', 'serverUnclear', 'notReached', 'declined', 'suspended', 'blocksYou', 'youBlock', 'yourDomainBlock', 'serverBlocked', 'postNotFound', 'refusedByServer', 'followLimit', 'full']);

/** Is a row that could not come worth sending once more? */
export function worthAnother(fate: { status: string; reason: ReasonCode | null }): boolean {
  return fate.status === 'notCarried' && mayPass.has(fate.reason);
}

/** A row of a kind that an import file takes. */
export interface PlanRow {
  /** As the ledger knows it. */
  key: string;
  row: unknown;
  /** Acct that it is about, null for kinds that are about something else. */
  acct: string | null;
}

/** What is known of the rows of one kind. */
export interface Known {
  kind: KindId;
  /** Keys that files have held so far. */
  sent: ReadonlySet<string>;
  /** Those of them that are not to be sent another time now. */
  busy: ReadonlySet<string>;
  /** How the ledger has them: absent = it has not been made, or not for this row. */
  fates: ReadonlyMap<string, { status: 'carried' | 'waiting' | 'notCarried'; reason: ReasonCode | null }>;
  /** The file is to remove what it lacks, so that it holds what is there as well. */
  overwrite: boolean;
  /** Those that could not come are sent once more. */
  again: boolean;
  /** What is there already stays out, whatever its settings: each row counts. */
  lean: boolean;
}

/** Rows that are still to be sent, in order, each once as the server counts them. Pure. */
export function rowsToSend(rows: readonly PlanRow[], { kind, sent, busy, fates, overwrite, again, lean }: Known): PlanRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const fate = fates.get(row.key);
    if (busy.has(row.key)) return false;
    if (!overwrite && fate?.reason === 'otherThere') return false;
    if (sent.has(row.key)) {
      if (!again || !fate || !worthAnother(fate)) return false;
    } else if (!overwrite && fate?.status === 'carried' && (lean || !withSettings.includes(kind))) return false;
    // Doubles would leave the import unfinished for ever; the server tells addresses apart without case.
    const one = kind === 'following' || kind === 'blocks' || kind === 'mutes' ? (row.acct ?? row.key).toLowerCase() : row.key;
    if (seen.has(one)) return false;
    seen.add(one);
    return true;
  });
}

/** The follows in the order of the person's choice; `rows` have the newest first. Pure. */
export function inOrder(rows: readonly PlanRow[], order: FollowOrder, followers: ReadonlySet<string>): PlanRow[] {
  if (order === 'oldest') return [...rows].reverse();
  if (order === 'newest') return [...rows];
  const back = (row: PlanRow) => row.acct !== null && followers.has(row.acct);
  return [...rows.filter(back), ...rows.filter((row) => !back(row))];
}

/** How many more accounts may be followed; `limit` is what the server has said, null = it has not. Pure. */
export function followsFree(limit: number | null, account: { followingCount: number; followersCount: number }): number {
  const first = limit ?? followLimit(0);
  const all = account.followingCount < first ? first : Math.max(first, followsFor(account.followersCount));
  return Math.max(0, all - account.followingCount);
}

/**
 * The limit of follows by a refusal of so many rows. `said` = the number that its words name, in whatever language; null,
 * or one that would have let the file in, leaves the limit that servers have unless they change it, else half the file. Pure.
 */
export function limitRefused(said: number | null, known: number | null, rows: number, account: { followingCount: number; followersCount: number }): number {
  for (const limit of [said, followLimit(0)]) if (limit !== null && limit !== known && rows > followsFree(limit, account)) return limit;
  return account.followingCount + Math.floor(rows / 2);
}

/** As many rows from the first on as one file may have, of at most `most`. `size` = bytes of a file of so many of them. Pure. */
export function firstFile(rows: readonly PlanRow[], most: number, size: (rows: readonly PlanRow[]) => number): PlanRow[] {
  let part = rows.slice(0, Math.min(mostRows, most));
  while (part.length > 1 && size(part) > mostBytes) part = part.slice(0, Math.ceil(part.length / 2));
  return part;
}
