import * as v from 'valibot';
import { cut } from '@/lib/formats/text';
import { accountSchema, acctOf, personOf, personSchema } from './entities';
import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';
import { plainText } from './post';

const schema = v.object({ id: v.string(), type: v.string(), at: v.string(), acct: v.nullable(v.string()), person: v.nullable(personSchema), uri: v.nullable(v.string()), text: v.string() });
export type NotificationRow = v.InferOutput<typeof schema>;

const apiSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  type: v.string(),
  created_at: v.string(),
  account: v.optional(v.nullable(accountSchema), null),
  status: v.optional(v.nullable(v.object({ uri: v.string(), content: v.optional(v.nullable(v.string()), '') })), null),
});

/** Notifications, with who and about which post. */
export const notifications: Kind<NotificationRow> = {
  id: 'notifications',
  readableFrom: 0,
  rowKey: (row) => row.id,
  label: (row) => `${row.at.slice(0, 10)} ${row.type} ${row.acct === null ? '' : `@${row.acct}`} ${row.text}`.trim(),
  account: (row) => row.acct,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 80,
  growsAtTop: {},
  sources: [
    // Those that the account's own policy keeps out of sight as well (4.3+).
    pagedSource(['notification'], () => '/api/v1/notifications?limit=80&include_filtered=true', apiSchema, (item, gateway) => ({
      id: item.id,
      type: item.type,
      at: item.created_at,
      acct: item.account && acctOf(item.account, gateway.domain),
      person: item.account && personOf(item.account),
      uri: item.status?.uri ?? null,
      text: cut(plainText((item.status?.content ?? '').slice(0, 8000)), 500),
    })),
  ],
  carry: { by: 'nothing' },
};
