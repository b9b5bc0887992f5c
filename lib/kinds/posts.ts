import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';
import { postLabel, postOf, postSchema, statusSchema, type Post } from './post';

/** The account's own posts and boosts, of every visibility. Mastodon cannot import posts; they are kept to be read. */
export const posts: Kind<Post> = {
  id: 'posts',
  readableFrom: 0,
  rowKey: (row) => row.uri,
  label: postLabel,
  account: () => null,
  parse: rowParser(postSchema),
  expected: (counters) => counters.statusesCount,
  pageSize: 40,
  growsAtTop: { version: (row) => row.editedAt ?? '' },
  sources: [pagedSource(['post'], (gateway) => `/api/v1/accounts/${gateway.accountId}/statuses?limit=40`, statusSchema, (status, gateway) => postOf(status, gateway.domain))],
  carry: { by: 'nothing' },
};
