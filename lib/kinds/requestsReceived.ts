import { accountRowSchema, type AccountRow } from './accountRow';
import { accountSchema, acctOf, personOf } from './entities';
import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';

/** People who have asked to follow and wait for an answer. Nothing carries a request: answer before the move. */
export const requestsReceived: Kind<AccountRow> = {
  id: 'requestsReceived',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(accountRowSchema),
  expected: () => null,
  pageSize: 80,
  sources: [pagedSource(['acct', 'person'], () => '/api/v1/follow_requests?limit=80', accountSchema, (account, gateway) => ({ acct: acctOf(account, gateway.domain), person: personOf(account) }))],
  carry: { by: 'nothing' },
};
