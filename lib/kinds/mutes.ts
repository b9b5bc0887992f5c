import * as v from 'valibot';
import { readCsv, readFlag, writeCsv } from '@/lib/formats/csv';
import { acctCell } from './csvRows';
import { accountSchema, acctOf, personOf, personSchema, type ApiAccount } from './entities';
import type { Kind, Page } from './kind';
import { fileSource, heldPeople, readPage, readPeople, rowParser, uniqueBy } from './paging';

const schema = v.object({
  acct: v.string(),
  notifications: v.optional(v.boolean(), true),
  expiresAt: v.optional(v.nullable(v.string()), null),
  person: v.optional(personSchema),
  note: v.optional(v.string()),
});
export type MuteRow = v.InferOutput<typeof schema>;

const header = ['Account address', 'Hide notifications'];

const brief = (account: ApiAccount, acct: string) => ({ acct, expiresAt: account.mute_expires_at ?? null, person: personOf(account) });

/** Muted accounts. The import form carries no expiry; the API adds it. */
export const mutes: Kind<Partial<MuteRow> & { acct: string }> = {
  id: 'mutes',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 80,
  wants: () => ['acct', 'notifications', 'expiresAt', 'person'],
  sources: [
    fileSource('csv', '/settings/exports/mutes.csv', ['acct', 'notifications'], readFile),
    {
      id: 'api',
      from: 0,
      gives: ['acct', 'notifications', 'expiresAt', 'person', 'note'],
      read: (reading, cursor) =>
        readPeople(reading, cursor, {
          kind: 'mutes',
          path: '/api/v1/mutes?limit=80',
          needs: 'notifications',
          brief,
          full: (account, acct, relationship) => ({
            acct,
            notifications: relationship?.muting_notifications ?? true,
            expiresAt: account.mute_expires_at ?? null,
            person: personOf(account),
            ...(relationship ? { note: relationship.note ?? '' } : {}),
          }),
        }),
      held: (cursor, domain) => heldPeople(cursor, domain, brief),
    },
  ],
  carry: {
    by: 'importForm',
    importType: 'muting',
    fileName: 'muted_accounts.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.acct).map((row) => [row.acct, String(row.notifications ?? true)]), header),
    fromFile: readFile,
    // It would come as a mute without an end.
    fits: (row, now) => !(endOf(row) <= now),
  },
  rest: {
    share: (row) => (row.expiresAt == null ? 'none' : 'finish'),
    scopes: ['write:mutes'],
    read: async (gateway) => {
      const rows: (Partial<MuteRow> & { acct: string })[] = [];
      for (let next: string | null = '/api/v1/mutes?limit=80'; next !== null; ) {
        const page: Page<Partial<MuteRow> & { acct: string }> = await readPage(gateway, next, next, accountSchema, (account) => brief(account, acctOf(account, gateway.domain)));
        rows.push(...page.rows);
        next = page.next;
      }
      return rows;
    },
    // What the new account had of its own is theirs to keep, with an end or without.
    done: (_row, there, { imported }) => there.expiresAt != null || !imported,
    hurdle: (row, there, place) => (there === null && endOf(row) <= place.now ? 'ended' : null),
    plan: (row, there, place) => {
      const id = there?.person?.id;
      if (id === undefined) return [];
      const path = `/api/v1/accounts/${encodeURIComponent(id)}`;
      const seconds = Math.ceil((endOf(row) - place.now) / 1000);
      // The import has made a mute for ever of one that is over by now.
      if (seconds <= 0) return [{ verb: 'POST', path: `${path}/unmute`, body: {} }];
      return [{ verb: 'POST', path: `${path}/mute`, body: { notifications: row.notifications ?? true, duration: seconds } }];
    },
  },
};

function endOf(row: Partial<MuteRow>): number {
  return Date.parse(row.expiresAt ?? '');
}

function readFile(text: string): (Partial<MuteRow> & { acct: string })[] {
  return readCsv(text, header).map((cells) => ({
    acct: acctCell(cells['Account address']),
    notifications: readFlag(cells['Hide notifications']) ?? true,
  }));
}
