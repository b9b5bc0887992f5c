import type { FollowOrder } from '@/lib/move/importPlan';
import type { KindId, Problem, ReasonCode, Role } from '@/lib/move/model';
import type { Mark } from '@/lib/kinds/compare';
import type { SourceId } from '@/lib/kinds/kind';

/** An OAuth application registered at a server. Registrations are rationed (5 in 10 minutes an IP): keep it. */
export interface AppRow {
  /** `origin|redirectUri` */
  id: string;
  origin: string;
  redirectUri: string;
  clientId: string;
  clientSecret: string;
  scopes: string[];
  createdAt: number;
}

/** A live token. Never leaves the background and the extension's own pages' API client; never in a message or a log. */
export interface TokenRow {
  actorUri: string;
  origin: string;
  appId: string;
  accessToken: string;
  /** What it may do; empty = what its side's first sign-in asks for. */
  scopes: string[];
  createdAt: number;
  /** Tokens that this one replaced while a reading still used them; ended with it. */
  former?: string[];
}

/** Progress of one kind inside a backup; committed together with its rows. */
export interface BackupKind {
  kind: KindId;
  status: 'queued' | 'running' | 'done' | 'failed' | 'unsupported';
  cursor: string | null;
  /** The source that `cursor` belongs to, null = none is being read. */
  source: SourceId | null;
  /** Sources read to their end, in order. */
  sources: { id: SourceId; at: number; rows: number }[];
  /** Sources that could not be read; another one may have served instead. */
  failed: SourceId[];
  rows: number;
  expected: number | null;
  /** Slices read for this kind. */
  requests: number;
  /** Slices in a row that brought nothing new from the same source: a list that repeats itself or does not end. */
  repeats: number;
  empties: number;
  /** When a list that grows at its top was last read to its end, in this backup or in those it was copied from; null before. */
  fullAt: number | null;
  /** Why it failed; on a kind that is done, why it lacks something. */
  why: Problem | null;
}

/** One reading of one account. `purpose` backup = kept for the person; verify = a reading of the new account, compared and dropped. */
export interface BackupRow {
  id: string;
  moveId: string | null;
  actorUri: string;
  purpose: 'backup' | 'verify';
  startedAt: number;
  finishedAt: number | null;
  status: 'running' | 'waiting' | 'paused' | 'done' | 'failed';
  waitsUntil: number | null;
  problem: Problem | null;
  /** Slices that failed in a row; 0 after one that worked. */
  failures: number;
  kinds: BackupKind[];
  savedAt: number | null;
  /** The complete backup before this one: what it has of a list that only grows is not read again. */
  baseId: string | null;
  /** Made by the schedule, not by a press. */
  scheduled: boolean;
}

/** One row of one kind of one backup. `seq` keeps the server's order. */
export interface ItemRow {
  /** `backupId|kind|key` */
  id: string;
  backupId: string;
  kind: KindId;
  key: string;
  seq: number;
  row: unknown;
  /** The source that wrote it last. */
  source: SourceId | 'archive';
  /** On rows about somebody who has moved, or else has to be asked (`markOf`), so that they are found without reading the others. */
  mark?: 'locked' | 'moved';
}

/** The keys of a long kind of a finished backup, in its order, in one piece. */
export interface KeyListRow {
  /** `backupId|kind` */
  id: string;
  backupId: string;
  kind: KindId;
  keys: string[];
  /** Of the rows that have one, by key. */
  marks: [string, Mark][];
}

/** A picture, video or sound of an account, kept once for all its backups. */
export interface FileRow {
  /** `actorUri|url` */
  id: string;
  actorUri: string;
  url: string;
  blob: Blob;
  bytes: number;
}

/** How often an account is backed up by itself. */
export interface ScheduleRow {
  actorUri: string;
  every: 'off' | 'day' | 'week';
  /** When a run last began, was asked for, or failed; the next is due one period later. */
  lastAt: number;
  /** Days in a row on which a run failed, and since when. */
  failedDays: number;
  failedSince: number | null;
  /** The server answered 410: it is closing. */
  closing: boolean;
}

