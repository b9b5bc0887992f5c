import * as v from 'valibot';
import { accountSchema, acctOf } from './entities';
import type { Kind } from './kind';
import { readPage, rowParser } from './paging';

const schema = v.object({ acct: v.string() });
export type FollowerRow = v.InferOutput<typeof schema>;

/** Followers, kept to compare with after the move; the Move itself brings them. */
export const followers: Kind<FollowerRow> = {
  id: 'followers',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: (account) => account.followersCount,
  read: (gateway, cursor) =>
    readPage(gateway, cursor, `/api/v1/accounts/${gateway.accountId}/followers?limit=80`, accountSchema, (account) => ({
      acct: acctOf(account, gateway.domain),
    })),
  carry: { by: 'move' },
};
