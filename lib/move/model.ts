/**
 * What a move is made of. Pure types: no browser, no network, no storage.
 * Times are milliseconds since the epoch. Keys are actor URIs and move ids, never hosts
 * (two accounts may share a server).
 */
import type { Severity } from './server';

/** Which side of the move an account is on. */
export type Role = 'old' | 'new';

/** The data kinds, in the order in which they are read: what can be carried first, what is only kept last. */
export const kindIds = [
  'profile',
  'following',
  'lists',
  'blocks',
  'mutes',
  'domainBlocks',
  'bookmarks',
  'filters',
  'followers',
  'followedTags',
  'featuredTags',
  'featuredAccounts',
  'collections',
  'preferences',
  'scheduledPosts',
  'notes',
  'requestsSent',
  'requestsReceived',
  'posts',
  'pinned',
  'conversations',
  'favourites',
  'notifications',
  'media',
] as const;
export type KindId = (typeof kindIds)[number];

/** The six steps, in order. */
export const stepIds = ['account', 'profile', 'export', 'import', 'alias', 'move'] as const;
export type StepId = (typeof stepIds)[number];

/** The settings pages that the guide knows. */
export const pageIds = ['export', 'imports', 'importConfirm', 'aliases', 'migration', 'redirect', 'delete', 'authEdit', 'profile'] as const;
export type PageId = (typeof pageIds)[number];

/** One account on one server, as its own server describes it. */
export interface Account {
  /** ActivityPub id; the key everywhere. Never built, always read. */
  actorUri: string;
  /** Id on its own server's API. */
  id: string;
  /** `user@domain`, normal form of `lib/formats/acct`. */
  acct: string;
  /** Web origin, for example `https://social.example`. May differ from the acct's domain. */
  origin: string;
  username: string;
  displayName: string;
  avatar: string;
  software: string;
  /** Server version as it writes it, for example `4.6.5`. */
  version: string;
  /** `api_versions.mastodon`, 0 where the server has none. 11 = 4.6. */
  apiVersion: number;
  followersCount: number;
  followingCount: number;
  statusesCount: number;
  locked: boolean;
  /** Acct of the account that this one has moved to or redirects to, else null. */
  movedTo: string | null;
  checkedAt: number;
}

/** An account that a person has named but not signed in to yet. */
export interface NamedAccount {
  /** What was typed. */
  text: string;
  /** `user@domain` when a handle was typed, null when only a server was. */
  acct: string | null;
  /** Web origin found by discovery. */
  origin: string;
  /** Domain part of handles on that server. */
  domain: string;
  serverTitle: string;
  version: string;
  apiVersion: number;
}

/** What is known of one side of a move. */
export interface Side {
  named: NamedAccount | null;
  /** Set once sign-in has proved it. */
  actorUri: string | null;
}

/** Something to take back: the old account's redirect, or the alias on the new one. */
export const minds = ['cancel', 'unalias'] as const;
export type Mind = (typeof minds)[number];

/** One journey from an old account to a new one. Several may live side by side. */
export interface Move {
  id: string;
  createdAt: number;
  old: Side;
  new: Side;
  /** When the person last changed what comes along; absent = never. */
  chosenAt?: number;
  /** When the old account was first seen to have moved to the new one; absent = it has not. */
  movedAt?: number;
  /** What the person wants to take back on a settings page; absent = nothing. */
  mind?: Mind;
  /** The old server is gone for good and nothing will tell the followers: the person wants to, and see who has come. */
  tells?: boolean;
  /** The backup that the person wants carried; absent, or one that is gone = the newest whole one. */
  carries?: string;
  /** The newest reading of the new account that the ledger rests on, and the backup it was compared with; absent = none yet. */
  compared?: { startedAt: number; backupId: string };
}

/** What is filled into a sentence, in the order of `$1`, `$2`. A number is a count: it is written, and decides on singular and plural, as the language has it. */
export type Vars = readonly (string | number)[];

/** Something that went wrong, as a value a person can act on. Words are in the locale files under `problem.<code>`. */
export interface Problem {
  code: ProblemCode;
  /** Substitutions of the sentences: `$1`, `$2`. Never a token, never raw text of a server beyond a name. */
  vars: Vars;
  role: Role | null;
  at: number;
}

