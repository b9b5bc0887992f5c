import * as v from 'valibot';
import { readCsv, readFlag, writeCsv } from '@/lib/formats/csv';
import { acctCell } from './csvRows';
import { personOf, personSchema, type ApiAccount } from './entities';
import type { Kind } from './kind';
import { fileSource, heldPeople, readPeople, rowParser, uniqueBy } from './paging';

const schema = v.object({
  acct: v.string(),
  reblogs: v.optional(v.boolean(), true),
  notify: v.optional(v.boolean(), false),
  /** null = all languages. */
  languages: v.optional(v.nullable(v.array(v.string())), null),
  person: v.optional(personSchema),
  /** Private note; absent where relationships were not asked. */
  note: v.optional(v.string()),
});
export type FollowingRow = v.InferOutput<typeof schema>;

const header = ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'];
const options = ['acct', 'reblogs', 'notify', 'languages'];

const brief = (account: ApiAccount, acct: string) => ({ acct, person: personOf(account) });

/** Accounts followed, with boosts, notifications and languages. Pending requests are in no list of Mastodon's. */
export const following: Kind<Partial<FollowingRow> & { acct: string }> = {
  id: 'following',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: (counters) => counters.followingCount,
  pageSize: 80,
  // Ids are needed to ask for notes; nothing else that the file lacks is worth a request for every 80 accounts.
  wants: (chosen) => (chosen.has('notes') ? [...options, 'person'] : options),
  sources: [
    fileSource('csv', '/settings/exports/follows.csv', options, readFile),
    {
      id: 'api',
      from: 0,
      gives: [...options, 'person', 'note'],
      read: (reading, cursor) =>
        readPeople(reading, cursor, {
          kind: 'following',
          path: `/api/v1/accounts/${reading.accountId}/following?limit=80`,
          needs: 'reblogs',
          brief,
          full: (account, acct, relationship) => ({
            acct,
            reblogs: relationship?.showing_reblogs ?? true,
            notify: relationship?.notifying ?? false,
            languages: relationship?.languages?.length ? relationship.languages : null,
            person: personOf(account),
            ...(relationship ? { note: relationship.note ?? '' } : {}),
          }),
        }),
      held: (cursor, domain) => heldPeople(cursor, domain, brief),
    },
  ],
  carry: {
    by: 'importForm',
    importType: 'following',
    fileName: 'following_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) =>
      writeCsv(
        uniqueBy(rows, (row) => row.acct).map((row) => [row.acct, String(row.reblogs ?? true), String(row.notify ?? false), row.languages?.join(', ') ?? '']),
        header,
      ),
    fromFile: readFile,
  },
};

function readFile(text: string): FollowingRow[] {
  return readCsv(text, header).map((cells) => ({
    acct: acctCell(cells['Account address']),
    reblogs: readFlag(cells['Show boosts']) ?? true,
    notify: readFlag(cells['Notify on new posts']) ?? false,
    languages: languagesOf(cells.Languages),
  }));
}

function languagesOf(cell: string | undefined): string[] | null {
  const found = (cell ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
  return found.length > 0 ? found : null;
}
