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
  /** It has a poll, or answers another post: the API of another server cannot be told of either. */
  tied: v.optional(v.boolean(), false),
});
export type ScheduledPostRow = v.InferOutput<typeof schema>;

const text = v.optional(v.nullable(v.string()), null);
const apiSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  scheduled_at: v.string(),
  params: v.object({ text: v.optional(v.nullable(v.string()), ''), spoiler_text: v.optional(v.nullable(v.string()), ''), visibility: text, language: text, sensitive: v.optional(v.nullable(v.boolean()), false), poll: v.optional(v.unknown()), in_reply_to_id: v.optional(v.unknown()), quoted_status_id: v.optional(v.unknown()) }),
  media_attachments: v.optional(v.array(v.object({ type: v.optional(v.string(), 'unknown'), url: text, description: text })), []),
});

/** Posts that the old server would publish later. After the move it does not; they are offered again on the new one. */
export const scheduledPosts: Kind<ScheduledPostRow> = {
  id: 'scheduledPosts',
  readableFrom: 0,
  rowKey: (row) => row.id,
  label: (row) => `${minuteOf(row.at)} ${cut(row.text, 140)}`,
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
      tied: [found.params.poll, found.params.in_reply_to_id, found.params.quoted_status_id].some((one) => one != null),
    })),
  ],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:statuses'],
    asks: true,
    match: (row) => JSON.stringify([Math.floor(Date.parse(row.at) / 1000), row.text, row.warning]),
    done: () => true,
    hurdle: (row, _there, place) => {
      // Mastodon publishes at once what is scheduled for a time that is past, and refuses what is less than 5 minutes away.
      if (Date.parse(row.at) <= place.now + soonest) return 'isPast';
      return row.media.length > 0 || row.tied ? 'byHand' : null;
    },
    plan: (row) => [
      {
        verb: 'POST',
        path: '/api/v1/statuses',
        body: {
          status: row.text,
          scheduled_at: row.at,
          sensitive: row.sensitive,
          ...(row.warning === '' ? {} : { spoiler_text: row.warning }),
          ...(row.visibility === null ? {} : { visibility: row.visibility }),
          ...(row.language === null ? {} : { language: row.language }),
        },
      },
    ],
  },
};

/** A time in UTC, to the minute, as ISO 8601 writes it; pages show it in the person's own time zone. */
function minuteOf(at: string): string {
  const time = Date.parse(at);
  return Number.isFinite(time) ? `${new Date(time).toISOString().slice(0, 16)}Z` : at.slice(0, 32);
}

/** How far away a post has to be to be scheduled, with room for a slow answer, in milliseconds. */
const soonest = 6 * 60_000;
