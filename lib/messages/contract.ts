import * as v from 'valibot';
import { kindIds, minds, pageIds, type Problem, type Role } from '@/lib/move/model';
import type { BlocksSeen, ServerLook } from '@/lib/move/server';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Limits } from '@/lib/mastodon/instance';
import type { ProfilePart } from '@/lib/move/profileDraft';
import { wishes } from '@/lib/move/scopes';
import { followOrders } from '@/lib/move/importPlan';
import type { Glance } from './glance';
import { importSeenSchema } from './importReply';
import type { GuideContext } from '@/lib/pages/page';

/**
 * The one contract between contexts. Every message has a schema, a reply, and a list of who may send it:
 * `page` = the extension's own popup and desk, `guide` = the content script on a server's page. A guide gets no token
 * and no database, and can ask only for what stands here. Replies are `Result`s; long work is observed in the
 * database (the popup: in what `readGlance` reads there), not in the reply to what began it.
 */
export type Sender = 'page' | 'guide';

/** What a message is: `guideOn` = a guide may send it only from the server of that side. */
export interface Rule {
  from: readonly Sender[];
  guideOn?: Role;
  data: v.GenericSchema;
}

const role = v.picklist(['old', 'new']);
const backupId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const moveId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const handle = v.pipe(v.string(), v.maxLength(512));
const kindId = v.picklist(kindIds);
/** Servers asked after one press. */
export const mostPeers = 300;
/** Rows sent in one message. */
export const mostKeys = 5_000;
const keys = v.pipe(v.array(v.pipe(v.string(), v.maxLength(20_000))), v.maxLength(mostKeys));

const text = v.pipe(v.string(), v.maxLength(20_000));
const flag = v.optional(v.boolean());
const profileChange = v.object({
  displayName: v.optional(text),
  note: v.optional(text),
  fields: v.optional(v.pipe(v.array(v.object({ name: text, value: text })), v.maxLength(100))),
  avatar: v.optional(v.literal('take')),
  header: v.optional(v.literal('take')),
  locked: flag,
  bot: flag,
  discoverable: flag,
  indexable: flag,
  hideCollections: flag,
});
const draft = v.object({ text, visibility: v.picklist(['public', 'unlisted', 'private']), pin: v.boolean() });

/** What the guide sees of the page it is on. Claims, confirmed by the background where an API exists. */
export const seenSchema = v.object({
  page: v.nullable(v.picklist(pageIds)),
  path: v.pipe(v.string(), v.maxLength(2048)),
  /** Of this showing of the page. */
  load: v.optional(v.pipe(v.string(), v.maxLength(64))),
  identity: v.nullable(v.object({ acct: handle, disabled: v.boolean(), movedTo: v.nullable(handle) })),
  reading: v.object({
    aliases: v.optional(v.pipe(v.array(handle), v.maxLength(1000))),
    redirecting: v.optional(v.nullable(v.object({ to: v.nullable(handle) }))),
    lastTarget: v.optional(v.nullable(handle)),
    lastMigration: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64)))),
    cooldown: v.optional(v.boolean()),
    refused: v.optional(v.nullable(v.picklist(['handle', 'password', 'form']))),
    imports: v.optional(
      v.pipe(
        v.array(importSeenSchema),
        v.maxLength(50),
      ),
    ),
    uploadRefused: v.optional(v.nullable(v.picklist(['type', 'file']))),
    confirm: v.optional(v.nullable(v.object({ importId: v.pipe(v.string(), v.maxLength(32)), mismatch: v.boolean() }))),
    passwordless: v.optional(v.boolean()),
    archive: v.optional(v.object({ mayAsk: v.boolean(), rows: v.pipe(v.array(v.object({ at: v.number(), ready: v.boolean() })), v.maxLength(100)) })),
  }),
});
export type Seen = v.InferOutput<typeof seenSchema>;

