import { isStorageFull } from '@/lib/formats/storageFull';
import { EndlessList, UnreadableAnswer } from '@/lib/kinds/entities';
import type { Problem, ProblemCode, Role } from '@/lib/move/model';

/** Why a request to a server failed; the kind is the problem's code. */
export class ApiError extends Error {
  constructor(
    readonly code: ProblemCode,
    /** Host that was asked. */
    readonly host: string,
    /** HTTP status, null when there was no answer. */
    readonly status: number | null = null,
    /** When it may be asked again (milliseconds since the epoch), null = unknown. */
    readonly until: number | null = null,
    /** Substitutions of the problem's words; the host where empty. */
    readonly vars: string[] = [],
  ) {
    super(`${code} from ${host}${status === null ? '' : ` (${status})`}`);
  }
}

/** Any error as a problem that a person can act on. What is not known is `unexpected`, never a raw message. */
export function toProblem(error: unknown, role: Role | null, at: number): Problem {
  if (error instanceof ApiError) return { code: error.code, vars: error.vars.length > 0 ? error.vars : [error.host], role, at };
  if (isStorageFull(error)) return { code: 'storageFull', vars: [], role, at };
  if (error instanceof UnreadableAnswer) return { code: 'badAnswer', vars: [], role, at };
  if (error instanceof EndlessList) return { code: 'endlessList', vars: [], role, at };
  return { code: 'unexpected', vars: [], role, at };
}
