import * as v from 'valibot';
import { normalAcct } from '@/lib/formats/acct';
import { readCsv, readFlag, writeCsv } from '@/lib/formats/csv';
import type { Kind } from './kind';
import { readWithRelationships, rowParser, uniqueBy } from './paging';

const schema = v.object({
  acct: v.string(),
  reblogs: v.boolean(),
  notify: v.boolean(),
  /** null = all languages. */
  languages: v.nullable(v.array(v.string())),
});
export type FollowingRow = v.InferOutput<typeof schema>;

const header = ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'];

/** Accounts followed, with boosts, notifications and languages. Pending requests are in no list of Mastodon's. */
export const following: Kind<FollowingRow> = {
  id: 'following',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: (account) => account.followingCount,
  read: (gateway, cursor) =>
    readWithRelationships(gateway, cursor, `/api/v1/accounts/${gateway.accountId}/following?limit=80`, (_account, acct, relationship) => ({
      acct,
      reblogs: relationship?.showing_reblogs ?? true,
      notify: relationship?.notifying ?? false,
      languages: relationship?.languages?.length ? relationship.languages : null,
    })),
  carry: {
    by: 'importForm',
    importType: 'following',
    fileName: 'following_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) =>
      writeCsv(
        uniqueBy(rows, (row) => row.acct).map((row) => [row.acct, String(row.reblogs), String(row.notify), row.languages?.join(', ') ?? '']),
        header,
      ),
    fromFile: (text) =>
      readCsv(text, header.slice(0, 1)).map((cells) => ({
        acct: normalAcct(cells['Account address'] ?? '', ''),
        reblogs: readFlag(cells['Show boosts']) ?? true,
        notify: readFlag(cells['Notify on new posts']) ?? false,
        languages: languagesOf(cells.Languages),
      })),
  },
};

function languagesOf(cell: string | undefined): string[] | null {
  const found = (cell ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
  return found.length > 0 ? found : null;
}