/** Every message: who may send it and what it carries. */
export const messages = {
  /** What the popup shows, read from the database now. */
  readGlance: { from: ['page'], data: v.object({}) },
  /** A page has had a backup file taken in, past the background. */
  tookIn: { from: ['page'], data: v.object({}) },
  /** Makes a move and shows it: an empty one, or one from the new account of another move, `back` to its old account or `on` to a third. */
  startMove: { from: ['page'], data: v.object({ from: v.optional(v.object({ moveId, way: v.picklist(['back', 'on']) })) }) },
  /** Shows another of the person's moves from now on. */
  showMove: { from: ['page'], data: v.object({ moveId }) },
  /** The person wants to take something back on a settings page, where the guide shows it; null = not any more. */
  changeMind: { from: ['page'], data: v.object({ moveId, mind: v.nullable(v.picklist(minds)) }) },
  /** Finds the server behind what a person typed, checks that it is a Mastodon, and remembers it for that side. */
  nameAccount: { from: ['page'], data: v.object({ moveId, role, text: v.pipe(v.string(), v.maxLength(500)) }) },
  /** Opens the server's own sign-in and consent; `also` = what it is to allow besides what that side always needs. The popup may die meanwhile; the result is in the database as well. */
  signIn: { from: ['page'], data: v.object({ moveId, role, also: v.optional(v.array(v.picklist(wishes)), []) }) },
  /** Takes an account off the move and revokes its token. */
  dropAccount: { from: ['page'], data: v.object({ moveId, role }) },
  /** Starts, or goes on with, a backup of the old account. */
  backUp: {
    from: ['page', 'guide'],
    data: v.object({ moveId: v.optional(moveId), role: v.optional(role), kinds: v.optional(v.pipe(v.array(v.picklist(kindIds)), v.minLength(1))) }),
  },
  /** Holds a backup until `backUp` goes on with it. */
  pauseBackup: { from: ['page'], data: v.object({ backupId }) },
  /** Deletes a backup, also an unfinished one. */
  deleteBackup: { from: ['page'], data: v.object({ backupId }) },
  /** Deletes an account's official archive that was taken in. */
  deleteArchive: { from: ['page'], data: v.object({ actorUri: v.pipe(v.string(), v.maxLength(4096)) }) },
  /** Fetches missing pictures and videos once more. */
  retryMedia: { from: ['page'], data: v.object({ backupId }) },
  /** How often an account is backed up by itself. */
  setSchedule: { from: ['page'], data: v.object({ moveId, role, every: v.picklist(['off', 'day', 'week']) }) },
  /** What a server announces, as plain text. */
  announcements: { from: ['page'], data: v.object({ moveId, role }) },
  /** The desk has saved the zip of this backup. */
  savedBackup: { from: ['page'], data: v.object({ backupId }) },
  /** Remembers which page to open once host access is there, and opens it at once where it is. Sent before `permissions.request`. */
  openPage: { from: ['page', 'guide'], data: v.object({ moveId: v.optional(moveId), role, page: v.picklist(pageIds) }) },
  /** Opens the desk at one of its places. */
  openDesk: { from: ['page', 'guide'], data: v.object({ at: v.picklist(['home', 'server', 'backup', 'compare', 'import', 'profile', 'announcement', 'checkpoint', 'after', 'leave', 'help', 'settings']) }) },
  /** What a server that was typed says of itself, and which servers of the person's people it blocks. Only after a press. */
  lookAtServer: { from: ['page'], data: v.object({ moveId, text: v.pipe(v.string(), v.maxLength(500)) }) },
  /** Which servers of the person's people the new one blocks or limits. */
  readBlocks: { from: ['page'], data: v.object({ moveId }) },
  /** Says which finished backup of the old account is carried; null = always the newest whole one. */
  carryBackup: { from: ['page'], data: v.object({ moveId, backupId: v.nullable(backupId) }) },
  /** Carries a kind, or leaves all of it behind. */
  chooseKind: { from: ['page'], data: v.object({ moveId, kind: kindId, chosen: v.boolean() }) },
  /** Merges, or overwrites what is there: refused while the new account is not backed up. */
  setMode: { from: ['page'], data: v.object({ moveId, kind: kindId, mode: v.picklist(['merge', 'overwrite']) }) },
  /** Leaves rows behind, or takes them along again. */
  leaveOut: { from: ['page'], data: v.object({ moveId, kind: kindId, keys, left: v.boolean() }) },
  /** Takes the accounts that others have become along in their stead, in every kind; `by` null undoes it. */
  replaceAccounts: { from: ['page'], data: v.object({ moveId, pairs: v.pipe(v.array(v.object({ acct: handle, by: v.nullable(handle) })), v.maxLength(mostKeys)) }) },
  /** Asks the servers again for every fact that may be asked now. Without `press` the new account's lists are read only where that may tell something new. */
  recheck: { from: ['page'], data: v.object({ moveId, press: v.optional(v.boolean(), false) }) },
  /** Asks both servers for all that the last step depends on. `press` = the person wants it now. */
  preflight: { from: ['page'], data: v.object({ moveId, press: v.optional(v.boolean(), false) }) },
  /** Asks the own servers of accounts that the new server could not find, where the person has just given access to them; it is given back. */
  askOwnServers: { from: ['page'], data: v.object({ moveId }) },
  /** Asks servers of followers which software they run, where the person has just given access to them; it is given back. */
  askPeers: { from: ['page'], data: v.object({ domains: v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.maxLength(mostPeers)) }) },
  /** The old server is gone: who has followed the new account since is looked up, and who is still to be told; or not any more. */
  tellFollowers: { from: ['page'], data: v.object({ moveId, tells: v.boolean() }) },
  /** Lets everybody in who asks to follow the new account and followed the old one, or goes on with it. */
  letPeopleIn: { from: ['page'], data: v.object({ moveId }) },
  /** Reads the profile of one side as its owner wrote it. */
  readProfile: { from: ['page'], data: v.object({ moveId, role }) },
  /** Changes the profile of one side by API, as the person has chosen it. What is absent stays. */
  changeProfile: { from: ['page'], data: v.object({ moveId, role, change: profileChange }) },
  /** Keeps what a person has written of an announcement so far. */
  draftAnnouncement: { from: ['page'], data: v.object({ moveId, role, draft }) },
  /** Posts an announcement, at most once, and pins it if wished. How it went is in the database as well. */
  postAnnouncement: { from: ['page'], data: v.object({ moveId, role, draft, language: v.nullable(v.pipe(v.string(), v.maxLength(35))) }) },
  /** Sets the profile step aside, or takes that back. */
  skipProfile: { from: ['page'], data: v.object({ moveId, skipped: v.boolean() }) },
  /** Brings, by API, what only the API can bring to the new account; goes on where it was held. */
  carryRest: { from: ['page'], data: v.object({ moveId }) },
  /** Holds that until `carryRest` goes on with it. */
  pauseRest: { from: ['page'], data: v.object({ moveId }) },
  /** Brings this one row, a scheduled post: those are never sent without a press of their own. */
  carryOne: { from: ['page'], data: v.object({ moveId, kind: v.picklist(kindIds), key: v.pipe(v.string(), v.maxLength(4096)) }) },
  /** Passes the checkpoint; `typed` must be the old handle. */
  passCheckpoint: { from: ['page'], data: v.object({ moveId, typed: handle }) },
  /** Dismisses a problem that was shown. */
  dismissProblem: { from: ['page'], data: v.object({ moveId, role: v.nullable(role) }) },
  /** Revokes tokens, gives host access back, and forgets this move. Backups stay unless `backups`. */
  forgetMove: { from: ['page'], data: v.object({ moveId, backups: v.boolean() }) },
  /** The person has seen what was cleaned up. */
  dismissFarewell: { from: ['page'], data: v.object({}) },
  /** The guide is on a page of a granted origin. Replies with what it needs to speak. */
  hello: { from: ['guide'], data: seenSchema },
  /** Asks for the text of one import file of the backup. */
  importFile: { from: ['guide'], guideOn: 'new', data: v.object({ kind: v.picklist(kindIds) }) },
  /** Sends all import files through the open page of the new server, or goes on with it; `again` = also rows that could not come, `order` = who comes first. */
  bringFiles: { from: ['page', 'guide'], guideOn: 'new', data: v.object({ moveId: v.optional(moveId), again: v.optional(v.boolean()), order: v.optional(v.picklist(followOrders)) }) },
  /** Holds that until `bringFiles` goes on with it. */
  holdFiles: { from: ['page', 'guide'], guideOn: 'new', data: v.object({ moveId: v.optional(moveId) }) },
  /** The file was put into the form. */
  filePut: { from: ['guide'], guideOn: 'new', data: v.object({ kind: v.picklist(kindIds), afterId: v.nullable(v.pipe(v.string(), v.maxLength(32), v.digits())) }) },
} as const satisfies Record<string, Rule>;

