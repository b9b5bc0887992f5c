import type { ProblemCode } from '@/lib/move/model';
import type { MoveState } from '@/lib/move/view';

/** A server that does not answer is no reason to stop: what it said last is in the backup. */
const silent: readonly ProblemCode[] = ['serverDown', 'serverNotFound', 'serverClosing'];

/** When the backup was finished that stands in for an old server which does not answer; null = it answers, or there is none. */
export function standIn(view: MoveState): number | null {
  const isSilent = view.problems.some((problem) => problem.role === 'old' && silent.includes(problem.code));
  return isSilent ? (view.complete?.finishedAt ?? null) : null;
}
