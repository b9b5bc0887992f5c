import * as v from 'valibot';
import { cut } from '@/lib/formats/text';
import { accountSchema, acctOf, parseJson, parseList, parseOne, personOf, personSchema } from './entities';
import type { Kind, Page, Reading } from './kind';
import { rowParser } from './paging';
import { plainText, postOf, postSchema, statusSchema, type Post } from './post';

const schema = v.object({
  id: v.string(),
  people: v.array(v.object({ acct: v.string(), person: personSchema })),
  /** Posts of both sides, oldest first. */
  posts: v.array(postSchema),
});
export type ConversationRow = v.InferOutput<typeof schema>;

const apiSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  accounts: v.optional(v.array(accountSchema), []),
  last_status: v.optional(v.nullable(statusSchema), null),
});
const contextSchema = v.object({ ancestors: v.array(statusSchema), descendants: v.array(statusSchema) });
const headSchema = v.object({ id: v.string(), people: v.array(v.object({ acct: v.string(), person: personSchema })), last: v.nullable(postSchema) });
const cursorSchema = v.object({ link: v.nullable(v.string()), heads: v.array(headSchema) });

/** Conversations with the direct messages of both sides: the list names the last one, its thread holds the others. */
export const conversations: Kind<ConversationRow> = {
  id: 'conversations',
  readableFrom: 0,
  rowKey: (row) => row.id,
  label: (row) => `${row.posts.at(-1)?.at.slice(0, 10) ?? ''} ${row.people.map((one) => `@${one.acct}`).join(', ')}: ${cut(plainText(row.posts.at(-1)?.html.slice(0, 2000) ?? ''), 100)}`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 40,
  growsAtTop: { version: (row) => row.posts.at(-1)?.uri ?? '' },
  sources: [{ id: 'api', from: 0, gives: ['conversation'], read, held }],
  carry: { by: 'nothing' },
};

/** One request a slice: a page of the list, then thread after thread of its conversations. */
async function read(reading: Reading, cursor: string | null): Promise<Page<ConversationRow>> {
  const { link, heads } = cursor === null ? { link: '/api/v1/conversations?limit=40', heads: [] } : parseOne(cursorSchema, parseJson(cursor), 'cursor');
  const [head, ...rest] = heads;
  if (!head) return link === null ? { rows: [], next: null } : readHeads(reading, link);
  const before = await reading.before([head.id]);
  const row = { id: head.id, people: head.people, posts: withEarlier(before.get(head.id), await thread(reading, head.last)) };
  return { rows: [row], next: link === null && rest.length === 0 ? null : JSON.stringify({ link, heads: rest }) };
}

async function readHeads(reading: Reading, link: string): Promise<Page<ConversationRow>> {
  const { body, next } = await reading.get(link);
  const heads = parseList(apiSchema, body, 'conversations').map((found) => ({
    id: found.id,
    people: found.accounts.map((account) => ({ acct: acctOf(account, reading.domain), person: personOf(account) })),
    last: found.last_status && postOf(found.last_status, reading.domain),
  }));
  return { rows: [], next: next === null && heads.length === 0 ? null : JSON.stringify({ link: next, heads }) };
}

async function thread(reading: Reading, last: Post | null): Promise<Post[]> {
  if (last === null) return [];
  const found = await reading.find(`/api/v1/statuses/${encodeURIComponent(last.id)}/context`);
  if (!found) return [last];
  const { ancestors, descendants } = parseOne(contextSchema, found.body, 'thread');
  const kept = (list: typeof ancestors) => list.map((status) => postOf(status, reading.domain));
  return [...kept(ancestors), last, ...kept(descendants)];
}

/** A message that was deleted since, by whomever, was said all the same: what the last backup has of a conversation stays. */
function withEarlier(row: unknown, posts: Post[]): Post[] {
  const earlier = v.safeParse(schema, row);
  if (!earlier.success) return posts;
  const here = new Set(posts.map((post) => post.uri));
  const gone = earlier.output.posts.filter((post) => !here.has(post.uri));
  return gone.length === 0 ? posts : [...gone, ...posts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Conversations whose threads have not been asked for: with their last message. */
function held(cursor: string): ConversationRow[] {
  return parseOne(cursorSchema, parseJson(cursor), 'cursor').heads.map(({ id, people, last }) => ({ id, people, posts: last === null ? [] : [last] }));
}
