import { pagedSource, rowParser } from './paging';
import type { Kind } from './kind';
import { apiTagSchema, tagKey, tagRowSchema, type TagRow } from './tagRow';

/** Hashtags followed. To follow one counts in the 400 follows a day. */
export const followedTags: Kind<TagRow> = {
  id: 'followedTags',
  readableFrom: 0,
  rowKey: (row) => row.name.toLowerCase(),
  label: (row) => `#${row.name}`,
  account: () => null,
  parse: rowParser(tagRowSchema),
  expected: () => null,
  pageSize: 200,
  sources: [pagedSource(['name'], () => '/api/v1/followed_tags?limit=200', apiTagSchema, (tag) => ({ name: tag.name }))],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:follows'],
    costsFollow: true,
    match: tagKey,
    done: () => true,
    plan: (row) => [{ verb: 'POST', path: `/api/v1/tags/${encodeURIComponent(row.name)}/follow`, body: {} }],
  },
};
