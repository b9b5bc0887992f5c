import * as v from 'valibot';
import { cut } from '@/lib/formats/text';
import { accountSchema, acctOf, personOf, personSchema } from './entities';

const text = v.optional(v.nullable(v.string()), '');
const link = v.optional(v.nullable(v.string()), null);
const attachment = v.object({
  type: v.optional(v.string(), 'unknown'),
  url: link,
  description: v.optional(v.nullable(v.string()), null),
});
const baseSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  uri: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  url: link,
  created_at: v.string(),
  edited_at: link,
  account: accountSchema,
  content: text,
  visibility: v.optional(v.string(), 'public'),
  sensitive: v.optional(v.boolean(), false),
  spoiler_text: text,
  language: link,
  in_reply_to_id: link,
  media_attachments: v.optional(v.array(attachment), []),
  poll: v.optional(v.nullable(v.object({ options: v.array(v.object({ title: v.string(), votes_count: v.optional(v.nullable(v.number()), null) })), expires_at: link, multiple: v.optional(v.boolean(), false) })), null),
  pinned: v.optional(v.boolean(), false),
  favourites_count: v.optional(v.number(), 0),
  reblogs_count: v.optional(v.number(), 0),
});

/** The part of Mastodon's Status that is kept. Source: mastodon v4.6.5, app/serializers/rest/status_serializer.rb. */
export const statusSchema = v.object({ ...baseSchema.entries, reblog: v.optional(v.nullable(baseSchema), null) });
type Base = v.InferOutput<typeof baseSchema>;
export type ApiStatus = v.InferOutput<typeof statusSchema>;

const contentSchema = v.object({
  uri: v.string(),
  url: v.nullable(v.string()),
  /** Id on the server it was read from; ties replies together. */
  id: v.string(),
  replyTo: v.nullable(v.string()),
  at: v.string(),
  editedAt: v.nullable(v.string()),
  acct: v.string(),
  person: personSchema,
  /** HTML as the server gave it: never shown without cleaning. */
  html: v.string(),
  warning: v.string(),
  sensitive: v.boolean(),
  visibility: v.string(),
  language: v.nullable(v.string()),
  media: v.array(v.object({ url: v.string(), type: v.string(), alt: v.nullable(v.string()) })),
  poll: v.nullable(v.object({ options: v.array(v.object({ title: v.string(), votes: v.nullable(v.number()) })), endsAt: v.nullable(v.string()), multiple: v.boolean() })),
  favourites: v.number(),
  boosts: v.number(),
});

/** A kept post. `boostOf` = this is a boost, with the post that was boosted. */
export const postSchema = v.object({ ...contentSchema.entries, boostOf: v.nullable(contentSchema) });
export type Post = v.InferOutput<typeof postSchema>;
export type PostContent = v.InferOutput<typeof contentSchema>;

/** An API status as it is kept. `domain` = the local domain of the server that gave it. */
export function postOf(status: ApiStatus, domain: string): Post {
  return { ...contentOf(status, domain), boostOf: status.reblog === null ? null : contentOf(status.reblog, domain) };
}

function contentOf(status: Base, domain: string): PostContent {
  return {
    uri: status.uri,
    url: status.url,
    id: status.id,
    replyTo: status.in_reply_to_id,
    at: status.created_at,
    editedAt: status.edited_at,
    acct: acctOf(status.account, domain),
    person: personOf(status.account),
    html: status.content ?? '',
    warning: status.spoiler_text ?? '',
    sensitive: status.sensitive,
    visibility: status.visibility,
    language: status.language,
    // Never `remote_url`: that is a third server's, which nobody has allowed us to ask.
    media: status.media_attachments.flatMap((file) => (file.url === null ? [] : [{ url: file.url, type: file.type, alt: file.description }])),
    poll: status.poll && { options: status.poll.options.map((option) => ({ title: option.title, votes: option.votes_count })), endsAt: status.poll.expires_at, multiple: status.poll.multiple },
    favourites: status.favourites_count,
    boosts: status.reblogs_count,
  };
}

/** The words of a post without its markup, on one line: for lists and for searching. */
export function plainText(html: string): string {
  return html
    // A tag ends at the next one at the latest: a million `<` must not be searched a million times.
    .replace(/<(?:br|\/p|\/li)\b[^<>]*>/gi, ' ')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|amp|nbsp);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&', nbsp: ' ' };

/** What a person calls a post: when, and how it begins. */
export function postLabel(post: Post): string {
  const shown = post.boostOf ?? post;
  const words = shown.warning !== '' ? shown.warning : plainText(shown.html.slice(0, 2000));
  return `${post.at.slice(0, 10)} ${post.boostOf && shown.acct !== '' ? `@${shown.acct}: ` : ''}${words === '' ? shown.uri : cut(words, 140)}`;
}