export type MessageName = keyof typeof messages;
export type MessageData<N extends MessageName> = v.InferInput<(typeof messages)[N]['data']>;

/** What each message answers inside its `Result`. */
export interface Replies {
  readGlance: Glance;
  tookIn: null;
  startMove: { moveId: string };
  showMove: null;
  changeMind: null;
  nameAccount: { origin: string; acct: string | null };
  signIn: { actorUri: string };
  dropAccount: null;
  backUp: { backupId: string };
  pauseBackup: null;
  deleteBackup: null;
  deleteArchive: null;
  retryMedia: null;
  setSchedule: null;
  announcements: { texts: string[] };
  savedBackup: null;
  openPage: { opened: boolean };
  openDesk: null;
  lookAtServer: ServerLook;
  readBlocks: BlocksSeen;
  carryBackup: null;
  chooseKind: null;
  setMode: null;
  leaveOut: null;
  replaceAccounts: null;
  recheck: null;
  preflight: null;
  /** How many were asked. */
  askOwnServers: { servers: number };
  /** How many were asked. */
  askPeers: { servers: number };
  tellFollowers: null;
  letPeopleIn: null;
  readProfile: { profile: ProfileRow; limits: Limits | null; keptAt: number | null };
  /** `left` names the parts that stayed as they are there: refused by the server, or a picture that could not be fetched. */
  changeProfile: { left: ProfilePart[] };
  draftAnnouncement: null;
  postAnnouncement: null;
  skipProfile: null;
  carryRest: null;
  pauseRest: null;
  carryOne: null;
  passCheckpoint: null;
  dismissProblem: null;
  forgetMove: null;
  dismissFarewell: null;
  hello: GuideContext;
  importFile: { name: string; mime: string; text: string; mode: 'merge' | 'overwrite' };
  bringFiles: null;
  holdFiles: null;
  filePut: null;
}

/** The envelope on the wire. */
export interface Envelope<N extends MessageName = MessageName> {
  movingDay: N;
  data: MessageData<N>;
}

/** Reply on the wire: JSON only (no Map, Date or typed array). */
export type Reply<N extends MessageName> = { ok: true; value: Replies[N] } | { ok: false; problem: Problem };
