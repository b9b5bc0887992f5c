import * as v from 'valibot';
import { cut } from '@/lib/formats/text';
import type { Kind } from './kind';
import { rowParser } from './paging';
import { readTraces } from './traces';

const schema = v.object({ acct: v.string(), note: v.string() });
export type NoteRow = v.InferOutput<typeof schema>;

/** Private notes on accounts. Mastodon lists them nowhere: each account has to be asked about. */
export const notes: Kind<NoteRow> = {
  id: 'notes',
  readableFrom: 0,
  rowKey: (row) => row.acct,
  label: (row) => `@${row.acct}: ${cut(row.note, 140)}`,
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 100,
  sources: [
    {
      id: 'api',
      from: 0,
      gives: ['note'],
      read: async (reading, cursor) => {
        const { notes: rows, requests, next } = await readTraces(reading, cursor);
        const also = { kind: 'requestsSent' as const, rows: requests.map((row) => ({ key: row.acct, row })) };
        return { rows, next, ...(reading.chosen.has('requestsSent') ? { also } : {}) };
      },
    },
  ],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:accounts'],
    unlisted: true,
    about: { following: false, row: (acct, relationship) => (relationship.note ? { acct, note: relationship.note } : null) },
    done: (row, there) => there.note === row.note,
    // What the person has noted there meanwhile stays.
    hurdle: (_row, there) => (there === null ? null : 'otherThere'),
    plan: (row, _there, place) => (place.accountId === null ? [] : [{ verb: 'POST', path: `/api/v1/accounts/${encodeURIComponent(place.accountId)}/note`, body: { comment: row.note } }]),
  },
};
