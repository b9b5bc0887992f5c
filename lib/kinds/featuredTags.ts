import { pagedSource, rowParser } from './paging';
import type { Kind } from './kind';
import { apiTagSchema, tagKey, tagRowSchema, type TagRow } from './tagRow';

/** Hashtags featured on the profile. */
export const featuredTags: Kind<TagRow> = {
  id: 'featuredTags',
  readableFrom: 0,
  rowKey: (row) => row.name.toLowerCase(),
  label: (row) => `#${row.name}`,
  account: () => null,
  parse: rowParser(tagRowSchema),
  expected: () => null,
  pageSize: 100,
  sources: [pagedSource(['name'], () => '/api/v1/featured_tags', apiTagSchema, (tag) => ({ name: tag.name }))],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:accounts'],
    most: 10,
    match: tagKey,
    done: () => true,
    plan: (row) => [{ verb: 'POST', path: '/api/v1/featured_tags', body: { name: row.name } }],
  },
};
