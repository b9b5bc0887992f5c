import type { ArchiveSeen } from '@/lib/move/archive';
import type { FollowOrder } from '@/lib/move/importPlan';
import type { ArchiveFact, KindId, Mind, PageId, Problem, Role, Vars } from '@/lib/move/model';
import type { Verdict } from '@/lib/move/preflight/check';
import type { RefusalCode } from '@/lib/move/refusal';

/**
 * One settings page of a server: how it is recognised without words, what may be read on it, and what the guide says.
 * One file a page; to add one is to add a file and list it in `registry.ts`. Selectors are ids, names, actions and
 * hrefs only (106 UI languages exist); a page of unknown shape gets words, never a guess.
 * Password fields are never selected, read, or written.
 */
export interface SettingsPage {
  id: PageId;
  /** Path on the server, to open it. */
  path: string;
  /** True when this document is the page. `path` is the location's pathname. */
  matches(path: string, doc: Document): boolean;
  /** Side of the move on which it is used. */
  side: Role | 'both';
  /** What the page proves; `null` values = could not be read. */
  read(doc: Document): PageReading;
  /** What the guide says here: which words, what to ring, what it can fill in. Only called on the right server as the right account. */
  guide(doc: Document, context: GuideContext): Guidance;
}

/** What a page says, as claims that the background confirms. Handles as written on the page. */
export interface PageReading {
  /** Aliases page: handles listed. */
  aliases?: string[];
  /** Migration page: redirecting now? To which profile URL / handle, if named. */
  redirecting?: { to: string | null } | null;
  /** Migration page: ISO time of the newest past migration, null if none. */
  lastMigration?: string | null;
  /** Migration page: where that migration went, as the page names it. */
  lastTarget?: string | null;
  cooldown?: boolean;
  /** Move or redirect form refused: an error is shown at the handle, at the password, or at the form. */
  refused?: 'handle' | 'password' | 'form' | null;
  /** Imports page: rows of the table, newest first. */
  imports?: ImportSeen[];
  /** Upload refused on the imports page. */
  uploadRefused?: 'type' | 'file' | null;
  /** Confirm page: id of the import, and whether the server warns of a mismatch. */
  confirm?: { importId: string; mismatch: boolean } | null;
  /** Migration page: asks for the username instead of a password. */
  passwordless?: boolean;
  /** Export page: the server's own archives. */
  archive?: ArchiveSeen;
}
export interface ImportSeen {
  importId: string;
  imported: number;
  total: number;
  unconfirmed: boolean;
  finished: boolean;
  /** ISO time. */
  startedAt: string | null;
}

/** Who is signed in on this page, from `script#initial-state` only (`meta.me` or `meta.disabled_account_id`, `accounts`, `meta.domain`). */
export interface PageIdentity {
  acct: string;
  /** The account is moved or otherwise disabled. */
  disabled: boolean;
  /** Acct it moved to, if the page knows. */
  movedTo: string | null;
}

/** What the background tells the guide about the move. No token, ever. */
export interface GuideContext {
  /** Role of the account that belongs on this origin; `both` when old and new share the server, null when this server is no part of the move. */
  role: Role | 'both' | null;
  oldAcct: string | null;
  newAcct: string | null;
  checkpointPassed: boolean;
  aliasListed: boolean;
  movedTo: string | null;
  /** Files of the backup that this server's import form takes, in the order to import. */
  files: GuideFile[];
  /** Kinds that this server's form does not take and its API does. */
  byApi: KindId[];
  backupAt: number | null;
  /** The person puts each file in and presses the server's buttons. Known on the page alone. */
  byHand: boolean;
  /** The sending of all files by one press; null = not begun. `problem` null while held = the person holds it; `over` = follows that do not fit below the server's limit, of which `free` fit now. */
  run: { status: 'running' | 'waiting' | 'held' | 'done'; problem: Pick<Problem, 'code' | 'vars'> | null; over: number; free: number | null; asksOrder: boolean } | null;
  /** How the lines of the preflight stand together; null on pages where it does not matter. */
  verdict: Verdict | null;
  /** Why the old server said no to the last try, and in how many minutes the next is worth it; null = it has not. */
  refusal: { code: RefusalCode; minutes: number | null } | null;
  /** What the person wants to take back here, null = nothing. */
  mind: Mind | null;
  /** Followers are known not to have been told: OLD only redirects. */
  onlyRedirects: boolean;
  /** The old account's archive as it was last seen, null = never. */
  archive: ArchiveFact | null;
}
export interface GuideFile {
  kind: KindId;
  rows: number;
  importType: string;
  /** Rows that the server says it has imported, null before. */
  imported: number | null;
  /** How it stands: not sent, being sent, uploaded and not confirmed, confirmed and running, worked off. */
  state: 'todo' | 'sending' | 'handed' | 'running' | 'done';
}

/** What the guide shows. Words: `guide.<words>.title`, `.text` with `vars`, actions `guide.action.<id>`. */
export interface Guidance {
  words: string;
  /** What stands in the way; said instead of the words. */
  problem?: Pick<Problem, 'code' | 'vars'>;
  vars: Vars;
  tone: 'normal' | 'look' | 'stop' | 'done';
  /** Element to ring, null = none. */
  ring: Element | null;
  actions: GuideAction[];
  /** Further sentences, `guide.<words>` with these times as dates. */
  also?: Aside[];
  /** Fields to fill at once (never a password). */
  fill?: { field: HTMLInputElement; value: string }[];
}
export interface Aside {
  words: string;
  /** Milliseconds since the epoch. */
  times: number[];
}
export type GuideAction =
  | { id: 'putFile'; kind: KindId }
  | { id: 'bringAll' }
  | { id: 'order'; order: FollowOrder }
  | { id: 'hold' }
  | { id: 'byHand' }
  | { id: 'backUp' }
  | { id: 'requestArchive' }
  | { id: 'reload' }
  | { id: 'openDesk'; at: 'checkpoint' | 'import' | 'backup' | 'after' | 'profile' | 'leave' }
  | { id: 'openPage'; page: PageId; role: Role }
  | { id: 'setAside' };
