import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTestBrowser, type TestBrowser } from '../pages/testBrowser';
import type { ServerHandle } from '../world';
import { createLocal } from '../state';
import { day, inWorld, minute } from './inWorld';

const callback = 'https://app.example/back';
const verifier = 'a-verifier-that-is-as-long-as-it-has-to-be-0123456789';
const s256 = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
const plain = { code_challenge: verifier, code_challenge_method: 'plain' };

interface App { client_id: string; client_secret: string; redirect_uris: string[]; scopes: string[] }
type Params = Record<string, string>;

async function register(server: ServerHandle, redirectUris: string | string[]): Promise<App> {
  const body = JSON.stringify({ client_name: 'App', redirect_uris: redirectUris, scopes: 'read write' });
  return (await (await fetch(`${server.origin}/api/v1/apps`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).json()) as App;
}

/** One app at one server: what it asks of the authorize page and of the token endpoint. */
function client(server: ServerHandle, app: App) {
  const post = async (path: string, params: Params) => {
    const answer = await fetch(server.origin + path, { method: 'POST', body: new URLSearchParams({ client_id: app.client_id, client_secret: app.client_secret, ...params }) });
    return { status: answer.status, body: (await answer.json()) as Params };
  };
  const address = (params: Params) => `/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: app.client_id, redirect_uri: callback, scope: 'read', state: 'xyz', ...params }).toString()}`;
  const codeOf = (location: string | null) => new URL(location ?? '').searchParams.get('code') ?? '';
  return {
    address,
    codeOf,
    consent: async (browser: TestBrowser, params: Params): Promise<string> => {
      const doc = await browser.get(address(params));
      const form = doc.querySelector('form[action="/oauth/authorize"]');
      const fields = new URLSearchParams([...(form?.querySelectorAll('input[type=hidden]') ?? [])].map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']));
      return codeOf((await browser.raw('/oauth/authorize', { method: 'POST', body: fields, headers: { origin: server.origin } })).location);
    },
    token: (code: string, codeVerifier?: string) => post('/oauth/token', { grant_type: 'authorization_code', code, redirect_uri: callback, ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }) }),
    revoke: (token: string) => post('/oauth/revoke', { token }),
  };
}
const ask = (server: ServerHandle, token: string) => fetch(`${server.origin}/api/v1/lists`, { headers: { authorization: `Bearer ${token}` } });
const works = async (server: ServerHandle, token = '') => (await ask(server, token)).status;

