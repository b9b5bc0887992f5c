import { accountSchema, acctOf, personOf } from './entities';
import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';
import { accountRowSchema, type AccountRow } from './accountRow';

/** Followers, kept to compare with after the move; the Move itself brings them. */
export const followers: Kind<AccountRow> = {
  id: 'followers',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(accountRowSchema),
  expected: (counters) => counters.followersCount,
  pageSize: 80,
  sources: [
    pagedSource(['acct', 'person'], (gateway) => `/api/v1/accounts/${gateway.accountId}/followers?limit=80`, accountSchema, (account, gateway) => ({
      acct: acctOf(account, gateway.domain),
      person: personOf(account),
    })),
  ],
  carry: { by: 'move' },
};
