import { readCsv, writeCsv } from '@/lib/formats/csv';
import { accountRowSchema, type AccountRow } from './accountRow';
import { acctCell } from './csvRows';
import { accountSchema, acctOf, personOf } from './entities';
import type { Kind } from './kind';
import { fileSource, pagedSource, rowParser, uniqueBy } from './paging';

/** Blocked accounts. */
export const blocks: Kind<AccountRow> = {
  id: 'blocks',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(accountRowSchema),
  expected: () => null,
  pageSize: 80,
  wants: (chosen) => (chosen.has('notes') ? ['acct', 'person'] : ['acct']),
  sources: [
    fileSource('csv', '/settings/exports/blocks.csv', ['acct'], readFile),
    pagedSource(['acct', 'person'], () => '/api/v1/blocks?limit=80', accountSchema, (account, gateway) => ({ acct: acctOf(account, gateway.domain), person: personOf(account) })),
  ],
  carry: {
    by: 'importForm',
    importType: 'blocking',
    fileName: 'blocked_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.acct).map((row) => [row.acct])),
    fromFile: readFile,
  },
};

function readFile(text: string): AccountRow[] {
  return readCsv(text, ['Account address']).map((cells) => ({ acct: acctCell(cells['Account address']) }));
}
