import type { Account, FactSource, Facts, LedgerCount, PageId, Role, Vars } from '../model';
import type { BackupView } from '../view';

/** How a line of the preflight stands. `unknown` = it cannot be known, and why is said. */
export type FindingState = 'fine' | 'look' | 'stop' | 'unknown';

/** How all lines together stand. */
export type Verdict = 'fine' | 'look' | 'stop';

/** The one thing that a person can do about a line. */
export type FindingAction = { at: 'page'; page: PageId; role: Role } | { at: 'desk'; place: 'backup' | 'import' | 'profile' | 'home' } | { at: 'signIn'; role: Role };

/** One line of the preflight. Words: `preflight.<id>.<detail>` with `vars`. */
export interface Finding {
  id: CheckId;
  state: FindingState;
  detail: string;
  vars: Vars;
  /** Which server said it, when and how; null = nobody has. */
  seen: { at: number; host: string; source: FactSource } | null;
  action: FindingAction | null;
  /** Until when it waits by itself, null = it does not. */
  until: number | null;
}

/** What the checks look at. */
export interface Ground {
  facts: Facts;
  old: Account | null;
  next: Account | null;
  /** The new account's server lets its owner not in: not confirmed yet, waiting for approval, or suspended. */
  disabled: boolean;
  /** The newest complete backup of the old account. */
  complete: BackupView | null;
  ledger: readonly LedgerCount[];
  now: number;
}

export const checkIds = ['moved', 'cooldown', 'alias', 'blocks', 'locked', 'proof', 'versions', 'backup', 'imports', 'requests', 'scheduled', 'archive'] as const;
export type CheckId = (typeof checkIds)[number];

/** One check. One file a check; to add one is to add a file and list it in `registry.ts`. Pure. */
export interface Check {
  id: CheckId;
  find(ground: Ground): Found;
}
export type Found = Pick<Finding, 'state' | 'detail'> & Partial<Pick<Finding, 'vars' | 'seen' | 'action' | 'until'>>;

/** Where a stored fact comes from, as a line says it. */
export function seenOf(fact: { at: number; host: string; source: FactSource } | undefined): Finding['seen'] {
  return fact === undefined ? null : { at: fact.at, host: fact.host, source: fact.source };
}