/** Each has three sentences in the locale file: what happened, what it means for the move, what to do next. */
export const problemCodes = [
  'notAHandle',
  'serverNotFound',
  'serverDown',
  'notMastodon',
  'otherSoftware',
  'otherWithoutMoves',
  'accountNotFound',
  'consentDenied',
  'windowClosed',
  'signInInterrupted',
  'signInRefused',
  'otherAccount',
  'sameAccount',
  'oldAlreadyMoved',
  'newAlreadyMoved',
  'tokenRevoked',
  'loginDisabled',
  'tooManyRegistrations',
  'rateLimited',
  'offline',
  'badAnswer',
  'endlessList',
  'linkElsewhere',
  'noExportFile',
  'serverClosing',
  'notPublic',
  'ownersOnly',
  'storageFull',
  'hostAccessRefused',
  'scopeMissing',
  'handleMismatch',
  'checkpointNotReady',
  'newNotKept',
  'notAuthorised',
  'changeRefused',
  'writeLater',
  'postUnsure',
  'pinRefused',
  'importPage',
  'importAccount',
  'importSignedOut',
  'importRefused',
  'keepingNew',
  'keepNewFailed',
  'overwriteStale',
  'overwriteSent',
  'overwriteMany',
  'followLimit',
  'unexpected',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Success or a problem. Messages and use cases answer with this; nothing is thrown across a context. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** Where a fact comes from. `page` = a settings page read by the guide or the background. */
export type FactSource = 'api' | 'actor' | 'page' | 'person' | 'backup';

/** Values of the facts that a move stores. Steps are derived from these, never stored. */
export interface FactValues {
  /** verify_credentials with a live token answered as this account. */
  'old.signedIn': { acct: string };
  'new.signedIn': { acct: string };
  /** The new account's server answered when it was last asked. */
  'new.answers': { answers: boolean };
  /** What the new account's profile holds. */
  'new.profile': { displayName: boolean; note: boolean; avatar: boolean; header: boolean; fields: number };
  /** The new account was locked, and is unlocked since, by us or on its own settings page. */
  'new.unlocked': { unlocked: boolean };
  /** The person set the profile step aside. Not a tick. */
  'profile.skipped': { skipped: boolean };
  /** The newest complete backup of the old account. `rows` per kind. */
  'old.backup': { backupId: string; finishedAt: number; rows: Record<string, number>; missing: { kind: KindId; why: ProblemCode | 'unsupported' | 'notChosen' }[] };
  /** How the rows owed stand on the new account, per kind. `filesLeft` = some files have not been imported yet. */
  'new.ledger': { kinds: LedgerCount[]; importsUnfinished: boolean; filesLeft: boolean; restLeft?: boolean };
  /** The aliases page of the new account, read at `at`. */
  'new.aliasListed': { listed: boolean };
  /** The new account's actor document as a stranger sees it. `refused` = the server answers strangers with 401. */
  'new.aliasSeen': { seen: boolean; refused: boolean };
  /** Aliases page of the OLD account lists the new one: the alias was set on the wrong side. */
  'old.aliasListed': { listed: boolean };
  /** `moved` on the old account. `to` is an acct, null when it has not moved. */
  'old.moved': { to: string | null };
  /** End of the old account's 30-day cooldown, null when there is none. */
  'old.cooldown': { until: number | null };
  /** The newest move in the migration page's own list (a redirect alone is not in it), and whether the account pointed anywhere when that page was read. */
  'old.lastMove': { at: number | null; to: string | null; redirecting: boolean };
  /** The old account is no longer there: its server, which answers, does not know it. */
  'old.gone': { gone: boolean };
  /** What the old account's migration page asks for: a password, or the username of an account that has none. */
  'old.proof': { by: 'password' | 'username' };
  /** The old server refused a move or a redirect, with its error at this place of the form. `load` tells one showing of the page from the next; `told` = the person has been told that it is time for another try. */
  'old.refused': { where: 'handle' | 'password' | 'form'; load: string; told?: boolean };
  /** What the two servers do with each other, as far as they say. `…Says` = that server publishes its list. */
  'servers.blocks': { newOfOld: Severity | null; oldOfNew: Severity | null; newSays: boolean; oldSays: boolean };
  /** The server's own archive as the old account's export page shows it. */
  'old.archive': ArchiveFact;
  /** The checkpoint as it was passed; compare with `checkpointBasis` of now. */
  'checkpoint': { basis: CheckpointBasis };
}
export type FactId = keyof FactValues;
const factIds: Record<FactId, true> = {
  'old.signedIn': true,
  'new.signedIn': true,
  'new.answers': true,
  'new.profile': true,
  'new.unlocked': true,
  'profile.skipped': true,
  'old.backup': true,
  'new.ledger': true,
  'new.aliasListed': true,
  'new.aliasSeen': true,
  'old.aliasListed': true,
  'old.moved': true,
  'old.cooldown': true,
  'old.lastMove': true,
  'old.gone': true,
  'old.proof': true,
  'old.refused': true,
  'servers.blocks': true,
  'old.archive': true,
  'checkpoint': true,
};

/** A fact's id, null for any other text. */
export function factIdOf(text: string): FactId | null {
  return Object.hasOwn(factIds, text) ? (text as FactId) : null;
}

/** A stored fact: what, who said it, when. `frozen` = the move happened, this no longer changes. */
export interface Fact<I extends FactId = FactId> {
  moveId: string;
  id: I;
  value: FactValues[I];
  source: FactSource;
  /** Origin that said it, empty for `person` and `backup`. */
  host: string;
  at: number;
  frozen: boolean;
}
export type Facts = { [I in FactId]?: Fact<I> };

/** How the server's own archive stands. `none` = there is none to download. */
export interface ArchiveFact {
  state: 'none' | 'making' | 'ready';
  /** When the newest one was asked for, null where the page lists none. */
  askedAt: number | null;
  /** When the next may be asked for: null = at once. */
  askFrom: number | null;
  /** The person has had the export page open since it stood so. */
  seen: boolean;
}

/** What the checkpoint was passed against. Any difference un-passes it; so does a backup older than a day. */
export interface CheckpointBasis {
  oldActorUri: string;
  newActorUri: string;
  aliasSeen: boolean;
  backupId: string;
  cooldownUntil: number | null;
  movedTo: string | null;
}

/** Numbers of one kind in the ledger. `owed` = carried + waiting + notCarried, always. */
export interface LedgerCount {
  kind: KindId;
  owed: number;
  carried: number;
  waiting: number;
  notCarried: number;
}

/** Why a row has not arrived. Words under `reason.<code>`. */
export const reasonCodes = [
  'notImportedYet',
  'importRunning',
  'notCompared',
  'waitsForApproval',
  'waitsForServer',
  'notFound',
  'goneThere',
  'serverSilent',
  'serverUnclear',
  'notReached',
  'declined',
  'followLimit',
  'hasMoved',
  'suspended',
  'blocksYou',
  'youBlock',
  'yourDomainBlock',
  'isYourself',
  'serverBlocked',
  'postNotFound',
  'needs46',
  'filterChanged',
  'refusedByServer',
  'leftOut',
  'notBroughtYet',
  'waitsForImport',
  'waitsForFollow',
  'waitsForTomorrow',
  'waitsForYou',
  'asksYou',
  'onTheWay',
  'stayed',
  'notTold',
  'serverTrouble',
  'listBroken',
  'ended',
  'isPast',
  'byHand',
  'noApi',
  'notOffered',
  'otherThere',
  'full',
  'notFollowed',
  'goneSince',
  'badDomain',
  'withoutPosts',
  'onlyPosts',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** One row of the backup and how it stands on the new account. */
export interface LedgerRow {
  moveId: string;
  kind: KindId;
  key: string;
  /** What a person calls it: a handle, a list and its member, a domain, a post's address. */
  label: string;
  status: 'carried' | 'waiting' | 'notCarried';
  /** On a row that is carried: what it lacks. */
  reason: ReasonCode | null;
  /** For `hasMoved`: the handle it moved to. On a row that is carried: the handle under which it is there, where that is another. Else empty. */
  detail: string;
  at: number;
}

/** How a step stands. `closed` = not yet possible (before the checkpoint). */
export type StepStatus = 'done' | 'current' | 'open' | 'skipped' | 'closed';

/** A step as derived from facts. Words: `step.<id>.<detail>` with `vars`. */
export interface StepState {
  id: StepId;
  /** null = on both sides. */
  side: Role | null;
  status: StepStatus;
  detail: string;
  vars: Vars;
  /** When the fact behind a `done` was seen. */
  at: number | null;
  frozen: boolean;
}
