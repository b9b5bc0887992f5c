import { domainOf } from '@/lib/formats/acct';
import { readDomainBlocks } from '@/lib/mastodon/domainBlocks';
import { lookupAccount, readRelationships } from '@/lib/mastodon/lookup';
import { dexieBudget } from '@/lib/store/budgets';
import type { Evidence } from '@/lib/move/ledger';
import type { Account } from '@/lib/move/model';
import type { Background } from './context';

/** Asks the new server about accounts that did not arrive: does it know them, have they moved, do blocks stand between. */
export interface Inquiry {
  about(acct: string | null): Promise<Pick<Evidence, 'account' | 'relationship' | 'serverBlocked'>>;
}

/**
 * An inquiry that asks about each account once. Each question is up to two unpaged requests within the account's
 * budget; a refusal by the rate limit surfaces as `ApiError` and the caller goes on later.
 */
export async function createInquiry(background: Background, account: Account): Promise<Inquiry> {
  const token = await background.db.tokens.get(account.actorUri);
  const access = { account, token: token?.accessToken ?? '', budget: dexieBudget(background.db), fetch: background.fetch, now: () => background.now() };
  const known = new Map<string, Promise<Pick<Evidence, 'account' | 'relationship' | 'serverBlocked'>>>();
  const blocked = await readDomainBlocks(access);

  async function ask(acct: string): Promise<Pick<Evidence, 'account' | 'relationship' | 'serverBlocked'>> {
    await background.heartbeat();
    const serverBlocked = (await blocked.severityOf(domainOf(acct))) === 'suspend';
    const found = await lookupAccount(access, acct);
    const relationship = found ? ((await readRelationships(access, [found.id]))[0] ?? null) : null;
    return { account: found ? { found: true, movedTo: found.movedTo, suspended: found.suspended } : { found: false, movedTo: null, suspended: false }, relationship, serverBlocked };
  }

  return {
    about(acct) {
      if (acct === null) return Promise.resolve({ account: null, relationship: null, serverBlocked: false });
      const answer = known.get(acct) ?? ask(acct);
      known.set(acct, answer);
      return answer;
    },
  };
}
