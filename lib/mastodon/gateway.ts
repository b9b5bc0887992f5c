import { domainOf } from '@/lib/formats/acct';
import type { Gateway } from '@/lib/kinds/kind';
import type { Account } from '@/lib/move/model';
import { allowedAt, emptyBudget, isPaged, learn, spend, type BudgetStore } from './budget';
import { ApiError } from './errors';
import { request, requestJson, type Answer, type Net } from './http';

/** Access to one account's API: who, with which token, within which budget. */
export interface Access extends Net {
  account: Account;
  token: string;
  budget: BudgetStore;
}

/** A gateway for kinds: GET only, counted against the stored budget, never with cookies. Throws `ApiError`. */
export function createGateway(access: Access): Gateway {
  return {
    domain: domainOf(access.account.acct),
    accountId: access.account.id,
    apiVersion: access.account.apiVersion,
    async get(path) {
      const { body, next } = await budgeted(access, path);
      return { body, next };
    },
  };
}

/** One GET within the budget. When the budget is spent it does not wait: the `ApiError` says until when. */
export async function budgeted(access: Access, path: string): Promise<Answer> {
  const url = new URL(path, access.account.origin);
  if (url.origin !== access.account.origin) throw new ApiError('badAnswer', url.host);
  const paged = isPaged(url.href);
  const before = (await access.budget.read(access.account.actorUri)) ?? emptyBudget(access.account.actorUri);
  const at = allowedAt(before, access.now(), paged);
  if (at > access.now()) throw new ApiError('rateLimited', url.host, null, at);
  const spent = spend(before, access.now(), paged);
  await access.budget.write(spent);
  try {
    const answer = await requestJson(access, url.href, { token: access.token });
    if (answer.rate && answer.rate.remaining <= 0) await access.budget.write(learn(spent, answer.rate));
    return answer;
  } catch (error) {
    if (error instanceof ApiError && error.until !== null) await access.budget.write({ ...spent, blockedUntil: error.until });
    throw error;
  }
}

/** As `budgeted`, but 404 is null: the server does not know it. */
export async function budgetedOrNull(access: Access, path: string): Promise<Answer | null> {
  try {
    return await budgeted(access, path);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'accountNotFound') return null;
    throw error;
  }
}

/** Asks without a token, as any visitor; null for 404. */
export async function publicJson(net: Net, url: string): Promise<unknown> {
  const answer = await request(net, url);
  if (answer.status === 404 || answer.status === 410) return null;
  if (answer.status === 429) throw new ApiError('rateLimited', new URL(url).host, 429, answer.rate?.reset ?? null);
  if (answer.status >= 500) throw new ApiError('serverDown', new URL(url).host, answer.status);
  if (answer.status >= 300 || answer.body === undefined) throw new ApiError('badAnswer', new URL(url).host, answer.status);
  return answer.body;
}
