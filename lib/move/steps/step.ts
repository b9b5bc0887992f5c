import type { Facts, Move, Role, StepId, Vars } from '../model';

/** What a step may look at besides facts. */
export interface StepContext {
  now: number;
  checkpointPassed: boolean;
}

/**
 * One step: which side it is on, and how it stands by the facts. One file a step; to add one is to add a file and list
 * it in `registry.ts`. `detail` has its words in the locale file under `step.<id>.<detail>`.
 */
export interface Step {
  id: StepId;
  /** null = on both. */
  side: Role | null;
  derive(move: Move, facts: Facts, context: StepContext): Derived;
}

/** `ready` = the person could do it now; the first step that is ready is the current one. `waiting` = a server works on it. */
export interface Derived {
  status: 'done' | 'ready' | 'waiting' | 'skipped' | 'closed';
  detail: string;
  vars?: Vars;
  at?: number;
  frozen?: boolean;
}
