import * as v from 'valibot';
import { readCsv, writeCsv } from '@/lib/formats/csv';
import { uriCell } from './csvRows';
import type { Kind } from './kind';
import { fileSource, pagedSource, rowParser, uniqueBy } from './paging';
import { postOf, postSchema, statusSchema } from './post';

const schema = v.object({ uri: v.string(), post: v.optional(postSchema) });
export type BookmarkRow = v.InferOutput<typeof schema>;

/** Bookmarks, as ActivityPub ids of posts; with the post itself where the API gave it anyway. */
export const bookmarks: Kind<BookmarkRow> = {
  id: 'bookmarks',
  readableFrom: 0,
  rowKey: (row) => row.uri,
  label: (row) => row.uri,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 40,
  growsAtTop: {},
  wants: () => ['uri'],
  sources: [
    fileSource('csv', '/settings/exports/bookmarks.csv', ['uri'], readFile),
    pagedSource(['uri', 'post'], () => '/api/v1/bookmarks?limit=40', statusSchema, (status, gateway) => {
      const post = postOf(status, gateway.domain);
      return { uri: post.uri, post };
    }),
  ],
  carry: {
    by: 'importForm',
    importType: 'bookmarks',
    fileName: 'bookmarks.csv',
    mime: 'text/csv',
    importableFrom: 0,
    toFile: (rows) => writeCsv(uniqueBy(rows, (row) => row.uri).map((row) => [row.uri])),
    fromFile: readFile,
  },
};

function readFile(text: string): BookmarkRow[] {
  return readCsv(text, ['#uri']).map((cells) => ({ uri: uriCell(cells['#uri']) }));
}
