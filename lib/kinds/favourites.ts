import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';
import { postLabel, postOf, postSchema, statusSchema, type Post } from './post';

/** Favourites. Kept only: to carry them would notify their authors once more. */
export const favourites: Kind<Post> = {
  id: 'favourites',
  readableFrom: 0,
  rowKey: (row) => row.uri,
  label: (row) => `@${row.acct}: ${postLabel(row)}`,
  account: () => null,
  parse: rowParser(postSchema),
  expected: () => null,
  pageSize: 40,
  growsAtTop: {},
  sources: [pagedSource(['post'], () => '/api/v1/favourites?limit=40', statusSchema, (status, gateway) => postOf(status, gateway.domain))],
  carry: { by: 'nothing' },
};