inWorld('M: OAuth', (get) => {
  let app: App;
  it('M.26 registers with addresses as text or as a list', async () => {
    const { world } = get();
    expect((await register(world.old, `${callback}\nhttps://app.example/other`)).redirect_uris).toEqual([callback, 'https://app.example/other']);
    app = await register(world.old, [callback]);
    expect(app).toMatchObject({ redirect_uris: [callback], scopes: ['read', 'write'] });
  });
  it('M.26 asks with the account’s name, and tells the app when the answer is no', async () => {
    const { old, world } = get();
    const doc = await old.get(client(world.old, app).address(s256));
    expect([doc.querySelector('.account-header .username')?.textContent, doc.querySelectorAll('.permissions-list > li').length]).toEqual([`@ada@${world.old.domain}`, 1]);
    const deny = [...doc.querySelectorAll('form')].find((form) => form.querySelector('input[name=_method][value=delete]'));
    const fields = new URLSearchParams([...(deny?.querySelectorAll('input') ?? [])].map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']));
    const { location } = await old.raw('/oauth/authorize', { method: 'POST', body: fields, headers: { origin: world.old.origin } });
    expect(Object.fromEntries(new URL(location ?? '').searchParams)).toMatchObject({ error: 'access_denied', state: 'xyz' });
  });
  it('M.26 a wrong verifier gets nothing, the right one a token, and only once', async () => {
    const { old, world } = get();
    const { consent, token } = client(world.old, app);
    const code = await consent(old, s256);
    expect((await token(code, 'wrong')).body.error).toBe('invalid_grant');
    expect((await token(code)).status).toBe(400);
    // The challenge itself is no proof.
    expect((await token(code, s256.code_challenge)).status).toBe(400);
    const first = await token(code, verifier);
    expect([first.status, first.body.scope, await works(world.old, first.body.access_token)]).toEqual([200, 'read', 200]);
    expect(await token(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });
  it('M.26 does not ask again for the same scopes, unless it has to; the token is the same', async () => {
    const { old, world } = get();
    const { address, codeOf, token, consent } = client(world.old, app);
    const auto = await old.raw(address(s256));
    expect([auto.status, auto.location?.startsWith(`${callback}?`), new URL(auto.location ?? '').searchParams.get('state')]).toEqual([302, true, 'xyz']);
    const again = await token(codeOf(auto.location), verifier);
    const third = await token(await consent(old, { ...s256, force_login: 'true' }), verifier);
    expect(again.body.access_token).toBe(third.body.access_token);
    expect([(await old.raw(address({ ...s256, force_login: 'true' }))).status, (await old.raw(address({ ...s256, scope: 'read write' }))).status]).toEqual([200, 200]);
    const other = await token(await consent(old, { ...s256, scope: 'read write' }), verifier);
    expect(other.body.access_token).not.toBe(again.body.access_token);
  });
  it('M.26 a code lives for 600 seconds', async () => {
    const { old, world } = get();
    const { address, codeOf, token } = client(world.old, app);
    const code = async () => codeOf((await old.raw(address(s256))).location);
    const [early, late] = [await code(), await code()];
    world.clock.advance(10 * minute - 5000);
    expect((await token(early, verifier)).status).toBe(200);
    world.clock.advance(6000);
    expect((await token(late, verifier)).body.error).toBe('invalid_grant');
  });
  it('M.26 ends a token on request, of its own app alone; then it asks again', async () => {
    const { old, world } = get();
    const { address, codeOf, token, revoke } = client(world.old, app);
    const live = (await token(codeOf((await old.raw(address(s256))).location), verifier)).body.access_token ?? '';
    world.clock.advance(day);
    const stranger = client(world.old, await register(world.old, callback));
    expect(await stranger.revoke(live)).toMatchObject({ status: 403, body: { error: 'unauthorized_client' } });
    expect(await works(world.old, live)).toBe(200);
    expect([(await revoke(live)).status, (await revoke('unknown')).status, await works(world.old, live)]).toEqual([200, 200, 401]);
    expect(await (await ask(world.old, live)).json()).toEqual({ error: 'The access token was revoked' });
    expect((await old.raw(address(s256))).status).toBe(200);
  });
  it('M.26 refuses requests that do not fit the app', async () => {
    const { old, world } = get();
    const { address } = client(world.old, app);
    for (const wrong of [{ redirect_uri: 'https://evil.example/' }, { scope: 'follow' }, { response_type: 'token' }, plain, { code_challenge: s256.code_challenge }]) {
      expect([wrong, (await old.raw(address(wrong as Params))).status]).toEqual([wrong, 400]);
    }
    expect((await old.raw(address({ client_id: 'unknown' }))).status).toBe(401);
  });
  it('M.26 4.3 takes the plain challenge as well, and compares it as it is', async () => {
    const { world } = get();
    const elder = world.server('elder');
    createLocal(elder.instance, { username: 'old', email: 'old@elder.example', password: 'correct horse elder' });
    const browser = await createTestBrowser(elder, 'old');
    const { consent, token, address } = client(elder, await register(elder, callback));
    const code = await consent(browser, plain);
    expect((await token(code, 'wrong')).status).toBe(400);
    expect((await token(code, verifier)).status).toBe(200);
    const hashed = await consent(browser, { ...s256, force_login: 'true' });
    expect([(await token(hashed, s256.code_challenge)).status, (await token(hashed, verifier)).status]).toEqual([400, 200]);
    expect((await browser.raw(address({ code_challenge: verifier, code_challenge_method: 'md5' }))).status).toBe(400);
  });
}, { servers: [{ name: 'elder', version: '4.3' }] });
