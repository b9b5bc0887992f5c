import * as v from 'valibot';
import { normalAcct } from '@/lib/formats/acct';
import { readCsv, writeCsv } from '@/lib/formats/csv';
import { accountSchema, acctOf } from './entities';
import type { Kind } from './kind';
import { readPage, rowParser, uniqueBy } from './paging';

const schema = v.object({ acct: v.string() });
export type BlockRow = v.InferOutput<typeof schema>;

/** Blocked accounts. */
export const blocks: Kind<BlockRow> = {
  id: 'blocks',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  read: (gateway, cursor) =>
    readPage(gateway, cursor, '/api/v1/blocks?limit=80', accountSchema, (account) => ({ acct: acctOf(account, gateway.domain) })),
  carry: {
    by: 'importForm',
    importType: 'blocking',
    fileName: 'blocked_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.acct).map((row) => [row.acct])),
    fromFile: (text) => readCsv(text, ['Account address']).map((cells) => ({ acct: normalAcct(cells['Account address'] ?? '', '') })),
  },
};
