import * as v from 'valibot';
import { parseJson, parseList, parseOne, UnreadableAnswer } from './entities';
import type { Gateway, Kind, Page } from './kind';
import { fileSource, rowParser } from './paging';

const keyword = v.object({ keyword: v.string(), whole_word: v.optional(v.boolean(), false) });
const schema = v.object({
  title: v.string(),
  context: v.array(v.string()),
  action: v.string(),
  expiresAt: v.nullable(v.string()),
  keywords: v.array(keyword),
  /** Ids of filtered posts on the server it was read from; the import takes post URIs, see `statusUris`. */
  statusIds: v.array(v.string()),
  statusUris: v.array(v.string()),
});
export type FilterRow = v.InferOutput<typeof schema>;

const apiSchema = v.object({
  id: v.string(),
  title: v.string(),
  context: v.array(v.string()),
  filter_action: v.optional(v.string(), 'warn'),
  expires_at: v.optional(v.nullable(v.string()), null),
  keywords: v.optional(v.array(v.object({ ...keyword.entries })), []),
  statuses: v.optional(v.array(v.object({ status_id: v.string() })), []),
});

const fields = ['title', 'context', 'action', 'expiresAt', 'keywords', 'statusUris'];

/** Filters (v2). The import form takes them from 4.6 on; on older servers the API makes them. */
export const filters: Kind<FilterRow> = {
  id: 'filters',
  readableFrom: 0,
  rowKey: contentKey,
  label: (row) => row.title,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 1000,
  wants: () => fields,
  sources: [
    fileSource('json', '/settings/exports/custom_filters.json', fields, readFile, 11),
    {
      id: 'api',
      from: 0,
      gives: [...fields, 'statusIds'],
      read,
      held: (cursor) => parseOne(cursorSchema, parseJson(cursor), 'cursor').waiting.map(({ row }) => row),
    },
  ],
  carry: {
    by: 'importForm',
    importType: 'custom_filters',
    fileName: 'custom_filters.json',
    mime: 'application/json',
    importableFrom: 11,
    toFile: (rows) =>
      JSON.stringify({
        custom_filters: rows.map((row) => ({
          title: row.title,
          expires_at: row.expiresAt,
          context: row.context,
          action: row.action,
          keywords_attributes: row.keywords,
          statuses: row.statusUris,
        })),
      }),
    fromFile: readFile,
    // 4.6.5 makes a new filter of each; later code of Mastodon changes the one of the same title and context (bulk_import_row_service.rb).
    slot: (key) => JSON.stringify(parseOne(v.looseTuple([v.string(), v.array(v.string())]), parseJson(key), 'filter key').slice(0, 2)),
  },
  rest: {
    share: (_row, apiVersion) => (apiVersion < 11 ? 'whole' : 'none'),
    scopes: ['write:filters'],
    // Where `blur` is not known it was brought as a warning.
    match: (row) => contentKey({ ...row, action: row.action === 'blur' ? 'warn' : row.action }),
    read: async (gateway) => parseList(apiSchema, (await gateway.get('/api/v2/filters')).body, 'filters').map(rowOf),
    done: () => true,
    hurdle: (row, there, place) => {
      if (there === null && row.expiresAt !== null && Date.parse(row.expiresAt) <= place.now) return 'ended';
      // A filter of single posts alone needs those posts: without a word it would do nothing.
      return row.keywords.length === 0 && row.statusIds.length + row.statusUris.length > 0 ? 'onlyPosts' : null;
    },
    // We set none by API; the import leaves out those that the server does not know. Posts that are gone have no address.
    lacks: (row, there) => (row.statusUris.length > (there?.statusIds.length ?? 0) ? 'withoutPosts' : null),
    plan: (row, _there, place) => [
      {
        verb: 'POST',
        path: '/api/v2/filters',
        body: {
          title: row.title,
          context: row.context,
          // `blur` came with 4.4; before, a warning is what comes nearest.
          filter_action: row.action === 'blur' && place.apiVersion < 6 ? 'warn' : row.action,
          ...(row.expiresAt === null ? {} : { expires_in: Math.ceil((Date.parse(row.expiresAt) - place.now) / 1000) }),
          keywords_attributes: row.keywords.map((word) => ({ keyword: word.keyword, whole_word: word.whole_word })),
        },
      },
    ],
  },
};

