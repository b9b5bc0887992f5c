import * as v from 'valibot';
import { normalAcct } from '@/lib/formats/acct';
import { readCsv, readFlag, writeCsv } from '@/lib/formats/csv';
import type { Kind } from './kind';
import { readWithRelationships, rowParser, uniqueBy } from './paging';

const schema = v.object({ acct: v.string(), notifications: v.boolean(), expiresAt: v.nullable(v.string()) });
export type MuteRow = v.InferOutput<typeof schema>;

const header = ['Account address', 'Hide notifications'];

/** Muted accounts. The import form carries no expiry; the row keeps it. */
export const mutes: Kind<MuteRow> = {
  id: 'mutes',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  read: (gateway, cursor) =>
    readWithRelationships(gateway, cursor, '/api/v1/mutes?limit=80', (account, acct, relationship) => ({
      acct,
      notifications: relationship?.muting_notifications ?? true,
      expiresAt: account.mute_expires_at ?? null,
    })),
  carry: {
    by: 'importForm',
    importType: 'muting',
    fileName: 'muted_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.acct).map((row) => [row.acct, String(row.notifications)]), header),
    fromFile: (text) =>
      readCsv(text, header.slice(0, 1)).map((cells) => ({
        acct: normalAcct(cells['Account address'] ?? '', ''),
        notifications: readFlag(cells['Hide notifications']) ?? true,
        expiresAt: null,
      })),
  },
};
