import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken, personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { createLocal } from '../state';
import { createTestBrowser } from '../pages/testBrowser';
import { isGlitch, mastodonVersions, since, type MastodonVersion } from '../version';
import { startWorld, type ServerHandle, type World } from '../world';
import { redirect } from './inWorld';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld({ size: 'small', servers: mastodonVersions.map((version) => ({ name: version.replace('.', '-'), version })) });
  for (const version of mastodonVersions) for (const username of ['kim', 'lee']) createLocal(at(version).instance, { username, email: `${username}@x.example`, password: 'correct horse', numericUri: true });
});
afterAll(() => world.stop());

const at = (version: MastodonVersion): ServerHandle => world.server(version.replace('.', '-'));
/** The versions of which something is true. */
async function where(test: (server: ServerHandle) => Promise<boolean>): Promise<MastodonVersion[]> {
  const answers = await Promise.all(mastodonVersions.map(async (version) => ({ version, yes: await test(at(version)) })));
  return answers.flatMap(({ version, yes }) => (yes ? [version] : []));
}
const from = (first: MastodonVersion) => mastodonVersions.filter((version) => since({ options: { version } }, first));

async function call(server: ServerHandle, path: string, init: { method?: string; form?: Record<string, string> } = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const token = issueToken(server, 'kim', ['read', 'write', 'follow']);
  const answer = await fetch(server.origin + path, { method: init.method ?? 'GET', headers: { authorization: `Bearer ${token}` }, ...(init.form ? { body: new URLSearchParams(init.form) } : {}) });
  return { status: answer.status, body: await answer.json().catch(() => ({})) as Record<string, unknown> };
}
const post = (server: ServerHandle, path: string, form: Record<string, string> = {}) => call(server, path, { method: 'POST', form });
const lee = (server: ServerHandle) => personOn(server, 'lee').id;

describe('M.6: versions', () => {
  it.each([
    ['4.3', '4.3.23', { mastodon: 2 }],
    ['4.4', '4.4.22', { mastodon: 6 }],
    ['4.5', '4.5.15', { mastodon: 7 }],
    ['4.6', '4.6.5', { mastodon: 11 }],
    ['glitch', '4.7.0-alpha.2+glitch', { mastodon: 11, glitch: 1 }],
  ] as const)('%s says so', async (version, full, api) => {
    expect((await call(at(version), '/api/v2/instance')).body).toMatchObject({ version: full, api_versions: api });
    expect((await call(at(version), '/nodeinfo/2.0')).body).toMatchObject({ software: { name: 'mastodon', version: full } });
  });

  it.each<[what: string, first: MastodonVersion, test: (server: ServerHandle) => Promise<boolean>]>([
    ['an address for userinfo', '4.4', async (server) => 'userinfo_endpoint' in (await call(server, '/.well-known/oauth-authorization-server')).body],
    ['S256 alone', '4.4', async (server) => String((await call(server, '/.well-known/oauth-authorization-server')).body.code_challenge_methods_supported) === 'S256'],
    ['filters that blur', '4.4', async (server) => (await post(server, '/api/v2/filters', { title: 'x', 'context[]': 'home', filter_action: 'blur' })).status === 200],
    ['endorse', '4.4', async (server) => (await post(server, `/api/v1/accounts/${lee(server)}/follow`)).status === 200 && (await post(server, `/api/v1/accounts/${lee(server)}/endorse`)).status === 200],
    ['endorsements of others', '4.4', async (server) => (await call(server, `/api/v1/accounts/${lee(server)}/endorsements`)).status === 200],
    ['ids of hashtags', '4.4', async (server) => 'id' in (await post(server, '/api/v1/tags/trains/follow')).body],
    ['a policy for quotes', '4.5', async (server) => 'posting:default:quote_policy' in (await call(server, '/api/v1/preferences')).body],
    ['actors by number', '4.5', (server) => Promise.resolve(personOn(server, 'lee').uri.includes('/ap/users/'))],
    ['names of 40 letters', '4.6', async (server) => (await call(server, '/api/v1/accounts/update_credentials', { method: 'PATCH', form: { display_name: 'x'.repeat(40) } })).status === 200],
    ['ends of mutes in relationships', '4.6', async (server) => 'muting_expires_at' in (await post(server, `/api/v1/accounts/${lee(server)}/mute`)).body],
    ['scopes for collections', '4.6', async (server) => (await post(server, '/api/v1/apps', { client_name: 'x', redirect_uris: 'https://x.example/', scopes: 'read:collections' })).status === 200],
    ['collections', '4.6', async (server) => (await call(server, `/api/v1/accounts/${lee(server)}/collections`)).status === 200],
    ['the handle in actors', '4.6', async (server) => 'webfinger' in (await (await fetch(personOn(server, 'lee').uri)).json() as object)],
  ])('%s from %s on', async (_what, first, test) => expect(await where(test)).toEqual(from(first)));

  it('pages have the frame and the parts of their version', async () => {
    const seen = await Promise.all(mastodonVersions.map(async (version) => {
      const doc = await (await createTestBrowser(at(version), 'kim')).get('/settings/migration');
      const has = (selector: string) => doc.querySelector(selector) !== null;
      return [version, has('main#content h1'), has('body[class*="theme-"]'), has('.sidebar > ul > li#data'), has('h3.heading-medium'), has('html[data-user-flavour]')];
    }));
    expect(seen).toEqual(mastodonVersions.map((version) => {
      const is46 = from('4.6').includes(version);
      return [version, is46, !is46, !is46, is46, isGlitch({ options: { version } })];
    }));
  });

  it('M.15 glitch alone leaves a moved account as it was', async () => {
    const usable = await where(async (server) => {
      const browser = await createTestBrowser(server, 'lee');
      await redirect(browser, 'kim', 'correct horse');
      const token = issueToken(server, 'lee', ['read']);
      const api = (await fetch(`${server.origin}/api/v1/lists`, { headers: { authorization: `Bearer ${token}` } })).status === 200;
      expect(server.inspect.movedTo('lee')).not.toBeNull();
      expect((await browser.raw('/settings/imports')).status === 200).toBe(api);
      return api;
    });
    expect(usable).toEqual(['glitch']);
  });
});
