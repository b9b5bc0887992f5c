import * as v from 'valibot';
import type { ImportReply } from '@/lib/pages/importWork';

const acct = v.nullable(v.pipe(v.string(), v.maxLength(512)));
const importId = v.pipe(v.string(), v.regex(/^\d{1,32}$/));
const count = v.pipe(v.number(), v.finite());

/** One line of the imports table, as a guide has read it. */
export const importSeenSchema = v.object({ importId, imported: count, total: count, unconfirmed: v.boolean(), finished: v.boolean(), startedAt: v.nullable(v.pipe(v.string(), v.maxLength(64))) });

const schema = v.object({
  end: v.picklist(['done', 'account', 'refused', 'mismatch', 'other', 'gone', 'late', 'failed']),
  who: acct,
  rows: v.pipe(v.array(importSeenSchema), v.maxLength(50)),
  importId: v.nullable(importId),
  limit: v.nullable(count),
  wait: v.nullable(count),
});

/** What a guide answers to a command of an import. One that gives no such answer has failed: what it did is not known. */
export function importReplyOf(reply: unknown): ImportReply {
  const parsed = v.safeParse(schema, reply);
  return parsed.success ? parsed.output : { end: 'failed', who: null, rows: [], importId: null, limit: null, wait: null };
}
