import * as v from 'valibot';
import { isImportableDomain } from '@/lib/formats/acct';
import { readCsv, writeCsv } from '@/lib/formats/csv';
import { domainCell } from './csvRows';
import type { Kind } from './kind';
import { fileSource, pagedSource, rowParser, uniqueBy } from './paging';

const schema = v.object({ domain: v.string() });
export type DomainBlockRow = v.InferOutput<typeof schema>;

const fits = (row: DomainBlockRow) => isImportableDomain(row.domain);

/** Blocked domains. One that is not valid would abort Mastodon's whole import: it stays in the backup and out of the file. */
export const domainBlocks: Kind<DomainBlockRow> = {
  id: 'domainBlocks',
  readableFrom: 0,
  rowKey: (row) => row.domain,
  label: (row) => row.domain,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 200,
  sources: [
    fileSource('csv', '/settings/exports/domain_blocks.csv', ['domain'], readFile),
    pagedSource(['domain'], () => '/api/v1/domain_blocks?limit=200', v.pipe(v.string(), v.maxLength(512)), (domain) => ({ domain: domainCell(domain) })),
  ],
  carry: {
    by: 'importForm',
    importType: 'domain_blocking',
    fileName: 'blocked_domains.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows.filter(fits), (row) => row.domain).map((row) => [row.domain])),
    fits,
    fromFile: readFile,
  },
};

function readFile(text: string): DomainBlockRow[] {
  return readCsv(text, ['#domain']).map((cells) => ({ domain: domainCell(cells['#domain']) }));
}
