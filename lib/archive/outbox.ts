import * as v from 'valibot';
import type { Post, PostContent } from '@/lib/kinds/post';

const everybody = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public'];

const uri = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const text = v.optional(v.nullable(v.string()), '');
const time = v.optional(v.nullable(v.string()), null);
const addressees = v.optional(v.nullable(v.union([v.pipe(v.string(), v.transform((one) => [one])), v.array(v.string())])), []);
const counted = v.optional(v.nullable(v.object({ totalItems: v.optional(v.number(), 0) })), null);
const choices = v.optional(v.nullable(v.array(v.object({ name: text, replies: counted }))), null);

/** The parts of a `Note` (or `Question`, or what other software posts) that are kept. */
const noteSchema = v.object({
  id: uri,
  url: v.fallback(v.nullable(v.string()), null),
  inReplyTo: v.fallback(v.nullable(v.string()), null),
  published: time,
  updated: time,
  to: addressees,
  cc: addressees,
  summary: text,
  sensitive: v.optional(v.nullable(v.boolean()), false),
  content: text,
  contentMap: v.optional(v.nullable(v.record(v.string(), v.string())), null),
  attachment: v.optional(v.nullable(v.array(v.object({ mediaType: text, url: text, name: v.optional(v.nullable(v.string()), null) }))), []),
  oneOf: choices,
  anyOf: choices,
  endTime: time,
  likes: v.fallback(counted, null),
  shares: v.fallback(counted, null),
});
type Note = v.InferOutput<typeof noteSchema>;

const activitySchema = v.variant('type', [
  v.object({ type: v.literal('Create'), id: v.optional(uri), published: time, object: noteSchema }),
  v.object({ type: v.literal('Announce'), id: uri, published: time, to: addressees, cc: addressees, object: v.union([uri, noteSchema]) }),
]);

/** Whose archive it is, as far as its posts do not say it themselves. */
export interface Author {
  acct: string;
  name: string;
  /** Collection that stands for "followers only" among addressees. */
  followers: string | null;
}

/**
 * One element of an archive's `outbox.json` as a kept post; null = it is none. Ids and replies are ActivityPub ids here:
 * an archive knows no others. A boost of another's post has its address alone. Source: mastodon v4.6.5,
 * app/services/backup_service.rb, app/presenters/activitypub/activity_presenter.rb.
 */
export function postOfActivity(activity: unknown, author: Author): Post | null {
  const parsed = v.safeParse(activitySchema, activity);
  if (!parsed.success) return null;
  const found = parsed.output;
  if (found.type === 'Create') return { ...contentOf(found.object, author, found.published), boostOf: null };
  const at = found.published ?? '';
  const own = { ...bare(found.id, at), acct: author.acct, person: { id: '', name: author.name, avatar: '' }, visibility: visibilityOf(found, author) };
  // Boosts of one's own followers-only posts carry the post itself.
  return { ...own, boostOf: typeof found.object === 'string' ? bare(found.object, at) : contentOf(found.object, author, at) };
}

function contentOf(note: Note, author: Author, published: string | null): PostContent {
  const languages = Object.entries(note.contentMap ?? {});
  const poll = note.oneOf ?? note.anyOf;
  return {
    uri: note.id,
    url: note.url,
    id: note.id,
    replyTo: note.inReplyTo,
    at: note.published ?? published ?? '',
    editedAt: note.updated,
    acct: author.acct,
    person: { id: '', name: author.name, avatar: '' },
    html: note.content ? note.content : (languages[0]?.[1] ?? ''),
    warning: note.summary ?? '',
    sensitive: note.sensitive ?? false,
    visibility: visibilityOf(note, author),
    language: languages.length === 1 ? (languages[0]?.[0] ?? null) : null,
    media: (note.attachment ?? []).flatMap((file) => (file.url ? [{ url: nameInArchive(file.url), type: file.mediaType?.split('/')[0] ?? 'unknown', alt: file.name }] : [])),
    poll: poll && { options: poll.map((option) => ({ title: option.name ?? '', votes: option.replies?.totalItems ?? null })), endsAt: note.endTime, multiple: note.oneOf === null },
    favourites: note.likes?.totalItems ?? 0,
    boosts: note.shares?.totalItems ?? 0,
  };
}

/** A post of which only the address is known. */
function bare(id: string, at: string): PostContent {
  return { uri: id, url: id, id, replyTo: null, at, editedAt: null, acct: '', person: { id: '', name: '', avatar: '' }, html: '', warning: '', sensitive: false, visibility: '', language: null, media: [], poll: null, favourites: 0, boosts: 0 };
}

function visibilityOf({ to, cc }: { to: string[] | null; cc: string[] | null }, author: Author): string {
  if (to?.some((one) => everybody.includes(one))) return 'public';
  if (cc?.some((one) => everybody.includes(one))) return 'unlisted';
  return [...(to ?? []), ...(cc ?? [])].some((one) => one === author.followers || one.endsWith('/followers')) ? 'private' : 'direct';
}

/**
 * The name in the archive of a file that a post names. Mastodon cuts off `/system/`; where files lie in object storage
 * a slash, and the name of a bucket, stay before the path (facts D).
 */
export function nameInArchive(url: string): string {
  const path = url.replace(/^\/+/, '').replace(/^system\//, '');
  const stored = path.indexOf('media_attachments/');
  return stored > 0 ? path.slice(stored) : path;
}
