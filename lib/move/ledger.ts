import type { KindId, LedgerRow, ReasonCode } from './model';

/** Kinds that everybody can see on a profile anyway: their numbers may stand in a summary that is shown to others. */
export const publicKinds: readonly KindId[] = ['following', 'featuredTags', 'featuredAccounts'];

/** How long Mastodon goes on trying a refused row before it gives up, with room to spare: about 19 minutes, in milliseconds. */
export const importPatience = 25 * 60_000;

/** What is known about one row owed to the new account. `null` = not asked, or not asked yet. */
export interface Evidence {
  /** It is there, by the new account's own lists. */
  present: boolean;
  /** Handle under which it is there, where that is another than the row's; empty = the row's own. */
  handle: string;
  /** The new server's import form takes this kind. */
  importable: boolean;
  import: { confirmedAt: number | null; finished: boolean };
  /** Its file leaves it out: there is no room for it below the limit of follows. */
  heldBack: boolean;
  /** The server's own list of failures of that import has it, or has it not; null = not read. */
  failed: boolean | null;
  isSelf: boolean;
  /** What the new server knows about the account of this row. */
  account: { found: boolean; /** Another handle by which it knows it; empty = none. */ handle: string; movedTo: string | null; suspended: boolean; locked: boolean } | null;
  relationship: { following: boolean; requested: boolean; muting: boolean; blocking: boolean; blocked_by: boolean; domain_blocking: boolean } | null;
  /** The new server suspends the account's server, as far as it publishes that. */
  serverBlocked: boolean;
  /** The new server takes no more of these: so many follows, or so many lists, as it allows. */
  noRoom: 'followLimit' | 'full' | null;
  /** What was said of the row since its import, null = nothing: that it was there, that somebody was asked, what their own server answered. */
  before: Fate | null;
  /** The person leaves it behind. */
  leftOut: boolean;
  /** Its file leaves it out: the import would stop at it, or make a mute without an end of one that is over. */
  unfit: boolean;
  /** What it lacks even when it is there. */
  lacks: ReasonCode | null;
  /** Something else is in its place, which its import could replace: its file leaves it out. */
  otherThere: boolean;
  now: number;
}
type Fate = Pick<LedgerRow, 'status' | 'reason' | 'detail'>;

/** The fate of a row: carried, waiting (for what), or not carried (why). Pure. */
export function judge(kind: KindId, evidence: Evidence): Fate {
  if (evidence.present) return { status: 'carried', reason: evidence.lacks, detail: evidence.handle };
  if (evidence.leftOut) return no('leftOut');
  if (!evidence.importable) return no('needs46');
  if (evidence.unfit) return no(kind === 'mutes' ? 'ended' : 'badDomain');
  if (evidence.otherThere) return no('otherThere');
  const { confirmedAt, finished } = evidence.import;
  if (confirmedAt === null) return evidence.heldBack ? no('followLimit') : waiting('notImportedYet');
  if (!finished && evidence.now - confirmedAt < importPatience) return waiting('importRunning');
  return whyNot(kind, evidence);
}

/** True when asking the new server about the account could tell more than `judge` knows so far. */
export function worthAsking(fate: Fate): boolean {
  return fate.status === 'notCarried' && fate.reason !== 'needs46' && fate.reason !== 'leftOut' && fate.reason !== 'badDomain' && fate.reason !== 'otherThere';
}

function whyNot(kind: KindId, evidence: Evidence): Fate {
  const { account, relationship, before } = evidence;
  // What did not fail was brought, even if nobody has looked in between.
  const wasThere = before?.status === 'carried' || before?.reason === 'goneSince' || evidence.failed === false;
  if (kind === 'bookmarks' || kind === 'filters' || kind === 'domainBlocks') return no(wasThere ? 'goneSince' : otherwise[kind]);
  if (evidence.isSelf) return no('isYourself');
  // Under another handle than in the backup: its server has changed its name.
  const stands = { following: relationship?.following, blocks: relationship?.blocking, mutes: relationship?.muting }[kind as 'following' | 'blocks' | 'mutes'];
  if (stands === true) return { status: 'carried', reason: null, detail: account?.handle ?? '' };
  const fate = kind === 'following' || kind === 'lists' ? whyNotFollowed(kind, evidence) : null;
  if (fate) return fate;
  // No list shows a block or a mute of somebody whom the server suspends.
  if (account?.suspended) return no('suspended');
  if (evidence.serverBlocked) return no('serverBlocked');
  if (account && !account.found) return before && ownServerSaid.has(before.reason) ? no(before.reason ?? 'notFound', before.detail) : no('notFound');
  return no(wasThere ? 'goneSince' : (evidence.noRoom ?? 'refusedByServer'));
}

