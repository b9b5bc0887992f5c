import { archiveNow } from './archive';
import { checkpointBasis, checkpointView } from './checkpoint';
import type { Account, Facts, Move, Problem, Role } from './model';
import { pointingOf } from './pointing';
import { refusalOf } from './refusal';
import { allows, wishes } from './scopes';
import { deriveSteps } from './steps/registry';
import type { BackupView, FollowerPoint, MoveState, SideView } from './view';

/** Everything that a view of a move is made of, as it is stored; plain values that survive JSON, and no token among them. */
export interface MoveParts {
  move: Move;
  old: SideParts;
  new: SideParts;
  facts: Facts;
  followers: FollowerPoint[];
  problems: Problem[];
  backup: BackupView | null;
  complete: BackupView | null;
  carried: BackupView | null;
}

/** What is stored of one side. */
export interface SideParts {
  account: Account | null;
  /** What its sign-in may do; null = not signed in. */
  scopes: string[] | null;
  /** When a sign-in was begun that has not ended, in milliseconds since the epoch. */
  signInStartedAt: number | null;
}

/** A sign-in that is older than this is not under way any more; its window cannot live that long. In milliseconds. */
const signInLimit = 30 * 60_000;

/** The view of a move as it is at that time (milliseconds since the epoch). `hostAccess` is always false here: the browser holds it, and the page adds it. Pure. */
export function deriveState(parts: MoveParts, now: number): MoveState {
  const { move, facts, backup, complete, carried, followers } = parts;
  const checkpoint = checkpointView(facts, checkpointBasis(move, facts), now);
  const refusal = refusalOf(facts, now);
  return {
    move,
    old: sideOf(parts, 'old', now),
    new: sideOf(parts, 'new', now),
    steps: deriveSteps(move, facts, { now, checkpointPassed: checkpoint.passed }),
    backup,
    complete,
    carried,
    checkpoint,
    movedTo: facts['old.moved']?.value.to ?? null,
    pointing: pointingOf(facts),
    oldGone: facts['old.gone']?.value.gone === true,
    refusal: facts['old.moved']?.value.to == null || refusal?.code === 'same' ? refusal : null,
    cooldownUntil: facts['old.cooldown']?.value.until ?? null,
    archive: facts['old.archive'] ? archiveNow(facts['old.archive'].value, now) : null,
    unlockedForMove: facts['new.unlocked']?.value.unlocked === true,
    followers,
    followersBaseline: complete?.kinds.find((kind) => kind.kind === 'followers')?.rows ?? null,
    problems: [...parts.problems].sort((a, b) => b.at - a.at),
  };
}

function sideOf(parts: MoveParts, role: Role, now: number): SideView {
  const { account, scopes, signInStartedAt } = parts[role];
  const { named } = parts.move[role];
  return {
    role,
    account,
    named: named ? (named.acct ?? named.domain) : null,
    origin: account?.origin ?? named?.origin ?? null,
    signedIn: scopes !== null,
    may: scopes === null ? [] : wishes.filter((wish) => allows(role, scopes, wish)),
    signingIn: signInStartedAt !== null && now - signInStartedAt < signInLimit,
    hostAccess: false,
  };
}