/** An official archive that was taken in from a file. Its rows are in `items`, its pictures are read from the file itself. */
export interface ArchiveFileRow {
  actorUri: string;
  /** Stands for the backup's id in the `items` of its rows. */
  itemsId: string;
  name: string;
  takenAt: number;
  bytes: number;
  posts: number;
  favourites: number;
  bookmarks: number;
  /** Pictures, videos and sounds: those in the file, and those that posts name and the file lacks. */
  media: number;
  mediaMissing: number;
  /** Entries of its outbox that were no posts. */
  unread: number;
  file: Blob;
}

/** Request budget of one server and account: recent request times and what the server's headers said. */
export interface BudgetRow {
  actorUri: string;
  /** Times of paged requests in the last 15 minutes. */
  paged: number[];
  /** Times of all requests in the last 5 minutes. */
  all: number[];
  /** Set by a 429 or by headers: no request before. */
  blockedUntil: number | null;
  /** The limit that the server's headers name, null before they did. */
  saidLimit: number | null;
  /** The server's clock minus this device's, in milliseconds, null before it said a time. */
  skew: number | null;
  /** Times of follows made by API in the last 24 hours: accounts and hashtags together. */
  follows: number[];
  /** The server said that no follow is left before this. */
  followsUntil: number | null;
}

/** A file that was put into the new server's import form, by hand or by us: all rows of a kind, or a part of them. */
export interface ImportRow {
  /** `moveId|kind|part` */
  id: string;
  moveId: string;
  kind: KindId;
  /** From 1. */
  part: number;
  /** The file's name; ours are named after their content, so that an import is known for ours by it. */
  name: string;
  fileHash: string;
  /** Rows as the server counts them. */
  rows: number;
  /** Rows of its kind that were still to be sent behind it. */
  leftAfter: number;
  /**
   * How far our own sending is: `sending` = it may have been uploaded, `sent` = it waits for our confirmation,
   * `confirming` = it may have been confirmed. null = confirmed, or put into the form for the person to press.
   */
  stage: 'sending' | 'sent' | 'confirming' | null;
  /** The newest import on the page before ours was sent, or put into the form; what is newer may be ours. */
  afterId: string | null;
  /** Sent to remove what it lacks. */
  overwrite: boolean;
  /** Number of the import on the new server, once it is known. */
  importId: string | null;
  handedAt: number;
  confirmedAt: number | null;
  /** Server's own counters as last seen on its page; null before. */
  imported: number | null;
  total: number | null;
  finished: boolean;
  seenAt: number | null;
  /** When its counters last moved or more of it arrived, as we saw it; null before. */
  movedAt: number | null;
  /** Rows of it that were on the new account, and since when, while it had not ended; absent = not compared. */
  arrived?: { rows: number; at: number };
  /** When it was last confirmed or finished, as we saw it: a reading that began before has to be made again. */
  changedAt: number;
}

/** What the file of an import holds. One that was made before this was kept has none: it stands for its whole kind. */
export interface ImportKeysRow {
  /** Id of its `ImportRow`. */
  id: string;
  moveId: string;
  keys: string[];
  /** Keys of the rows that failed, from the server's own file; null = not read. */
  failed: string[] | null;
}

/** What is known of each work that a person starts with one press, one a move, and that goes on by itself. */
interface RunRow {
  moveId: string;
  /** When it waits: until when. */
  waitsUntil: number | null;
  /** Why it waits or is held; null = the person holds it, or rows wait for somebody. */
  problem: Problem | null;
  /** Attempts that failed in a row. */
  failures: number;
  startedAt: number;
}

/** The sending of all import files. */
export interface ImportRunRow extends RunRow {
  /** `waiting` = until `waitsUntil`; `held` = until the person does what `problem` says, or presses again. */
  status: 'running' | 'waiting' | 'held' | 'done';
  /** Rows that could not come are sent once more. */
  again: boolean;
  /** Backup that `left` counts; another one, or other choices since, are counted anew by the next press. */
  backupId: string | null;
  /** Rows that are still to be sent, by kind; a kind without a number has not been counted. */
  left: Partial<Record<KindId, number>>;
  /** Follows that the server allows in all, as it said; null = it has not. */
  limit: number | null;
  /** Follows that did not fit below the limit, 0 = all did. */
  over: number;
  /** How many more may be followed now, null = not known. */
  free: number | null;
  order: FollowOrder | null;
  /** Kinds whose file the server did not take in this run. */
  refused: KindId[];
  /** The person goes on though the new account could not be backed up before. */
  unkept?: boolean;
}

