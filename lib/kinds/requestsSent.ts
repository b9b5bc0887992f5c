import { accountRowSchema, type AccountRow } from './accountRow';
import type { Kind } from './kind';
import { rowParser } from './paging';
import { readTraces } from './traces';

/**
 * Accounts that one has asked to follow and that have not answered. They are in no list and no export: only the
 * relationship to an account known otherwise tells, so that others may exist.
 */
export const requestsSent: Kind<AccountRow> = {
  id: 'requestsSent',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(accountRowSchema),
  expected: () => null,
  pageSize: 100,
  sources: [
    {
      id: 'api',
      from: 0,
      gives: ['acct'],
      read: async (reading, cursor) => {
        // The reading of notes asks about the same accounts and has brought these rows along.
        if (reading.chosen.has('notes')) return { rows: [], next: null };
        const { requests, next } = await readTraces(reading, cursor);
        return { rows: requests, next };
      },
    },
  ],
  carry: { by: 'nothing' },
};
