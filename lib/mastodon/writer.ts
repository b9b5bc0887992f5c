import type { Write } from '@/lib/kinds/rest';
import { followAllowedAt, isFamily, note, noteFollow, take } from './budget';
import { ApiError } from './errors';
import { ownAccountReadable, type Access } from './gateway';
import { assertCalm, ownUrl, request, type Answer } from './http';

/** The server understood a write and did not take it. `missing` = what it is about is not known there (404). */
export class Refused extends Error {
  constructor(
    readonly host: string,
    readonly status: number,
    readonly missing: boolean,
  ) {
    super(`${status} from ${host}`);
  }
}

export interface WriteOptions {
  /** It is one of the day's follows. */
  follow?: boolean;
  /** The same write sent twice within an hour is taken once, where the server keeps such keys. */
  key?: string;
}

/** When the next follow of this account may be made, by what is stored; null = now. */
export async function followsFrom(access: Access): Promise<number | null> {
  const budget = await access.budget.read(access.account.actorUri);
  const now = access.now();
  const from = budget ? followAllowedAt(budget, now) : now;
  return from > now ? from : null;
}

/** The server's clock, as its last answer told it. */
export async function serverNow(access: Access): Promise<number> {
  return access.now() + ((await access.budget.read(access.account.actorUri))?.skew ?? 0);
}

/**
 * One write to the account of `access`, within the same stored budget as its reads; it does not wait. Resolves with the
 * answer's body. Throws `Refused` for what concerns this write alone (403 for a single act, 404, 422), `ApiError` for
 * everything else: `rateLimited` with its end for 429 and for a budget that is spent, `tokenRevoked`, `loginDisabled`,
 * `serverClosing`, `serverDown`. Whether the sign-in allows it is to be known beforehand: a 403 says the same of a
 * missing scope and of an act that is not allowed, in any language.
 */
export async function writeTo(access: Access, write: Write, options: WriteOptions = {}): Promise<unknown> {
  const { account, budget, token } = access;
  const { host } = new URL(account.origin);
  const turn = await take(budget, account.actorUri, access.now(), false, account.software === 'mastodon' ? 'mastodon' : 'unknown');
  if (!turn.allowed) throw new ApiError('rateLimited', host, null, turn.until);
  const answer = await request(access, ownUrl(write.path, account.origin), { method: write.verb, json: write.body, token, daily: true, ...(options.key === undefined ? {} : { idempotencyKey: options.key }) });
  await learn(access, answer, options.follow === true);
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  assertCalm(answer, host, access.now());
  if (answer.status === 401) throw new ApiError('tokenRevoked', host, 401);
  if (answer.status === 410) throw new ApiError('serverClosing', host, 410);
  if (answer.status === 403 && !(await ownAccountReadable(access))) throw new ApiError('loginDisabled', host, 403);
  throw new Refused(host, answer.status, answer.status === 404);
}

/** The limit of a day is no limit of all requests: each is kept where it belongs. */
async function learn(access: Access, { rate, skew, status }: Answer, follow: boolean): Promise<void> {
  const { account, budget } = access;
  const family = rate !== null && isFamily(rate, access.now());
  await note(budget, account.actorUri, family ? null : rate, skew);
  if (follow) await noteFollow(budget, account.actorUri, access.now(), rate, status >= 200 && status < 300);
}
