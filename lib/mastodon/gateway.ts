import { domainOf } from '@/lib/formats/acct';
import type { Gateway } from '@/lib/kinds/kind';
import type { Account } from '@/lib/move/model';
import { isPaged, note, take, type BudgetStore } from './budget';
import { ApiError } from './errors';
import { assertCalm, ownUrl, request, requestJson, type Answer, type Net } from './http';

/** Access to one account's API: who, with which token, within which budget. */
export interface Access extends ReadAccess {
  token: string;
}

/** As `Access`, for reading alone. */
export interface ReadAccess extends Net {
  account: Account;
  /** Null = as any visitor. */
  token: string | null;
  budget: BudgetStore;
}

/**
 * A gateway for kinds: GET only, counted against the stored budget, never with cookies. Throws `ApiError`; a path that
 * the server does not have is `badAnswer`, which costs that kind alone, and so does an address of another host.
 */
export function createGateway(access: ReadAccess): Gateway {
  const find = async (path: string) => {
    const answer = await budgetedOrNull(access, path);
    return answer && { body: answer.body, next: answer.next };
  };
  return {
    domain: domainOf(access.account.acct),
    accountId: access.account.id,
    apiVersion: access.account.apiVersion,
    find,
    async get(path) {
      const answer = await find(path);
      if (!answer) throw new ApiError('badAnswer', new URL(access.account.origin).host, 404);
      return answer;
    },
  };
}

/** One GET within the budget. When the budget is spent it does not wait: the `ApiError` says until when. */
export async function budgeted(access: ReadAccess, path: string): Promise<Answer> {
  try {
    return await spendOn(access, path);
  } catch (error) {
    if (access.token === null && error instanceof ApiError && (error.code === 'loginDisabled' || error.code === 'tokenRevoked')) throw new ApiError('notPublic', error.host, error.status, null, [error.host]);
    const refused = error instanceof ApiError && error.code === 'loginDisabled';
    if (refused && path !== ownAccount && (await ownAccountReadable(access))) throw new ApiError('badAnswer', error.host, error.status);
    throw error;
  }
}

const ownAccount = '/api/v1/accounts/verify_credentials';

/**
 * Is the account itself still readable? 403 is said of a disabled login as well as of one path (a missing scope, a
 * wall before the server), and the words of the answer are in any language.
 */
export async function ownAccountReadable(access: ReadAccess): Promise<boolean> {
  try {
    await spendOn(access, ownAccount);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'loginDisabled') return false;
    throw error;
  }
}

async function spendOn(access: ReadAccess, path: string): Promise<Answer> {
  const url = new URL(ownUrl(path, access.account.origin));
  const { actorUri } = access.account;
  const turn = await take(access.budget, actorUri, access.now(), isPaged(url.href), access.account.software === 'mastodon' ? 'mastodon' : 'unknown');
  if (!turn.allowed) throw new ApiError('rateLimited', url.host, null, turn.until);
  try {
    const answer = await requestJson(access, url.href, access.token === null ? { redirect: 'error' } : { token: access.token });
    await note(access.budget, actorUri, answer.rate, answer.skew);
    return answer;
  } catch (error) {
    if (error instanceof ApiError && error.until !== null) await note(access.budget, actorUri, { limit: 0, remaining: 0, reset: error.until });
    throw error;
  }
}

/** As `budgeted`, but 404 is null: the server does not know it. */
export async function budgetedOrNull(access: ReadAccess, path: string): Promise<Answer | null> {
  try {
    return await budgeted(access, path);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'accountNotFound') return null;
    throw error;
  }
}

/** Asks without a token, as any visitor; null for 404. Throws `ApiError`; `badAnswer` carries the status. */
export async function publicJson(net: Net, url: string): Promise<unknown> {
  const answer = await request(net, url);
  const host = new URL(url).host;
  if (answer.status === 404 || answer.status === 410) return null;
  assertCalm(answer, host, net.now());
  if (answer.status >= 300 || answer.body === undefined) throw new ApiError('badAnswer', host, answer.status);
  return answer.body;
}
