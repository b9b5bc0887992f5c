import * as v from 'valibot';
import { normalAcct } from '@/lib/formats/acct';
import { cut } from '@/lib/formats/text';

/** A server answered with something that is no such list. The runner tells the person and goes on with other kinds. */
export class UnreadableAnswer extends Error {
  constructor(readonly what: string) {
    super(`unreadable answer: ${what}`);
  }
}

/** A list repeats itself, or goes on beyond anything that an account can have. What it gave is kept. */
export class EndlessList extends Error {
  constructor(readonly what: string) {
    super(`endless list: ${what}`);
  }
}

const longestName = 500;
const id = v.pipe(v.string(), v.maxLength(64));
/** A name or an address that only decorates a row: cut or dropped rather than refused. */
const name = v.optional(v.fallback(v.pipe(v.string(), v.transform((text) => cut(text, longestName))), ''), '');
const address = v.optional(v.fallback(v.pipe(v.string(), v.maxLength(4096)), ''), '');

/** The part of Mastodon's Account that rows are made of. Source: mastodon v4.6.5, app/serializers/rest/account_serializer.rb. */
export const accountSchema = v.object({
  id,
  // Mastodon takes names of 2048 letters from other servers. Source: mastodon v4.6.5, app/models/account.rb.
  acct: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  display_name: name,
  avatar_static: address,
  mute_expires_at: v.optional(v.nullable(v.string())),
  locked: v.optional(v.fallback(v.boolean(), false), false),
  moved: v.optional(v.fallback(v.nullable(v.object({ acct: v.pipe(v.string(), v.minLength(1), v.maxLength(512)) })), null), null),
});
export type ApiAccount = v.InferOutput<typeof accountSchema>;

export const relationshipSchema = v.object({
  id,
  following: v.optional(v.boolean(), false),
  showing_reblogs: v.optional(v.boolean(), true),
  notifying: v.optional(v.boolean(), false),
  languages: v.optional(v.nullable(v.array(v.string())), null),
  muting: v.optional(v.boolean(), false),
  muting_notifications: v.optional(v.boolean(), true),
  requested: v.optional(v.boolean(), false),
  blocking: v.optional(v.boolean(), false),
  blocked_by: v.optional(v.boolean(), false),
  domain_blocking: v.optional(v.boolean(), false),
  endorsed: v.optional(v.boolean(), false),
  note: v.optional(v.nullable(v.string()), ''),
});
export type ApiRelationship = v.InferOutput<typeof relationshipSchema>;

/**
 * What is kept of an account besides its acct: enough to show it, to ask its server about it, and to know before a move
 * who will have to say yes again (`locked`) and who is elsewhere now (`movedTo`, as that server writes it: its own
 * accounts have no domain). Both are absent where they are not so, and in backups of before they were kept.
 */
export const personSchema = v.object({ id: v.string(), name: v.string(), avatar: v.string(), locked: v.optional(v.boolean()), movedTo: v.optional(v.string()) });
export type Person = v.InferOutput<typeof personSchema>;

/** An API account as it is kept. */
export function personOf(account: ApiAccount): Person {
  return { id: account.id, name: account.display_name, avatar: account.avatar_static, ...(account.locked ? { locked: true } : {}), ...(account.moved ? { movedTo: account.moved.acct } : {}) };
}

/** Parses a list; anything else, or a list with an entry of another shape, is an `UnreadableAnswer`: nothing is dropped in silence. */
export function parseList<T>(schema: v.GenericSchema<unknown, T>, body: unknown, what: string): T[] {
  const parsed = v.safeParse(v.array(schema), body);
  if (!parsed.success) throw new UnreadableAnswer(what);
  return parsed.output;
}

/** Parses one value, or throws `UnreadableAnswer`. */
export function parseOne<T>(schema: v.GenericSchema<unknown, T>, body: unknown, what: string): T {
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw new UnreadableAnswer(what);
  return parsed.output;
}

/** Parses JSON of our own cursors; null when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `user@domain` of an API account on a server whose local domain is given. */
export function acctOf(account: Pick<ApiAccount, 'acct'>, domain: string): string {
  return normalAcct(account.acct, domain);
}
