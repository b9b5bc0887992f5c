import { accountRowSchema, type AccountRow } from './accountRow';
import { accountSchema, acctOf, personOf } from './entities';
import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';

/** Accounts featured on the profile. */
export const featuredAccounts: Kind<AccountRow> = {
  id: 'featuredAccounts',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(accountRowSchema),
  expected: () => null,
  pageSize: 80,
  sources: [pagedSource(['acct', 'person'], () => '/api/v1/endorsements?limit=80', accountSchema, (account, gateway) => ({ acct: acctOf(account, gateway.domain), person: personOf(account) }))],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:accounts'],
    about: { following: true, row: (acct, relationship) => (relationship.endorsed ? { acct } : null) },
    done: () => true,
    // `endorse` is the name since 4.4; the older one still works.
    plan: (_row, _there, place) => (place.accountId === null ? [] : [{ verb: 'POST', path: `/api/v1/accounts/${encodeURIComponent(place.accountId)}/${place.apiVersion >= 6 ? 'endorse' : 'pin'}`, body: {} }]),
  },
};
