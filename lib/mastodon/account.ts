import * as v from 'valibot';
import { isSafeUrl, normalAcct } from '@/lib/formats/acct';
import { cut } from '@/lib/formats/text';
import { profileOf } from '@/lib/kinds/profile';
import type { Account, FactValues } from '@/lib/move/model';
import { readInstance, type InstanceInfo } from './instance';
import { ApiError } from './errors';
import { publicJson } from './gateway';
import { requestJson, type Net } from './http';

const count = v.optional(v.pipe(v.number(), v.finite()), 0);
const schema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  uri: v.pipe(v.string(), v.maxLength(2048)),
  username: v.pipe(v.string(), v.regex(/^[\w.-]{1,256}$/)),
  display_name: v.pipe(v.string(), v.transform((text) => cut(text, 500))),
  avatar: v.fallback(v.pipe(v.string(), v.maxLength(4096)), ''),
  locked: v.optional(v.boolean(), false),
  followers_count: count,
  following_count: count,
  statuses_count: count,
  moved: v.optional(v.nullable(v.object({ acct: v.pipe(v.string(), v.maxLength(512)) }))),
});

/**
 * Who a token belongs to, as its server says, with the profile that step 2 looks at. Throws `ApiError`: `tokenRevoked`
 * for 401, `loginDisabled` for 403 (a moved account's API is closed).
 */
export async function readAccount(net: Net, origin: string, token: string): Promise<{ account: Account; profile: FactValues['new.profile'] }> {
  const [{ body }, instance] = await Promise.all([
    requestJson(net, `${origin}/api/v1/accounts/verify_credentials`, { token }),
    readInstance(net, origin),
  ]);
  const parsed = v.safeParse(schema, body);
  // An actor lives on its own web host; another host's URI would pass for another account, since it is the key everywhere.
  if (!parsed.success || !isSafeUrl(parsed.output.uri) || new URL(parsed.output.uri).origin !== origin) throw new ApiError('badAnswer', new URL(origin).host);
  const found = profileOf(body);
  return {
    account: accountOf(parsed.output, instance, origin, net.now()),
    profile: {
      displayName: found.displayName !== '' && found.displayName !== parsed.output.username,
      note: found.note !== '',
      avatar: found.avatar !== null,
      header: found.header !== null,
      fields: found.fields.length,
    },
  };
}

/**
 * An account that has moved, as its server shows it to anybody: nobody can sign in to it any more. Null = it is not there,
 * or has not moved. Throws `ApiError`.
 */
export async function readMovedAccount(net: Net, origin: string, username: string): Promise<Account | null> {
  const body = await publicJson(net, `${origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(username)}`);
  const parsed = v.safeParse(schema, body);
  if (!parsed.success || !isSafeUrl(parsed.output.uri) || new URL(parsed.output.uri).origin !== origin) return null;
  const account = accountOf(parsed.output, await readInstance(net, origin), origin, net.now());
  return account.movedTo === null ? null : account;
}

/** Its own server calls an account by its name alone; the domain is the server's. */
function accountOf(raw: v.InferOutput<typeof schema>, instance: InstanceInfo, origin: string, now: number): Account {
  return {
    actorUri: raw.uri,
    id: raw.id,
    acct: normalAcct(raw.username, instance.domain),
    origin,
    username: raw.username,
    displayName: raw.display_name,
    avatar: isSafeUrl(raw.avatar) && !raw.avatar.endsWith('/missing.png') ? raw.avatar : '',
    software: instance.software,
    version: instance.version,
    apiVersion: instance.apiVersion,
    followersCount: raw.followers_count,
    followingCount: raw.following_count,
    statusesCount: raw.statuses_count,
    locked: raw.locked,
    movedTo: raw.moved ? normalAcct(raw.moved.acct, instance.domain) : null,
    checkedAt: now,
  };
}
