import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Announcement, Collection, Conversation, Endorsement, FeaturedTag, Kept, Media, Note, Notification, Preferences, Scheduled, Status, TagFollow } from './records';
import type { Table } from './table';
import type { Fault, Hostility, OAuthApp, OAuthGrant, OAuthToken, RequestSeen, WebSession } from './traffic';
import type { MastodonVersion } from './version';

export type { Status } from './records';
export type { Fault, HostilityKind, OAuthApp, OAuthToken, RequestSeen, WebSession } from './traffic';

/**
 * State of one Mastodon double. Plain data plus maps; every module works on this.
 * What real servers do, with sources, is in the project's facts; numbers like "M.12" in the tests name its checklist.
 */

/** The web application of a double, with Node's own request at hand. */
export type App = Hono<{ Bindings: HttpBindings }>;

export interface InstanceOptions {
  /** Host part without port, for example `old` for `http://old.localhost:PORT`. */
  name: string;
  version: MastodonVersion;
  /** Answers strangers' unsigned actor requests with 401. Doubles still read each other (no HTTP signatures between them). */
  secureMode: boolean;
  /** Account domain when it differs from the web host: `name.localhost:PORT` of a second listener that only redirects `/.well-known`. */
  accountHost: string | null;
  /** `mastodon`, or another software whose nodeinfo and refusals the double shows. */
  software: string;
  /** UI language for visitors without one of their own: `en` or `de`. */
  locale: 'en' | 'de';
  title: string;
  followLimit: number;
  /** What the import makes of a filter whose title and context the account has already (`find_or_initialize_by`): 4.6.5 adds another (facts B.9), Mastodon's later code puts it in that one's stead. */
  filterImport: 'adds' | 'replaces';
  /** Characters of a post: `configuration.statuses.max_characters`. */
  postLimit: number;
  /** Follows a Move or not (some software does not). */
  ignoresMove: boolean;
  /** How long the rows of an import wait for each other, in milliseconds: a server with much to do is at one for hours. */
  rowPause: number;
  /** The server is shutting down for good ("self-destruct"): nothing but exports and sign-in answers (facts A.3). */
  closing: boolean;
  /** Files lie in object storage: their addresses have no `/system` prefix. */
  objectStorage: boolean;
  /** Who may sign up: anybody, those who are let in by hand, nobody. */
  registrations: 'open' | 'approval' | 'closed';
  description: string;
  rules: string[];
  /** The list of blocked servers shows stars for most letters of their names; the digest still says which. */
  obfuscates: boolean;
  /** The media host lets no other origin read its files (facts H.7 opens none of them; many hosts do). */
  closedMedia: boolean;
}

/** An account, local or a cached copy of a remote one. */
export interface Account {
  id: string;
  username: string;
  /** null = local, else the domain of its handle. */
  domain: string | null;
  uri: string;
  url: string;
  inbox: string;
  displayName: string;
  /** Plain text for local accounts. */
  note: string;
  fields: { name: string; value: string }[];
  avatar: StoredImage | null;
  header: StoredImage | null;
  locked: boolean;
  bot: boolean;
  discoverable: boolean | null;
  indexable: boolean;
  hideCollections: boolean | null;
  createdAt: number;
  suspended: boolean;
  alsoKnownAs: string[];
  movedToUri: string | null;
  /** For remote copies: when last fetched (server clock). */
  fetchedAt: number;
  /** For remote copies: counters as their server told. */
  followersCount: number;
  followingCount: number;
  statusesCount: number;
}
/** A picture on the media host. */
export interface StoredImage {
  type: string;
  bytes: Uint8Array;
  /** Absolute URL on the media host. */
  url: string;
}

export interface User {
  accountId: string;
  email: string;
  /** null = password-less (SSO): forms ask for the username instead. */
  password: string | null;
  locale: 'en' | 'de';
  confirmed: boolean;
  approved: boolean;
  frozen: boolean;
  defaultPrivacy: 'public' | 'unlisted' | 'private';
  defaultSensitive: boolean;
  defaultLanguage: string | null;
  preferences: Preferences;
}

export interface Follow {
  /** Used as paging cursor; never equal to an account id. */
  id: string;
  from: string;
  to: string;
  reblogs: boolean;
  notify: boolean;
  languages: string[] | null;
  createdAt: number;
}
export interface Block { id: string; from: string; to: string; createdAt: number }
export interface Mute { id: string; from: string; to: string; notifications: boolean; expiresAt: number | null; createdAt: number }
export interface DomainBlock { id: string; accountId: string; domain: string; createdAt: number }
export interface List { id: string; accountId: string; title: string; repliesPolicy: 'list' | 'followed' | 'none'; exclusive: boolean; members: string[] }
export interface Filter {
  id: string;
  accountId: string;
  title: string;
  context: string[];
  action: 'warn' | 'hide' | 'blur';
  expiresAt: number | null;
  keywords: { id: string; keyword: string; wholeWord: boolean }[];
  statuses: { id: string; statusId: string }[];
}
export interface AliasRow { id: string; accountId: string; acct: string; uri: string; createdAt: number }
export interface MigrationRow { id: string; accountId: string; targetAccountId: string; acct: string; followersCount: number; createdAt: number }
/** `bytes` is the zip file once it is made. */
export interface ArchiveRow { id: string; accountId: string; createdAt: number; processed: boolean; fileName: string; bytes: Uint8Array | null }

