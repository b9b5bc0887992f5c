import * as v from 'valibot';
import { readCsv, writeCsv } from '@/lib/formats/csv';
import type { Kind } from './kind';
import { readPage, rowParser, uniqueBy } from './paging';

const schema = v.object({ uri: v.string() });
export type BookmarkRow = v.InferOutput<typeof schema>;

/** Bookmarks, as ActivityPub ids of posts. */
export const bookmarks: Kind<BookmarkRow> = {
  id: 'bookmarks',
  readableFrom: 0,
  rowKey: (row) => row.uri,
  label: (row) => row.uri,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  read: (gateway, cursor) =>
    readPage(gateway, cursor, '/api/v1/bookmarks?limit=40', v.object({ uri: v.pipe(v.string(), v.maxLength(4096)) }), (status) => ({ uri: status.uri })),
  carry: {
    by: 'importForm',
    importType: 'bookmarks',
    fileName: 'bookmarks.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.uri).map((row) => [row.uri])),
    fromFile: (text) => readCsv(text, ['#uri']).map((cells) => ({ uri: (cells['#uri'] ?? '').trim() })),
  },
};
