import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { parseTyped } from '@/lib/formats/acct';
import { discover, type Discovered } from './discovery';
import { ApiError } from './errors';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;
let faults: (() => void)[] = [];

beforeAll(async () => {
  world = await startWorld({
    size: 'small',
    servers: [{ name: 'split', accountHost: 'people' }, { name: 'pictures', software: 'pixelfed' }, { name: 'elder', version: '4.3' }],
  });
});
afterAll(() => world.stop());
afterEach(() => {
  for (const remove of faults.splice(0)) remove();
  faults = [];
});

function find(text: string): Promise<Discovered> {
  const typed = parseTyped(text);
  if (!typed) throw new Error(`not a handle: ${text}`);
  return discover(testNet(), typed, text);
}

async function failure(text: string): Promise<Pick<ApiError, 'code' | 'vars'>> {
  const error: unknown = await find(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return { code: error.code, vars: error.vars };
}

const fault = (name: string, match: RegExp, status: number) => faults.push(world.server(name).addFault({ match, kind: 'status', status }));

describe('a server', () => {
  it('is found by its name', async () => {
    const { domain, origin } = world.new;
    const { named, movedTo } = await find(domain);
    expect(named).toEqual({ text: domain, acct: null, origin, domain, serverTitle: 'new.localhost', version: '4.6.5', apiVersion: 11 });
    expect(movedTo).toBeNull();
  });

  it('is found by its account domain, where that is another one', async () => {
    const split = world.server('split');
    expect(split.domain).not.toBe(new URL(split.origin).host);
    expect((await find(split.domain)).named).toMatchObject({ origin: split.origin, domain: split.domain });
  });

  it('is found by the host-meta that names its web host, without a redirect', async () => {
    const net = testNet();
    const { origin, domain } = world.new;
    const elsewhere = `http://people.localhost:${new URL(world.old.origin).port}`;
    const meta = `<XRD><Link rel="lrdd" template="${origin}/.well-known/webfinger?resource={uri}"/></XRD>`;
    const found = await discover(
      { ...net, fetch: async (url, init) => (url.startsWith(elsewhere) ? new Response(meta) : net.fetch(url, init)) },
      { username: null, domain: new URL(elsewhere).host },
      'people',
    );
    expect(found.named).toMatchObject({ origin, domain });
  });

  it('that does not exist is not found', async () => {
    expect(await failure('nobody.localhost:9')).toMatchObject({ code: 'serverNotFound' });
    expect(await failure('@me@nobody.localhost:9')).toMatchObject({ code: 'serverNotFound' });
  });

  it('that is no Mastodon is named as what it is', async () => {
    const { domain } = world.server('pictures');
    expect(await failure(domain)).toEqual({ code: 'otherSoftware', vars: [domain, 'pixelfed'] });
    expect(await failure(`@me@${domain}`)).toEqual({ code: 'otherSoftware', vars: [domain, 'pixelfed'] });
  });

  it('in trouble is told from one that is not there', async () => {
    fault('new', /host-meta/, 503);
    expect(await failure(world.new.domain)).toMatchObject({ code: 'serverDown' });
    fault('old', /webfinger/, 429);
    expect(await failure(`@ada@${world.old.domain}`)).toMatchObject({ code: 'rateLimited' });
  });
});

describe('an account', () => {
  it('is found by its handle, in any case', async () => {
    const { domain, origin } = world.old;
    expect((await find(`@Ada@${domain}`)).named).toMatchObject({ acct: `ada@${domain}`, origin, domain, version: '4.6.5' });
    expect((await find(`${origin}/@ada`)).named).toMatchObject({ acct: `ada@${domain}`, origin });
  });

  it('that does not exist there is not found', async () => {
    const { domain } = world.old;
    expect(await failure(`@nobody@${domain}`)).toEqual({ code: 'accountNotFound', vars: [`@nobody@${domain}`, domain] });
  });

  it('that has moved says where to', async () => {
    const bob = [...world.old.instance.state.accounts.values()].find((account) => account.username === 'bob' && account.domain === null);
    const eve = [...world.new.instance.state.accounts.values()].find((account) => account.username === 'eve');
    if (!bob || !eve) throw new Error('the seed has changed');
    // The old server knows the target as a copy.
    world.old.instance.state.accounts.set('eve-copy', { ...eve, id: 'eve-copy', domain: world.new.domain });
    bob.movedToUri = eve.uri;
    expect((await find(`@bob@${world.old.domain}`)).movedTo).toBe(`eve@${world.new.domain}`);
    bob.movedToUri = null;
    expect((await find(`@bob@${world.old.domain}`)).movedTo).toBeNull();
  });

  it('on a server that shows nothing to strangers is found all the same', async () => {
    fault('old', /accounts\/lookup/, 401);
    expect(await find(`@ada@${world.old.domain}`)).toMatchObject({ movedTo: null, named: { acct: `ada@${world.old.domain}` } });
  });
});

it.each([
  ['a title and a version of a novel', { title: 'A long story. '.repeat(75_000), version: '4.6.5'.padEnd(5000, '+x') }],
  ['texts and numbers of another shape', { title: null, version: 7, api_versions: [], configuration: { accounts: { max_note_length: 'many', max_profile_fields: null } } }],
  ['domains of another shape', { uri: null, domain: 5 }],
])('a server that says odd things of itself is found all the same: %s', async (_name, change) => {
  const net = testNet();
  const odd = async (url: string, init: RequestInit) => {
    const answer = await net.fetch(url, init);
    return url.endsWith('/api/v2/instance') ? Response.json({ ...((await answer.json()) as object), ...change }) : answer;
  };
  const { named } = await discover({ ...net, fetch: odd }, { username: 'ada', domain: world.old.domain }, 'x');
  expect(named).toMatchObject({ acct: `ada@${world.old.domain}`, domain: world.old.domain });
  expect(named.serverTitle.length).toBeLessThanOrEqual(200);
  expect(named.version.length).toBeLessThanOrEqual(100);
});

it('asks the server itself and nobody else', async () => {
  const net = testNet();
  const { domain, origin } = world.old;
  await discover(net, { username: 'ada', domain }, 'x');
  expect(new Set(net.asked.map((line) => new URL(line.split(' ')[1] ?? '').origin))).toEqual(new Set([origin]));
  const index = JSON.stringify({ links: [{ rel: 'x', href: 'https://stranger.example/nodeinfo' }] });
  const misled = { ...net, fetch: async (url: string, init: RequestInit) => (url.endsWith('/.well-known/nodeinfo') ? new Response(index) : net.fetch(url, init)) };
  await expect(discover(misled, { username: 'ada', domain }, 'x')).rejects.toMatchObject({ code: 'notMastodon' });
  expect(net.asked.join()).not.toContain('stranger.example');
});

it('knows what an older server can do', async () => {
  expect((await find(world.server('elder').domain)).named).toMatchObject({ version: '4.3.23', apiVersion: 2 });
});
