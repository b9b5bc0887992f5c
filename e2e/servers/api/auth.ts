import type { Context } from 'hono';
import type { Account, Instance, OAuthToken } from '../model';
import { functional } from '../state';

/** Who asks: a token with its account, or nobody. */
export interface Caller {
  token: OAuthToken | null;
  account: Account | null;
}

function bearerOf(instance: Instance, c: Context): OAuthToken | undefined {
  const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  return bearer === undefined ? undefined : instance.state.tokens.get(bearer);
}

export function callerOf(instance: Instance, c: Context): Caller {
  const token = bearerOf(instance, c);
  if (!token || token.revoked) return { token: null, account: null };
  return { token, account: token.accountId === null ? null : (instance.state.accounts.get(token.accountId) ?? null) };
}

/** A top-level scope satisfies all below it; `follow` is the old name of a few (facts H.4). */
function allows(token: OAuthToken, needed: string[]): boolean {
  return needed.length === 0 || needed.some((scope) => token.scopes.includes(scope) || token.scopes.includes(scope.split(':')[0] ?? scope));
}

export type Guarded = { account: Account } | { answer: Response };

/** The account behind a scoped endpoint that needs a functional user ("U"), or the refusal of facts H.5. */
export function guard(instance: Instance, c: Context, scopes: string[]): Guarded {
  const { token, account } = callerOf(instance, c);
  if (!token) {
    const error = bearerOf(instance, c)?.revoked ? 'The access token was revoked' : 'The access token is invalid';
    return { answer: c.json({ error }, 401, { 'WWW-Authenticate': `Bearer realm="Doorkeeper", error="invalid_token", error_description="${error}"` }) };
  }
  if (!allows(token, scopes)) return { answer: c.json({ error: 'This action is outside the authorized scopes' }, 403) };
  if (!account) return { answer: c.json({ error: 'This method requires an authenticated user' }, 422) };
  const user = instance.state.users.get(account.id);
  if (!user || !functional(instance, user)) return { answer: c.json({ error: 'Your login is currently disabled' }, 403) };
  return { account };
}

/** An endpoint that is open to everybody, but not to a token without its scope ("none / read:…" in facts I.3). No functional user needed. */
export function open(instance: Instance, c: Context, scopes: string[]): { viewer: Account | null } | { answer: Response } {
  const { token, account } = callerOf(instance, c);
  if (token && !allows(token, scopes)) return { answer: c.json({ error: 'This action is outside the authorized scopes' }, 403) };
  return { viewer: account };
}
