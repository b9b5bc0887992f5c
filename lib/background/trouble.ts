import { pauseAfter } from '@/lib/jobs/turns';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import type { Problem, ProblemCode } from '@/lib/move/model';

/** Troubles that pass by themselves. */
const passing: readonly ProblemCode[] = ['serverDown', 'serverNotFound', 'offline', 'rateLimited', 'badAnswer', 'unexpected'];

/** What becomes of work on the new account that an error has ended: it waits until then, or, `waitsUntil` null, for the person. `problem` null = a limit of the server, which needs no word. */
export function troubleOf(error: unknown, now: number, failures: number): { waitsUntil: number | null; problem: Problem | null } {
  if (error instanceof ApiError && error.until !== null) return { waitsUntil: error.until, problem: null };
  const problem = toProblem(error, 'new', now);
  return { waitsUntil: passing.includes(problem.code) ? now + pauseAfter(failures) : null, problem };
}
