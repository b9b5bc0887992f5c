import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '@/lib/move/model';
import type { AppRow } from '@/lib/store/rows';
import { post } from './change';
import { createGateway } from './gateway';
import type { Net } from './http';
import { appIsKnown, finishFlow, registerApp, revoke } from './oauth';
import { writeProfile } from './profile';
import { workerReader } from './settingsFiles';
import { memoryBudget, serve, testNet } from './testing/net';
import { writeTo } from './writer';

/** A server that sends everybody on to another one, with method and body, and that other one. */
const arrived: string[] = [];
let [server, elsewhere] = ['', ''];
const close: (() => Promise<void>)[] = [];
/** What the server does with a question. */
let answer: (request: IncomingMessage) => { status: number; headers?: Record<string, string>; body?: string };

beforeAll(async () => {
  const other = await serve((request, response) => {
    arrived.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  const first = await serve((request, response) => {
    const { status, headers = {}, body = '' } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  [server, elsewhere] = [first.origin, other.origin];
  close.push(first.close, other.close);
});
afterAll(() => Promise.all(close.map((one) => one())));
beforeEach(() => {
  arrived.length = 0;
});

const app = (): AppRow => ({ id: 'app', origin: server, redirectUri: 'https://x.chromiumapp.org/', clientId: 'id', clientSecret: 'secret', scopes: ['read'], createdAt: 0 });
const account = () => ({ actorUri: `${server}/users/ada`, id: '1', acct: 'ada@a.example', origin: server, username: 'ada', software: 'mastodon', apiVersion: 11 }) as Account;
const access = (net: Net) => ({ ...net, account: account(), token: 'token', budget: memoryBudget() });
const flow = { state: 'state', verifier: 'verifier-of-at-least-forty-three-characters-xyz', scopes: ['read'], url: '' };

const calls: [string, (net: Net) => Promise<unknown>][] = [
  ['the registration of an app', (net) => registerApp(net, server, 'https://x.chromiumapp.org/', 11)],
  ['the question whether an app is known', (net) => appIsKnown(net, app())],
  ['the exchange of a code', (net) => finishFlow(net, app(), flow, 'https://x.chromiumapp.org/?code=code&state=state')],
  ['the end of a token', (net) => revoke(net, app(), 'token')],
  ['a reading', (net) => createGateway(access(net)).get('/api/v1/lists')],
  ['a change', (net) => post({ ...net, origin: server, token: 'token' }, '/api/v1/statuses', { body: new URLSearchParams({ status: 'x' }) })],
  ['a row that is brought', (net) => writeTo(access(net), { verb: 'POST', path: '/api/v1/lists', body: {} })],
  ['a profile', (net) => writeProfile({ ...net, origin: server, token: 'token' }, { note: 'x' }, null)],
  ['an export file, which goes with cookies', (net) => workerReader(net).file(server, '/settings/exports/lists.csv')],
];

describe.each([301, 302, 303, 307, 308])('a redirect to another server (%i)', (status) => {
  it.each(calls)('is not followed by %s', async (_name, call) => {
    answer = ({ url = '' }) => (url.startsWith('/.well-known/') ? { status: 404 } : { status, headers: { Location: `${elsewhere}${url}` } });
    await call(testNet()).catch(() => undefined);
    expect(arrived).toEqual([]);
  });
});

it.each(['//elsewhere.example/api', '@elsewhere.example/', '.elsewhere.example/api', 'https://elsewhere.example/'])('a path that would lead a token elsewhere is not asked: %s', async (path) => {
  const net = testNet();
  const origin = 'https://a.example';
  await post({ ...net, origin, token: 'token' }, path).catch(() => undefined);
  await writeTo({ ...access(net), account: { ...account(), origin } }, { verb: 'POST', path, body: {} }).catch(() => undefined);
  expect(net.asked.filter((one) => new URL(one.split(' ')[1] ?? '').origin !== origin)).toEqual([]);
});

describe('addresses for a sign-in that are another server’s', () => {
  it.each(['authorization_endpoint', 'token_endpoint'])('%s', async (name) => {
    const metadata = () => ({ authorization_endpoint: `${server}/oauth/authorize`, token_endpoint: `${server}/oauth/token`, code_challenge_methods_supported: ['S256'], [name]: `${elsewhere}/oauth` });
    answer = ({ url = '' }) => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(url.startsWith('/.well-known/') ? metadata() : { access_token: 'token', token_type: 'Bearer' }) });
    expect(await finishFlow(testNet(), app(), flow, 'https://x.chromiumapp.org/?code=code&state=state')).toMatchObject({ token: 'token' });
    expect(arrived).toEqual([]);
  });
});

describe('an answer that does not end', () => {
  /** Gives no more than it is asked for, and who asks on and on 300 MB; how much that was, in bytes. */
  function endless(type: string): Net & { given: () => number } {
    let given = 0;
    const body = () => new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000).fill(97));
        if (given >= 300_000_000) controller.close();
      },
    });
    const fetch: Net['fetch'] = async (url) => (url.includes('/.well-known/') ? new Response('{}', { status: 404 }) : new Response(body(), { headers: { 'Content-Type': type } }));
    return { fetch, now: () => 0, given: () => given };
  }

  it.each<[string, string, (net: Net) => Promise<unknown>]>([
    ['for a code', 'application/json', (net) => finishFlow(net, app(), flow, 'https://x.chromiumapp.org/?code=code&state=state')],
    ['as a picture', 'image/png', (net) => writeProfile({ ...net, origin: server, token: 'token' }, { avatar: 'take' }, { avatar: 'https://a.example/a.png', header: null })],
    ['as an export file', 'text/csv', (net) => workerReader(net).file(server, '/settings/exports/lists.csv')],
    ['as a settings page', 'text/html', (net) => workerReader(net).who(server)],
  ])('%s is read no further than an honest one is long', async (_name, type, call) => {
    const net = endless(type);
    await call(net).catch(() => undefined);
    expect(net.given()).toBeGreaterThan(0);
    expect(net.given()).toBeLessThan(80_000_000);
  });
});
