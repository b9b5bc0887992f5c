import * as v from 'valibot';
import { postSchema, type Post } from '@/lib/kinds/post';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** How `outbox.json` begins; its items follow, separated by commas, then `outboxEnd`. */
export function outboxStart(total: number): string {
  return `{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":${total},"orderedItems":[`;
}
export const outboxEnd = ']}\n';

/**
 * One stored post as an ActivityStreams activity, as Mastodon's own archive has them: `Create` with a `Note`, or
 * `Announce`. Attachments point into this zip. Source: mastodon v4.6.5, app/services/backup_service.rb.
 */
export function activityOf(row: unknown, actorUri: string, mediaName: (url: string) => string): unknown {
  const parsed = v.safeParse(postSchema, row);
  if (!parsed.success) return null;
  const post = parsed.output;
  const to = addressees(post, actorUri);
  const base = { actor: actorUri, published: post.at, ...to };
  if (post.boostOf) return { id: post.uri, type: 'Announce', ...base, object: post.boostOf.uri };
  return {
    id: `${post.uri}/activity`,
    type: 'Create',
    ...base,
    object: {
      id: post.uri,
      type: 'Note',
      attributedTo: actorUri,
      published: post.at,
      ...(post.editedAt === null ? {} : { updated: post.editedAt }),
      ...to,
      url: post.url,
      summary: post.warning === '' ? null : post.warning,
      sensitive: post.sensitive,
      content: post.html,
      ...(post.language === null ? {} : { contentMap: { [post.language]: post.html } }),
      attachment: post.media.map((file) => ({ type: 'Document', mediaType: null, url: mediaName(file.url), name: file.alt })),
    },
  };
}

function addressees(post: Post, actorUri: string): { to: string[]; cc: string[] } {
  const followers = `${actorUri}/followers`;
  if (post.visibility === 'public') return { to: [everybody], cc: [followers] };
  if (post.visibility === 'unlisted') return { to: [followers], cc: [everybody] };
  return { to: post.visibility === 'private' ? [followers] : [], cc: [] };
}