/** What the person has decided about one kind; without a row it is carried and merged. */
export interface ChoiceRow {
  moveId: string;
  kind: KindId;
  chosen: boolean;
  /** `overwrite` = what the new account has and the backup lacks is removed there. */
  mode: 'merge' | 'overwrite';
}

/** A row of the backup that the person leaves behind, or whose account is another one now, which is taken along in its stead. */
export interface LeftOutRow {
  moveId: string;
  kind: KindId;
  key: string;
  /** Acct that takes the place of the row's; absent = the row stays behind. */
  replacedBy?: string;
}

/** A row that the API carries, or finishes after the import form, and how far it is. */
export interface CarryRow {
  moveId: string;
  kind: KindId;
  key: string;
  /** `todo` = not tried, or to be tried again at `tryAt`; `done` = it is there, brought or found; `refused` = it cannot come, for `reason`. */
  status: 'todo' | 'done' | 'refused';
  /** Why it is refused, what it waits for, or what it lacks though it is done. */
  reason: ReasonCode | null;
  /** Belongs to the reason: the handle that somebody has moved to. Else empty. */
  detail: string;
  /** Attempts that a server's trouble has ended. */
  tries: number;
  tryAt: number;
  at: number;
}

/** The bringing of the rest by API, one a move. */
export interface CarryJobRow extends RunRow {
  status: 'running' | 'waiting' | 'paused' | 'done';
  /** When a row was last settled; absent = none was. */
  broughtAt?: number;
  /** The person goes on though the new account could not be backed up before. */
  unkept?: boolean;
}

/** The letting in of former followers who ask to follow the new account, by one press, one a move. */
export interface LetInRow extends RunRow {
  status: 'running' | 'waiting' | 'held' | 'done';
  /** Accts that were let in. */
  letIn: string[];
  /** Accts that the server would not let in: the request was taken back meanwhile. */
  refused: string[];
  /** Accts that ask as well and did not follow the old account: the person's own to answer. */
  others: string[];
}

/** What a person announces on one account of a move. It is posted at most once. */
export interface AnnouncementRow {
  /** `moveId|actorUri` */
  id: string;
  moveId: string;
  actorUri: string;
  /** The draft as it was left; null = nothing was written yet. */
  draft: Draft | null;
  /** `Idempotency-Key` of every try, so that the server itself makes one post of them. */
  key: string;
  /** The text that was last sent and when, null before the first try. */
  sent: { text: string; at: number } | null;
  /** `sending` = a request may be under way; `unsure` = it may have arrived; `posted` = the server named the post. */
  status: 'draft' | 'sending' | 'unsure' | 'posted';
  post: { id: string; url: string; at: number; pinned: boolean } | null;
  problem: Problem | null;
}

/** A post before it is one. */
export interface Draft {
  text: string;
  visibility: 'public' | 'unlisted' | 'private';
  pin: boolean;
}

/** Follower counts over time, for the follow-through. */
export interface SeriesRow {
  moveId: string;
  at: number;
  old: number;
  new: number;
}

/** Problems shown to the person, one per move and role (`-` = none). */
export interface ProblemRow {
  /** `moveId|role` */
  id: string;
  moveId: string;
  problem: Problem;
}

/** Small settings of this device, such as which move is shown. */
export interface SettingRow {
  key: 'currentMove' | 'schemaNote' | 'lentAccess' | 'farewell';
  value: string;
}

/** A sign-in under way, so that a killed background can say so. */
export interface PendingSignIn {
  /** `moveId|role` */
  id: string;
  moveId: string;
  role: Role;
  startedAt: number;
}