const waitingSchema = v.object({ row: schema, left: v.array(v.string()) });
const cursorSchema = v.object({ link: v.nullable(v.string()), waiting: v.array(waitingSchema) });

/** One request a slice: the filters, then post after post that they name, since the import file names those by address. */
async function read(reading: Gateway, cursor: string | null): Promise<Page<FilterRow>> {
  const { link, waiting } = cursor === null ? { link: '/api/v2/filters', waiting: [] } : parseOne(cursorSchema, parseJson(cursor), 'cursor');
  const [first, ...rest] = waiting;
  if (!first) return link === null ? { rows: [], next: null } : readFilters(reading, link);
  const [id = '', ...left] = first.left;
  // A filter outlives its posts. Its row keeps their ids.
  const found = await reading.find(`/api/v1/statuses/${encodeURIComponent(id)}`);
  const uris = found ? [parseOne(v.object({ uri: v.string() }), found.body, 'filtered post').uri] : [];
  const row = { ...first.row, statusUris: [...first.row.statusUris, ...uris] };
  return left.length > 0 ? { rows: [], next: later(link, [{ row, left }, ...rest]) } : { rows: [row], next: later(link, rest) };
}

async function readFilters(reading: Gateway, link: string): Promise<Page<FilterRow>> {
  const { body, next } = await reading.get(link);
  const found = parseList(apiSchema, body, 'filters').map((filter) => {
    const row = rowOf(filter);
    return { row, left: row.statusIds };
  });
  return { rows: found.filter(({ left }) => left.length === 0).map(({ row }) => row), next: later(next, found.filter(({ left }) => left.length > 0)) };
}

function rowOf(filter: v.InferOutput<typeof apiSchema>): FilterRow {
  const statusIds = filter.statuses.map((status) => status.status_id);
  return { title: filter.title, context: filter.context, action: filter.filter_action, expiresAt: filter.expires_at, keywords: filter.keywords, statusIds, statusUris: [] };
}

function later(link: string | null, waiting: v.InferOutput<typeof waitingSchema>[]): string | null {
  return link === null && waiting.length === 0 ? null : JSON.stringify({ link, waiting });
}

/** Filters are the same when what they do is the same: several may share a title, and ids differ by server. */
function contentKey(row: FilterRow): string {
  const words = row.keywords.map((word) => `${word.keyword}\u0001${word.whole_word ? 1 : 0}`).sort();
  return JSON.stringify([row.title, [...row.context].sort(), row.action, words]);
}

const fileSchema = v.object({
  custom_filters: v.array(
    v.object({
      title: v.string(),
      context: v.array(v.string()),
      action: v.optional(v.string(), 'warn'),
      expires_at: v.optional(v.nullable(v.string())),
      expire_at: v.optional(v.nullable(v.string())),
      keywords_attributes: v.optional(v.array(keyword), []),
      statuses: v.optional(v.array(v.string()), []),
    }),
  ),
});

function readFile(text: string): FilterRow[] {
  const parsed = v.safeParse(fileSchema, parseJson(text.replace(/^\ufeff/, '')));
  if (!parsed.success) throw new UnreadableAnswer('custom_filters.json');
  return parsed.output.custom_filters.map((row) => ({
    title: row.title,
    context: row.context,
    action: row.action,
    expiresAt: row.expires_at ?? row.expire_at ?? null,
    keywords: row.keywords_attributes,
    statusIds: [],
    statusUris: row.statuses,
  }));
}