export const importTypes = ['following', 'blocking', 'muting', 'domain_blocking', 'bookmarks', 'lists', 'custom_filters'] as const;
export type ImportType = (typeof importTypes)[number];
/** An import of the settings form (facts B.5). */
export interface BulkImport {
  id: string;
  accountId: string;
  type: ImportType;
  overwrite: boolean;
  likelyMismatched: boolean;
  fileName: string;
  state: 'unconfirmed' | 'scheduled' | 'in_progress' | 'finished';
  total: number;
  processed: number;
  imported: number;
  rows: { id: string; data: Record<string, unknown> }[];
  createdAt: number;
  finishedAt: number | null;
}

/** Everything one double knows. */
export interface State {
  accounts: Table<Account, 'uri' | 'handle'>;
  users: Map<string, User>;
  follows: Table<Follow, 'from' | 'to' | 'pair'>;
  followRequests: Map<string, Follow>;
  blocks: Map<string, Block>;
  mutes: Map<string, Mute>;
  domainBlocks: Map<string, DomainBlock>;
  lists: Map<string, List>;
  /** `counted` = those that an account's post counter counts; `replyTo` and `reblogOf` by the other post's id. */
  statuses: Table<Status, 'account' | 'counted' | 'uri' | 'replyTo' | 'reblogOf'>;
  media: Map<string, Media>;
  bookmarks: Table<Kept, 'account' | 'pair'>;
  favourites: Table<Kept, 'account' | 'pair' | 'status'>;
  notifications: Table<Notification, 'account'>;
  conversations: Map<string, Conversation>;
  scheduled: Map<string, Scheduled>;
  tagFollows: Map<string, TagFollow>;
  featuredTags: Map<string, FeaturedTag>;
  endorsements: Map<string, Endorsement>;
  notes: Table<Note, 'pair' | 'from'>;
  collections: Map<string, Collection>;
  announcements: Map<string, Announcement>;
  filters: Map<string, Filter>;
  aliases: Map<string, AliasRow>;
  migrations: Map<string, MigrationRow>;
  archives: Map<string, ArchiveRow>;
  imports: Map<string, BulkImport>;
  apps: Map<string, OAuthApp>;
  grants: Map<string, OAuthGrant>;
  tokens: Map<string, OAuthToken>;
  sessions: Map<string, WebSession>;
  /** Domains this server suspends (admin block). */
  suspendedDomains: Set<string>;
  /** Domains this server limits: nobody sees their posts without following. */
  limitedDomains: Set<string>;
}

/** Clock of a world of doubles: offset and speed can be changed at any time; jobs and rate limits follow it. */
export interface WorldClock {
  now(): number;
  /** Jump forward by `ms`; due jobs run. */
  advance(ms: number): void;
  /** World milliseconds that pass in one real millisecond. 1 = real time. */
  speed(factor: number): void;
  /** Runs `job` once, not before `delay` world milliseconds have passed. */
  after(delay: number, job: () => void | Promise<void>): void;
  /** Resolves when no job is due within `ms` world milliseconds and none is running. */
  idle(ms?: number): Promise<void>;
  stop(): void;
}

/** What the modules of one double share. `web` is the origin of its pages and API. */
export interface Instance {
  options: InstanceOptions;
  web: string;
  /** Domain of handles, with port. */
  domain: string;
  mediaOrigin: string;
  state: State;
  clock: WorldClock;
  seen: RequestSeen[];
  faults: Fault[];
  /** Bodies of actor documents with the time they were made: kept 3 minutes by record id (facts E). */
  actorCache: Map<string, { at: number; body: string }>;
  /** Requests per rate-limit window. */
  windows: Map<string, number>;
  /** Posts by account and `Idempotency-Key`, with the time: kept for an hour (facts I.5). */
  idempotent: Map<string, { at: number; statusId: string }>;
  /** Domains that did not answer lately: rows to them fail at once for 5 minutes (facts B.6). */
  broken: Map<string, number>;
  /** Origins whose Move was followed, with the time: repeats within 7 days are ignored. */
  movesSeen: Map<string, number>;
  counter: { value: number };
  /** What this double does to harm its readers, on requests that match. */
  hostility: Hostility[];
}
export type MoveError = 'blank' | 'notFound' | 'notAlias' | 'alreadyMoved' | 'self' | 'cooldown';
export type AliasError = 'blank' | 'invalid' | 'notFound' | 'self' | 'taken';
