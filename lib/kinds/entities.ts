import * as v from 'valibot';
import { normalAcct } from '@/lib/formats/acct';

/** A server answered with something that is no such list. The runner tells the person and goes on with other kinds. */
export class UnreadableAnswer extends Error {
  constructor(readonly what: string) {
    super(`unreadable answer: ${what}`);
  }
}

/** The part of Mastodon's Account that rows are made of. Source: mastodon v4.6.5, app/serializers/rest/account_serializer.rb. */
export const accountSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  acct: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
  mute_expires_at: v.optional(v.nullable(v.string())),
});
export type ApiAccount = v.InferOutput<typeof accountSchema>;

export const relationshipSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  following: v.optional(v.boolean(), false),
  showing_reblogs: v.optional(v.boolean(), true),
  notifying: v.optional(v.boolean(), false),
  languages: v.optional(v.nullable(v.array(v.pipe(v.string(), v.maxLength(32)))), null),
  muting_notifications: v.optional(v.boolean(), true),
  requested: v.optional(v.boolean(), false),
  blocking: v.optional(v.boolean(), false),
  blocked_by: v.optional(v.boolean(), false),
  domain_blocking: v.optional(v.boolean(), false),
});
export type ApiRelationship = v.InferOutput<typeof relationshipSchema>;

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

/** `user@domain` of an API account on a server whose local domain is given. */
export function acctOf(account: Pick<ApiAccount, 'acct'>, domain: string): string {
  return normalAcct(account.acct, domain);
}
