import { domainOf } from '@/lib/formats/acct';
import { batch } from '@/lib/kinds/paging';
import { readDomainBlocks, type DomainBlocks } from '@/lib/mastodon/domainBlocks';
import { lookupAccount, readRelationships, type Found } from '@/lib/mastodon/lookup';
import { dexieBudget } from '@/lib/store/budgets';
import type { Evidence } from '@/lib/move/ledger';
import type { Account } from '@/lib/move/model';
import type { Background } from './context';

/** What the new server knows about an account. */
export type Known = Pick<Evidence, 'account' | 'relationship' | 'serverBlocked'>;
/** What is known of a row that is about nobody. */
export const nobody: Known = { account: null, relationship: null, serverBlocked: false };

/** Accounts that are asked about in one go. */
export const inquiryBatch = batch;

/** Asks the new server about accounts that did not arrive: does it know them, have they moved, do blocks stand between. */
export interface Inquiry {
  /** At most `inquiryBatch` accounts; the answers, by acct. */
  about(accts: readonly string[]): Promise<ReadonlyMap<string, Known>>;
}

/**
 * An inquiry that asks about each account once: one look-up each, and one request for what stands between all of them.
 * They are within the account's budget; a refusal by the rate limit surfaces as `ApiError`, and the same inquiry goes on
 * later where it was.
 */
export function createInquiry(background: Background, account: Account): Inquiry {
  const known = new Map<string, Known>();
  const found = new Map<string, Found | null>();
  let blocks: Promise<DomainBlocks> | null = null;

  async function ask(accts: readonly string[]): Promise<void> {
    const token = await background.db.tokens.get(account.actorUri);
    const access = { account, token: token?.accessToken ?? '', budget: dexieBudget(background.db), fetch: background.fetch, now: () => background.now() };
    blocks ??= readDomainBlocks(access);
    const blocked = await blocks;
    for (const acct of accts.filter((one) => !found.has(one))) {
      await background.heartbeat();
      found.set(acct, await lookupAccount(access, acct));
    }
    const ids = accts.flatMap((acct) => found.get(acct)?.id ?? []);
    const relationships = new Map((ids.length === 0 ? [] : await readRelationships(access, ids)).map((one) => [one.id, one]));
    for (const acct of accts) {
      const one = found.get(acct) ?? null;
      known.set(acct, {
        account: one ? { found: true, handle: one.acct === acct ? '' : one.acct, movedTo: one.movedTo, suspended: one.suspended, locked: one.locked } : { found: false, handle: '', movedTo: null, suspended: false, locked: false },
        relationship: (one && relationships.get(one.id)) ?? null,
        serverBlocked: (await blocked.severityOf(domainOf(acct))) === 'suspend',
      });
    }
  }

  return {
    async about(accts) {
      const fresh = [...new Set(accts)].filter((acct) => !known.has(acct));
      if (fresh.length > 0) await ask(fresh);
      return known;
    },
  };
}