/** Why a row of these is not there, as far as anybody can tell. */
const otherwise = { bookmarks: 'postNotFound', filters: 'filterChanged', domainBlocks: 'refusedByServer' } as const;

/** What stands between two accounts forbids a follow, and with it a place in a list; a block or a mute is free of all that. */
function whyNotFollowed(kind: KindId, { relationship, account, before, failed }: Evidence): Fate | null {
  if (relationship?.requested) return waiting(account?.locked ? 'waitsForApproval' : 'waitsForServer');
  if (account?.movedTo) return no('hasMoved', account.movedTo);
  if (relationship?.blocked_by) return no('blocksYou');
  if (relationship?.blocking) return no('youBlock');
  if (relationship?.domain_blocking) return no('yourDomainBlock');
  return kind === 'following' && relationship && !relationship.following && ((before && asked.has(before.reason)) || failed === false) ? no('declined') : null;
}

/** Reasons of a row whose account had been asked. */
const asked: ReadonlySet<ReasonCode | null> = new Set<ReasonCode>(['waitsForApproval', 'waitsForServer', 'declined']);
/** What an account's own server has said, or its silence: better than that the new server cannot find it. */
const ownServerSaid: ReadonlySet<ReasonCode | null> = new Set<ReasonCode>(['goneThere', 'serverSilent', 'serverUnclear', 'notReached', 'hasMoved']);

/** What is known about a row, or the part of it, that the API brings. */
export interface RestEvidence {
  /** It is there as it should be, by the new account's own lists. */
  present: boolean;
  leftOut: boolean;
  /** Why it cannot be brought, as far as that is known without asking. */
  hurdle: ReasonCode | null;
  /** How far it is; null = not begun. */
  carry: { status: 'todo' | 'done' | 'refused'; reason: ReasonCode | null; detail: string; at: number } | null;
  /** Brought only by a press for this row. */
  asks: boolean;
  /** No list shows it. */
  unlisted: boolean;
  /** When the reading of the new account's lists began. */
  readAt: number;
  /** What it lacks even when it is there. */
  lacks: ReasonCode | null;
}

/** The fate of a row that the API brings. Pure. */
export function judgeRest({ present, leftOut, hurdle, carry, asks, unlisted, readAt, lacks }: RestEvidence): Fate {
  if (present) return { status: 'carried', reason: lacks, detail: '' };
  if (carry?.status === 'done') {
    // What has come and has had its time is no longer listed, and what came after the reading began is not yet.
    const hidden = unlisted || hurdle !== null || carry.at >= readAt;
    return hidden ? { status: 'carried', reason: lacks, detail: '' } : no('goneSince');
  }
  if (leftOut) return no('leftOut');
  if (hurdle !== null) return no(hurdle);
  return restFate(carry, asks);
}

/** The fate of a row by how far its bringing is. Pure. */
export function restFate(carry: Pick<NonNullable<RestEvidence['carry']>, 'status' | 'reason' | 'detail'> | null, asks: boolean): Fate {
  if (carry?.status === 'done') return { status: 'carried', reason: carry.reason, detail: carry.detail };
  if (carry?.status === 'refused') return no(carry.reason ?? 'refusedByServer', carry.detail);
  return waiting(carry?.reason ?? (asks && carry === null ? 'waitsForYou' : 'notBroughtYet'));
}

function waiting(reason: ReasonCode): Fate {
  return { status: 'waiting', reason, detail: '' };
}

function no(reason: ReasonCode, detail = ''): Fate {
  return { status: 'notCarried', reason, detail };
}
