import * as v from 'valibot';
import { isSafeUrl } from '@/lib/formats/acct';
import { comparable } from '@/lib/formats/sourceText';
import { parseList, parseOne } from '@/lib/kinds/entities';
import type { Draft } from '@/lib/store/rows';
import { post, type Writer } from './change';
import { ApiError } from './errors';
import { budgeted, type Access } from './gateway';

/** A post of one's own, as its server tells. */
export interface OwnPost {
  id: string;
  url: string;
  at: number;
  pinned: boolean;
}

const schema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  url: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4096))), null),
  created_at: v.string(),
  pinned: v.optional(v.boolean(), false),
  content: v.optional(v.string(), ''),
});
type ApiStatus = v.InferOutput<typeof schema>;

const postOf = (status: ApiStatus): OwnPost => ({ id: status.id, url: status.url !== null && isSafeUrl(status.url) ? status.url : '', at: Date.parse(status.created_at), pinned: status.pinned });

/** Pages of one's own posts, 40 posts each, beyond which their list has no end. */
const mostPages = 250;
/** How far back is looked before that time, in milliseconds: clocks differ. */
const slack = 86_400_000;

/**
 * Looks for one of these texts among the account's own posts that are newer than a day before `since` (milliseconds since
 * the epoch, this device's clock), however many those are: null = it is not there. Throws `ApiError` where it cannot look
 * at all of them.
 */
export async function findOwnPost(access: Access, texts: readonly string[], since: number): Promise<OwnPost | null> {
  const wanted = new Set(texts.map((text) => comparable(text)));
  let next: string | null = `/api/v1/accounts/${access.account.id}/statuses?limit=40&exclude_reblogs=true`;
  const asked = new Set<string>();
  while (next !== null) {
    if (asked.has(next) || asked.size >= mostPages) throw new ApiError('badAnswer', new URL(access.account.origin).host);
    asked.add(next);
    const answer = await budgeted(access, next);
    const posts = parseList(schema, answer.body, 'own posts');
    const found = posts.find((one) => wanted.has(comparable(one.content, true)));
    if (found) return postOf(found);
    const oldest = posts.at(-1);
    // By the server's clock, as its answer has just told it.
    const skew = (await access.budget.read(access.account.actorUri))?.skew ?? 0;
    next = oldest && Date.parse(oldest.created_at) > since + skew - slack ? answer.next : null;
  }
  return null;
}

/** Posts a text. The same `key` within an hour gives the post that the first one made. Throws `ApiError`, as `post` does. */
export async function postText(writer: Writer, draft: Pick<Draft, 'text' | 'visibility'>, language: string | null, key: string): Promise<OwnPost> {
  const body = new URLSearchParams({ status: draft.text, visibility: draft.visibility, ...(language === null ? {} : { language }) });
  return postOf(parseOne(schema, (await post(writer, '/api/v1/statuses', { body, idempotencyKey: key })).body, 'post'));
}

/** Pins a post to the profile; one that is pinned stays so. Throws `pinRefused` where the server has no room for another. */
export async function pinPost(writer: Writer & Access, id: string): Promise<void> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}`;
  if (parseOne(schema, (await budgeted(writer, path)).body, 'post').pinned) return;
  try {
    await post(writer, `${path}/pin`);
  } catch (error) {
    throw error instanceof ApiError && error.code === 'changeRefused' ? new ApiError('pinRefused', error.host, 422) : error;
  }
}
