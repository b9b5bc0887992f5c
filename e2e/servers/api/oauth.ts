import { createHash, randomBytes } from 'node:crypto';
import type { App } from '../model';
import type { Context } from 'hono';
import type { Instance, OAuthApp } from '../model';
import type { Challenge } from '../traffic';
import { nextId } from '../state';
import { since } from '../version';
import { callerOf } from './auth';

const known = /^(read|write|follow|push|profile|admin:(read|write)(:[a-z_]+)?|(read|write):[a-z_]+)$/;
const scopesOf46 = ['read:collections', 'write:collections'];

type Form = Record<string, string | string[]>;

/** Form or JSON, as both are taken. */
export async function bodyOf(c: Context): Promise<Form> {
  if ((c.req.header('content-type') ?? '').includes('application/json')) {
    return c.req.json<Form>().catch(() => ({}));
  }
  const parsed = await c.req.parseBody({ all: true });
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]));
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? '';

/** Apps, tokens, revocation, metadata (facts H.1 to H.3). The authorize pages are in `pages/oauth.ts`. */
export function mountOAuth(app: App, instance: Instance): void {
  const { state } = instance;

  app.post('/api/v1/apps', async (c) => {
    const form = await bodyOf(c);
    const uris = Array.isArray(form.redirect_uris) ? form.redirect_uris : one(form.redirect_uris).split(/\s+/).filter(Boolean);
    const scopes = typeof form.scopes === 'string' ? form.scopes.split(/\s+/).filter(Boolean) : ['read'];
    const bad = scopes.find((scope) => !known.test(scope) || (!since(instance, '4.6') && scopesOf46.includes(scope)));
    if (one(form.client_name) === '' || uris.length === 0 || bad !== undefined || uris.some((uri) => /^(javascript|data|vbscript):/i.test(uri))) {
      return c.json({ error: `Validation failed: ${bad === undefined ? "Application name can't be blank" : "Scopes doesn't match configured on the server."}` }, 422);
    }
    const created: OAuthApp = {
      id: nextId(instance),
      name: one(form.client_name),
      website: one(form.website) || null,
      redirectUris: uris,
      scopes: scopes.length > 0 ? scopes : ['read'],
      clientId: randomBytes(24).toString('base64url'),
      clientSecret: randomBytes(24).toString('base64url'),
      createdAt: instance.clock.now(),
    };
    state.apps.set(created.clientId, created);
    return c.json({ id: created.id, name: created.name, website: created.website, scopes: created.scopes, redirect_uris: uris, redirect_uri: uris.join('\n'), vapid_key: '', client_id: created.clientId, client_secret: created.clientSecret, client_secret_expires_at: 0 });
  });

  app.get('/api/v1/apps/verify_credentials', (c) => {
    const { token } = callerOf(instance, c);
    const found = token && [...state.apps.values()].find((row) => row.id === token.appId);
    return found ? c.json({ id: found.id, name: found.name, website: found.website, scopes: found.scopes, redirect_uris: found.redirectUris }) : c.json({ error: 'The access token is invalid' }, 401);
  });

  app.post('/oauth/token', async (c) => {
    const form = await bodyOf(c);
    const client = clientOf(instance, c, form);
    if (!client) return c.json({ error: 'invalid_client', error_description: 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.' }, 401);
    if (one(form.grant_type) === 'client_credentials') return c.json(issue(instance, client, null, one(form.scope).split(' ').filter(Boolean)));
    if (one(form.grant_type) !== 'authorization_code') return c.json({ error: 'unsupported_grant_type', error_description: 'The authorization grant type is not supported by the authorization server.' }, 400);
    const grant = state.grants.get(one(form.code));
    const expired = !grant || grant.used || instance.clock.now() - grant.createdAt > 600_000;
    if (expired || grant.appId !== client.id || grant.redirectUri !== one(form.redirect_uri) || !verifies(grant.challenge, one(form.code_verifier))) {
      return c.json({ error: 'invalid_grant', error_description: 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.' }, 400);
    }
    grant.used = true;
    return c.json(issue(instance, client, grant.accountId, grant.scopes));
  });

  app.post('/oauth/revoke', async (c) => {
    const form = await bodyOf(c);
    const client = clientOf(instance, c, form);
    const token = state.tokens.get(one(form.token));
    if (!client || (token && token.appId !== client.id)) return c.json({ error: 'unauthorized_client', error_description: 'You are not authorized to revoke this token' }, 403);
    if (token) token.revoked = true;
    return c.json({});
  });

  app.get('/.well-known/oauth-authorization-server', (c) =>
    c.json({
      issuer: `${instance.web}/`,
      authorization_endpoint: `${instance.web}/oauth/authorize`,
      token_endpoint: `${instance.web}/oauth/token`,
      revocation_endpoint: `${instance.web}/oauth/revoke`,
      ...(since(instance, '4.4') ? { userinfo_endpoint: `${instance.web}/oauth/userinfo` } : {}),
      scopes_supported: ['read', 'write', 'follow', 'push', 'profile'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: ['authorization_code', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: challengeMethods(instance),
      app_registration_endpoint: `${instance.web}/api/v1/apps`,
    }),
  );
}

function clientOf(instance: Instance, c: Context, form: Form): OAuthApp | null {
  const basic = /^Basic (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const [id, secret] = basic === undefined ? [one(form.client_id), one(form.client_secret)] : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  const found = instance.state.apps.get(id ?? '');
  return found && found.clientSecret === secret ? found : null;
}

function verifies(challenge: Challenge | null, verifier: string): boolean {
  if (challenge === null) return true;
  return challenge.value === (challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'));
}

/** The methods that this version takes: 4.3 also `plain` (facts H.2). */
const challengeMethods = (instance: Instance): Challenge['method'][] => (since(instance, '4.4') ? ['S256'] : ['S256', 'plain']);

/** The challenge of an authorization request; null without one. A challenge needs its method, and one that is known. */
export function challengeOf(instance: Instance, value: string | undefined, method: string | undefined): Challenge | null | 'invalid' {
  if (value === undefined || value === '') return null;
  const found = challengeMethods(instance).find((one) => one === method);
  return found ? { method: found, value } : 'invalid';
}

/** The same app, user and scopes get the same token again (facts H.3). */
function issue(instance: Instance, client: OAuthApp, accountId: string | null, scopes: string[]): Record<string, unknown> {
  const wanted = [...scopes].sort().join(' ');
  const live = [...instance.state.tokens.values()].find((row) => row.appId === client.id && row.accountId === accountId && !row.revoked && [...row.scopes].sort().join(' ') === wanted);
  const token = live ?? { token: randomBytes(32).toString('base64url'), appId: client.id, accountId, scopes: scopes.length > 0 ? scopes : ['read'], createdAt: instance.clock.now(), revoked: false };
  instance.state.tokens.set(token.token, token);
  return { access_token: token.token, token_type: 'Bearer', scope: token.scopes.join(' '), created_at: Math.floor(token.createdAt / 1000) };
}

/** A code for an account that consented; used by the authorize page. */
export function createGrant(instance: Instance, client: OAuthApp, accountId: string, redirectUri: string, scopes: string[], challenge: Challenge | null): string {
  const code = randomBytes(24).toString('base64url');
  instance.state.grants.set(code, { code, appId: client.id, accountId, redirectUri, scopes, challenge, createdAt: instance.clock.now(), used: false });
  return code;
}
