import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readAccount } from './account';
import { readActor } from './actor';
import type { Net } from './http';
import { lookupAccount, readFollowers, readMoved, readRelationships } from './lookup';
import { accessTo, issueToken, personOn } from './testing/access';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;
const net = testNet();

beforeAll(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'split', accountHost: 'people' }, { name: 'secure', secureMode: true }] });
});
afterAll(() => world.stop());

describe('an account as its own server describes it', () => {
  it('has the key, the handle and what its profile holds', async () => {
    const token = issueToken(world.old, 'ada', ['read']);
    const { account, profile } = await readAccount(net, world.old.origin, token);
    expect(account).toMatchObject({
      actorUri: `${world.old.origin}/users/ada`,
      acct: `ada@${world.old.domain}`,
      displayName: 'Ada Lovelace',
      software: 'mastodon',
      version: '4.6.5',
      movedTo: null,
    });
    expect(account.followersCount).toBeGreaterThan(0);
    expect(profile).toEqual({ displayName: true, note: true, avatar: true, header: true, fields: 3 });
    expect(JSON.stringify({ account, profile })).not.toContain(token);
  });

  it('of a newcomer says that the profile is empty', async () => {
    const { account, profile } = await readAccount(net, world.new.origin, issueToken(world.new, 'ada', ['read']));
    expect(account.actorUri).toBe(`${world.new.origin}/ap/users/${account.id}`);
    expect(profile).toEqual({ displayName: false, note: false, avatar: false, header: false, fields: 0 });
  });

  const answering = (change: Record<string, unknown>): Net => ({
    now: () => net.now(),
    fetch: async (url, init) => {
      const response = await net.fetch(url, init);
      if (!url.endsWith('verify_credentials')) return response;
      return Response.json({ ...((await response.json()) as object), ...change });
    },
  });
  const token = () => issueToken(world.old, 'ada', ['read']);

  it.each([
    ['of another server', () => ({ uri: `${world.new.origin}/users/ada` })],
    ['that is no address', () => ({ uri: 'javascript:alert(1)' })],
    ['that is missing', () => ({ uri: undefined })],
  ])('is refused with a key %s', async (_, change) => {
    await expect(readAccount(answering(change()), world.old.origin, token())).rejects.toMatchObject({ code: 'badAnswer' });
  });

  it.each([{ username: 'a@b' }, { username: 'x'.repeat(300) }, { followers_count: 'many' }, { moved: { acct: 'x'.repeat(600) } }])('is refused with %o', async (change) => {
    await expect(readAccount(answering(change), world.old.origin, token())).rejects.toMatchObject({ code: 'badAnswer' });
  });

  it('has no picture from an unsafe address, and no other server’s handle', async () => {
    const { account } = await readAccount(answering({ avatar: 'javascript:alert(1)', acct: 'victim@other.example' }), world.old.origin, token());
    expect(account).toMatchObject({ avatar: '', acct: `ada@${world.old.domain}` });
  });
});

describe('an actor document', () => {
  it('names the aliases, also of an account whose own address answers no other origin', async () => {
    const { account } = await accessTo(world.new, 'eve');
    personOn(world.new, 'eve').alsoKnownAs = ['https://a.example/users/me'];
    expect(await readActor(net, account)).toEqual({ refused: false, alsoKnownAs: ['https://a.example/users/me'] });
    const { account: numeric } = await accessTo(world.new, 'ada');
    expect(numeric.actorUri).toContain('/ap/users/');
    expect(await readActor(net, numeric)).toEqual({ refused: false, alsoKnownAs: [] });
  });

  it('may be refused to strangers', async () => {
    const { instance, origin } = world.server('secure');
    const { account } = await accessTo(world.old, 'bob');
    const found = { ...account, origin, username: 'sam', actorUri: `${origin}/users/sam` };
    instance.state.accounts.set('1', { ...personOn(world.old, 'bob'), id: '1', username: 'sam', uri: found.actorUri });
    expect(await readActor(net, found)).toEqual({ refused: true, alsoKnownAs: [] });
  });

  it('of another actor is no answer', async () => {
    const { account } = await accessTo(world.old, 'bob');
    await expect(readActor(net, { ...account, actorUri: `${world.old.origin}/users/ada` })).rejects.toMatchObject({ code: 'badAnswer' });
    await expect(readActor(net, { ...account, username: 'nobody' })).rejects.toMatchObject({ code: 'accountNotFound' });
  });

  it('is waited for when the server is busy', async () => {
    const { account } = await accessTo(world.old, 'bob');
    world.old.addFault({ match: /users\/bob/, kind: 'status', status: 429, times: 1 });
    await expect(readActor(net, account)).rejects.toMatchObject({ code: 'rateLimited' });
  });
});

describe('what a server knows of others', () => {
  it('finds those it knows, with the relationship', async () => {
    const access = await accessTo(world.old, 'ada');
    const follow = [...world.old.instance.state.follows.values()].find((row) => row.from === access.account.id);
    const other = world.old.instance.state.accounts.get(follow?.to ?? '');
    const acct = `${other?.username ?? ''}@${other?.domain ?? world.old.domain}`;
    expect(await lookupAccount(access, acct)).toEqual({ id: other?.id, acct, movedTo: null, suspended: false, locked: false });
    expect(await lookupAccount(access, 'nobody@stranger.example')).toBeNull();
    expect((await readRelationships(access, [other?.id ?? ''])).map(({ id, following }) => [id, following])).toEqual([[other?.id, true]]);
    expect(access.budget.rows.get(access.account.actorUri)?.all).toHaveLength(3);
  });

  it('tells anybody where an account has moved to, and how many follow it', async () => {
    const { account } = await accessTo(world.old, 'bob');
    expect(await readMoved(net, account)).toEqual({ there: true, to: null });
    personOn(world.old, 'bob').movedToUri = personOn(world.old, 'ada').uri;
    expect(await readMoved(net, account)).toEqual({ there: true, to: `ada@${world.old.domain}` });
    personOn(world.old, 'bob').movedToUri = null;
    const { account: ada } = await accessTo(world.old, 'ada');
    expect(await readFollowers(net, ada)).toBe(ada.followersCount);
  });
});
