import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';
import { postLabel, postOf, postSchema, statusSchema, type Post } from './post';

/** Posts pinned to the profile. */
export const pinned: Kind<Post> = {
  id: 'pinned',
  readableFrom: 0,
  rowKey: (row) => row.uri,
  label: postLabel,
  account: () => null,
  parse: rowParser(postSchema),
  expected: () => null,
  pageSize: 40,
  sources: [pagedSource(['post'], (gateway) => `/api/v1/accounts/${gateway.accountId}/statuses?pinned=true&limit=40`, statusSchema, (status, gateway) => postOf(status, gateway.domain))],
  carry: { by: 'nothing' },
};
