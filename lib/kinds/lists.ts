import * as v from 'valibot';
import { readCsv, writeCsv } from '@/lib/formats/csv';
import { acctCell, textCell } from './csvRows';
import { accountSchema, acctOf, parseJson, parseList, parseOne, personOf, personSchema } from './entities';
import type { Gateway, Kind, Page, Reading } from './kind';
import { fileSource, rowParser, uniqueBy } from './paging';

const schema = v.object({
  title: v.string(),
  /** null = the list itself, with its settings; else a member. */
  acct: v.nullable(v.string()),
  repliesPolicy: v.optional(v.string(), 'list'),
  exclusive: v.optional(v.boolean(), false),
  /** The list's id on the server it was read from; null for a member, and where a file gave the row. */
  listId: v.optional(v.nullable(v.string()), null),
  person: v.optional(personSchema),
});
export type ListRow = v.InferOutput<typeof schema>;

const listSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  // Mastodon takes 256. A longer one is cut: it is part of every key, and one bad title must not cost the other lists.
  title: v.pipe(v.string(), v.transform((text) => text.slice(0, 1024))),
  replies_policy: v.optional(v.nullable(v.string()), 'list'),
  exclusive: v.optional(v.boolean(), false),
});
const cursorSchema = v.object({ link: v.nullable(v.string()), lists: v.array(v.object({ id: v.string(), title: v.string() })) });

/** Lists and their members. The import form carries titles and members, the API settings and empty lists. */
export const lists: Kind<ListRow> = {
  id: 'lists',
  readableFrom: 0,
  rowKey: (row) => `${row.title}\u0000${row.acct ?? ''}`,
  label: (row) => (row.acct === null ? row.title : `${row.title}: @${row.acct}`),
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 80,
  wants: () => ['title', 'acct', 'repliesPolicy', 'exclusive'],
  sources: [
    fileSource('csv', '/settings/exports/lists.csv', ['title', 'acct'], readFile),
    { id: 'api', from: 0, gives: ['title', 'acct', 'repliesPolicy', 'exclusive', 'person'], read: readLists },
  ],
  carry: {
    by: 'importForm',
    importType: 'lists',
    fileName: 'lists.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => `${row.title}\u0000${row.acct ?? ''}`).flatMap((row) => (row.acct === null ? [] : [[row.title, row.acct]]))),
    fromFile: readFile,
  },
  rest: {
    share: (row) => (row.acct === null ? 'whole' : 'none'),
    scopes: ['write:lists'],
    most: 50,
    read: readTitles,
    done: (row, there) => there.repliesPolicy === row.repliesPolicy && there.exclusive === row.exclusive,
    plan: (row, there) => {
      const body = { title: row.title, replies_policy: row.repliesPolicy, exclusive: row.exclusive };
      return [there?.listId == null ? { verb: 'POST', path: '/api/v1/lists', body } : { verb: 'PUT', path: `/api/v1/lists/${encodeURIComponent(there.listId)}`, body }];
    },
  },
};

function readFile(text: string): ListRow[] {
  return readCsv(text, ['List name', 'Account address']).map((cells) => ({
    title: textCell(cells['List name']),
    acct: acctCell(cells['Account address']),
    repliesPolicy: 'list',
    exclusive: false,
    listId: null,
  }));
}

/** The lists themselves, with their settings. */
async function readTitles(gateway: Gateway): Promise<(ListRow & { listId: string })[]> {
  const { body } = await gateway.get('/api/v1/lists');
  return parseList(listSchema, body, 'lists').map((list) => ({ title: list.title, acct: null, repliesPolicy: list.replies_policy ?? 'list', exclusive: list.exclusive, listId: list.id }));
}

/** Lists with their settings, then the members of each; only the lists where the export file has given the members. */
async function readLists(gateway: Reading, cursor: string | null): Promise<Page<ListRow>> {
  if (cursor === null) {
    const rows = await readTitles(gateway);
    return { rows, next: gateway.have.has('acct') ? null : cursorOf(null, rows.map((row) => ({ id: row.listId, title: row.title }))) };
  }
  const state = parseOne(cursorSchema, parseJson(cursor), 'cursor');
  const [list, ...rest] = state.lists;
  if (!list) return { rows: [], next: null };
  const found = await gateway.find(state.link ?? `/api/v1/lists/${list.id}/accounts?limit=80`);
  // Deleted since the lists were read.
  if (!found) return { rows: [], next: cursorOf(null, rest) };
  const { body, next } = found;
  const rows = parseList(accountSchema, body, 'list members').map((account) => ({
    title: list.title,
    acct: acctOf(account, gateway.domain),
    repliesPolicy: 'list',
    exclusive: false,
    listId: null,
    person: personOf(account),
  }));
  return { rows, next: next === null ? cursorOf(null, rest) : cursorOf(next, state.lists) };
}

function cursorOf(link: string | null, remaining: { id: string; title: string }[]): string | null {
  if (remaining.length === 0) return null;
  return JSON.stringify({ link, lists: remaining.map(({ id, title }) => ({ id, title })) });
}
