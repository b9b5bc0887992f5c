import * as v from 'valibot';
import { cut } from '@/lib/formats/text';
import type { Kind } from './kind';
import { pagedSource, rowParser } from './paging';

const schema = v.object({
  id: v.string(),
  at: v.string(),
  text: v.string(),
  warning: v.string(),
  visibility: v.nullable(v.string()),
  language: v.nullable(v.string()),
  sensitive: v.boolean(),
  media: v.array(v.object({ url: v.string(), type: v.string(), alt: v.nullable(v.string()) })),
});
export type ScheduledPostRow = v.InferOutput<typeof schema>;

const text = v.optional(v.nullable(v.string()), null);
const apiSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  scheduled_at: v.string(),
  params: v.object({ text: v.optional(v.nullable(v.string()), ''), spoiler_text: v.optional(v.nullable(v.string()), ''), visibility: text, language: text, sensitive: v.optional(v.nullable(v.boolean()), false) }),
  media_attachments: v.optional(v.array(v.object({ type: v.optional(v.string(), 'unknown'), url: text, description: text })), []),
});

/** Posts that the old server would publish later. After the move it does not; they are offered again on the new one. */
export const scheduledPosts: Kind<ScheduledPostRow> = {
  id: 'scheduledPosts',
  readableFrom: 0,
  rowKey: (row) => row.id,
  label: (row) => `${row.at.slice(0, 16).replace('T', ' ')} ${cut(row.text, 140)}`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 40,
  sources: [
    pagedSource(['post'], () => '/api/v1/scheduled_statuses?limit=40', apiSchema, (found) => ({
      id: found.id,
      at: found.scheduled_at,
      text: found.params.text ?? '',
      warning: found.params.spoiler_text ?? '',
      visibility: found.params.visibility,
      language: found.params.language,
      sensitive: found.params.sensitive ?? false,
      media: found.media_attachments.flatMap((file) => (file.url === null ? [] : [{ url: file.url, type: file.type, alt: file.description }])),
    })),
  ],
  carry: { by: 'api' },
};
