import * as oauth from 'oauth4webapi';
import * as v from 'valibot';
import type { AppRow } from '@/lib/store/rows';
import { ApiError } from './errors';
import { publicJson } from './gateway';
import { assertCalm, noAnswer, readBytes, request, timeoutSignal, type Net } from './http';

/**
 * Every scope that the product may ever need. An app is registered once with all of them, since registrations are
 * rationed (5 in 10 minutes an IP address); each sign-in then authorises the least that it needs (`lib/move/scopes`).
 */
const appScopes = ['read', 'write:accounts', 'write:blocks', 'write:bookmarks', 'write:filters', 'write:follows', 'write:lists', 'write:mutes', 'write:statuses', 'write:media'];
/** Scopes that 4.6 brought: featured collections. */
const appScopesFrom46 = ['write:collections'];

/** The name that the consent page shows. */
const clientName = 'Moving Day';

/**
 * What a sign-in knows between opening the window and the code coming back. It is never stored: when the background is
 * stopped the browser closes the window and the code is lost, so there would be nothing to use it with.
 */
export interface Flow {
  state: string;
  verifier: string;
  scopes: string[];
  url: string;
}

const metadataSchema = v.object({
  authorization_endpoint: v.string(),
  token_endpoint: v.string(),
  code_challenge_methods_supported: v.optional(v.array(v.string()), []),
});

/**
 * The server's OAuth addresses; servers before 4.3 publish none and have the same paths without PKCE. A server that
 * fails to answer is not taken for an old one: that would drop PKCE.
 */
async function readServer(net: Net, origin: string): Promise<{ as: oauth.AuthorizationServer; pkce: boolean }> {
  const body = await publicJson(net, `${origin}/.well-known/oauth-authorization-server`).catch((error: unknown) => {
    if (error instanceof ApiError && error.code === 'badAnswer') return null;
    throw error;
  });
  const parsed = v.safeParse(metadataSchema, body);
  const same = (url: string | undefined) => url !== undefined && URL.canParse(url) && new URL(url).origin === origin;
  const usable = parsed.success && same(parsed.output.authorization_endpoint) && same(parsed.output.token_endpoint);
  return {
    as: {
      issuer: origin,
      authorization_endpoint: usable ? parsed.output.authorization_endpoint : `${origin}/oauth/authorize`,
      token_endpoint: usable ? parsed.output.token_endpoint : `${origin}/oauth/token`,
      revocation_endpoint: `${origin}/oauth/revoke`,
    },
    pkce: usable && parsed.output.code_challenge_methods_supported.includes('S256'),
  };
}

/**
 * Registers an app for one redirect address. `apiVersion` is `api_versions.mastodon`: an unknown scope would refuse the
 * whole registration. Throws `tooManyRegistrations` when the server's ration is used up.
 */
export async function registerApp(net: Net, origin: string, redirectUri: string, apiVersion: number): Promise<AppRow> {
  const scopes = apiVersion >= 11 ? [...appScopes, ...appScopesFrom46] : appScopes;
  const body = new URLSearchParams({ client_name: clientName, redirect_uris: redirectUri, scopes: scopes.join(' ') });
  const answer = await request(net, `${origin}/api/v1/apps`, { method: 'POST', body, redirect: 'error' });
  const host = new URL(origin).host;
  if (answer.status === 429) throw new ApiError('tooManyRegistrations', host, 429, answer.rate?.reset ?? null);
  assertCalm(answer, host, net.now());
  const parsed = v.safeParse(v.object({ client_id: v.string(), client_secret: v.string() }), answer.body);
  if (!parsed.success) throw new ApiError('badAnswer', host, answer.status);
  return {
    id: `${origin}|${redirectUri}`,
    origin,
    redirectUri,
    clientId: parsed.output.client_id,
    clientSecret: parsed.output.client_secret,
    scopes,
    createdAt: net.now(),
  };
}

/** Builds the address to sign in at. `another` = show the consent page even when this app is known, to choose an account. */
export async function beginFlow(net: Net, app: AppRow, scopes: string[], another: boolean): Promise<Flow> {
  const { as, pkce } = await readServer(net, app.origin);
  const flow = { state: oauth.generateRandomState(), verifier: pkce ? oauth.generateRandomCodeVerifier() : '', scopes };
  const url = new URL(as.authorization_endpoint ?? `${app.origin}/oauth/authorize`);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', app.clientId);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('scope', flow.scopes.join(' '));
  url.searchParams.set('state', flow.state);
  if (another) url.searchParams.set('force_login', 'true');
  if (flow.verifier !== '') {
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(flow.verifier));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return { ...flow, url: url.href };
}

/** A token, and the scopes that the server says it has. */
export interface Granted {
  token: string;
  scopes: string[];
}

/**
 * Exchanges the code that came back. Throws `consentDenied` when the person said no, `serverDown` or `rateLimited` when
 * the server could not do it now, `signInRefused` for everything else.
 */
export async function finishFlow(net: Net, app: AppRow, flow: Flow, redirected: string): Promise<Granted> {
  const host = new URL(app.origin).host;
  const { as } = await readServer(net, app.origin);
  const client = { client_id: app.clientId };
  const options = { [oauth.customFetch]: tokenFetch(net), [oauth.allowInsecureRequests]: app.origin.startsWith('http:') };
  try {
    const params = oauth.validateAuthResponse(as, client, new URL(redirected), flow.state);
    const secret = oauth.ClientSecretPost(app.clientSecret);
    const answer = await oauth.authorizationCodeGrantRequest(as, client, secret, params, app.redirectUri, flow.verifier === '' ? oauth.nopkce : flow.verifier, options);
    const granted = await oauth.processAuthorizationCodeResponse(as, client, answer);
    return { token: granted.access_token, scopes: granted.scope?.split(' ') ?? flow.scopes };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied') throw new ApiError('consentDenied', host);
    throw new ApiError('signInRefused', host);
  }
}

/** Ends a token. A server that does not answer has lost it with the account; that is not worth a problem. */
export async function revoke(net: Net, app: AppRow, token: string): Promise<boolean> {
  try {
    const body = new URLSearchParams({ token, client_id: app.clientId, client_secret: app.clientSecret });
    return (await request(net, `${app.origin}/oauth/revoke`, { method: 'POST', body, redirect: 'error' })).status === 200;
  } catch {
    return false;
  }
}

/** Is the app still known there? Servers forget unused ones. */
export async function appIsKnown(net: Net, app: AppRow): Promise<boolean> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret, scope: 'read' });
  const answer = await request(net, `${app.origin}/oauth/token`, { method: 'POST', body, redirect: 'error' });
  assertCalm(answer, new URL(app.origin).host, net.now());
  return answer.status !== 401;
}

function tokenFetch(net: Net): (url: string, init: oauth.CustomFetchOptions<'POST', URLSearchParams>) => Promise<Response> {
  return async (url, init) => {
    const { host } = new URL(url);
    const signal = timeoutSignal();
    const response = await net.fetch(url, { ...init, credentials: 'omit', redirect: 'error', signal }).catch(() => {
      throw noAnswer(url, signal);
    });
    assertCalm({ status: response.status, rate: null }, host, net.now());
    const body = await readBytes(response);
    if (body === null) throw new ApiError('badAnswer', host, response.status);
    return new Response(body, { status: response.status, headers: response.headers });
  };
}
