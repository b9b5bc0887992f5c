import type { Account, ArchiveFact, KindId, LedgerCount, Move, Problem, Role, StepState } from './model';
import type { Pointing } from './pointing';
import type { Refusal } from './refusal';
import type { Wish } from './scopes';

/** A backup as a person sees it: running, waiting, finished or failed. */
export interface BackupView {
  backupId: string;
  actorUri: string;
  startedAt: number;
  finishedAt: number | null;
  status: 'running' | 'waiting' | 'paused' | 'done' | 'failed';
  /** When `waiting`: until when (the server's rate limit, or a server that is down). */
  waitsUntil: number | null;
  problem: Problem | null;
  kinds: BackupKindView[];
  /** When the zip was last saved as a file, null if never. */
  savedAt: number | null;
  /** The backup before this one, to tell what changed; null = none, or thinned out since. */
  baseId: string | null;
  scheduled: boolean;
}

/** Progress of one kind. `expected` is the server's own counter, null when it has none. */
export interface BackupKindView {
  kind: KindId;
  rows: number;
  expected: number | null;
  status: 'queued' | 'running' | 'done' | 'failed' | 'unsupported';
  /** Where it was read, best first; empty before the first is complete. */
  sources: ('csv' | 'json' | 'api')[];
  /** When its last source was complete, null before. */
  readAt: number | null;
  /** Why it failed, or what a kind that is done lacks. */
  why: Problem | null;
}

/** One side as the popup shows it. */
export interface SideView {
  role: Role;
  account: Account | null;
  /** Named but not signed in: handle or server. */
  named: string | null;
  origin: string | null;
  signedIn: boolean;
  /** What its sign-in lets us do besides reading. */
  may: Wish[];
  /** A sign-in window is open or about to. */
  signingIn: boolean;
  /** The person has allowed the guide on this server. */
  hostAccess: boolean;
}

/** What the checkpoint page shows. */
export interface CheckpointView {
  passed: boolean;
  passedAt: number | null;
  /** Codes of what still has to be true before it can be passed; words under `checkpoint.needs.<code>`. */
  needs: CheckpointNeed[];
  /** Why it un-passed, when it was passed before. Words under `checkpoint.unpassed.<code>`. */
  unpassedBy: CheckpointChange | null;
}
export type CheckpointNeed = 'signedIn' | 'backup' | 'freshBackup' | 'alias' | 'cooldown' | 'notMoved' | 'blocked' | 'import';
export type CheckpointChange = 'accounts' | 'alias' | 'backup' | 'cooldown' | 'moved';

/** One point of the follow-through. */
export interface FollowerPoint {
  at: number;
  old: number;
  new: number;
}

/** Everything popup and desk show about a move. Derived from the store; nothing here is stored. */
export interface MoveView {
  move: Move;
  old: SideView;
  new: SideView;
  steps: StepState[];
  backup: BackupView | null;
  /** The newest complete backup of the old account, may be older than `backup`. */
  complete: BackupView | null;
  /** The backup that is carried: the newest complete one, unless the person has chosen another. */
  carried: BackupView | null;
  ledger: LedgerCount[];
  checkpoint: CheckpointView;
  movedTo: string | null;
  /** Whether it has moved, or only redirects, as far as that is known. */
  pointing: Pointing;
  /** The old account has been deleted. */
  oldGone: boolean;
  /** Why the old server said no to the last try; null = it has not, or that is over. */
  refusal: Refusal | null;
  cooldownUntil: number | null;
  /** The server's own archive as its page last showed it, as of now; null = the page was never seen. */
  archive: ArchiveFact | null;
  /** NEW was locked and has been unlocked for the move: it may be locked again afterwards. */
  unlockedForMove: boolean;
  followers: FollowerPoint[];
  /** Followers in the snapshot taken before the move, null before a backup. */
  followersBaseline: number | null;
  /** Newest first; at most one per role and one without role. */
  problems: Problem[];
}

/** Everything of it but the numbers of the ledger, which take longest to count. */
export type MoveState = Omit<MoveView, 'ledger'>;
