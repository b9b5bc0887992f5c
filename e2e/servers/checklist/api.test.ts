import { createRestAPIClient } from 'masto';
import { expect, it } from 'vitest';
import { issueToken, personOn } from '@/lib/mastodon/testing/access';
import { askApi } from '../testApi';
import type { World } from '../world';
import { inWorld } from './inWorld';

inWorld('M: API', (get) => {
  const call = async (world: World, path: string, scopes = ['read']) => fetch(world.old.origin + path, { headers: { authorization: `Bearer ${issueToken(world.old, 'ada', scopes)}` } });
  it('M.27 enforces scopes', async () => {
    const { world } = get();
    expect(await (await call(world, '/api/v1/blocks', ['read:lists'])).json()).toEqual({ error: 'This action is outside the authorized scopes' });
    expect((await fetch(`${world.old.origin}/api/v1/blocks`)).status).toBe(401);
  });
  it('M.28 pages by opaque cursors: `next` only on a full page, none on an empty one', async () => {
    const { world } = get();
    const id = personOn(world.old, 'ada').id;
    const first = await call(world, `/api/v1/accounts/${id}/following?limit=10`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const rows = (await first.json()) as { id: string }[];
    expect(rows).toHaveLength(10);
    expect(rows.map((row) => row.id)).not.toContain(new URL(next).searchParams.get('max_id'));
    expect((await call(world, `/api/v1/accounts/${id}/following?max_id=1`)).headers.get('link')).toBeNull();
    expect(await (await call(world, `/api/v1/accounts/${id}/following?limit=500`)).json()).toHaveLength(world.old.inspect.following('ada').length);
  });
  it('M.29 leaves suspended people out of relationships, and shows hidden lists to their owner alone', async () => {
    const { world } = get();
    const [first, second] = world.old.instance.state.follows.of('from', personOn(world.old, 'ada').id).map((row) => row.to);
    const related = async (query = '') => (await askApi(world.old, 'ada', `/api/v1/accounts/relationships?id[]=${first ?? ''}&id[]=${second ?? ''}${query}`)).rows.map((row) => row.id);
    expect((await related()).sort()).toEqual([first, second].sort());
    const gone = world.old.instance.state.accounts.get(first ?? '');
    if (gone) gone.suspended = true;
    expect(await related()).toEqual([second]);
    expect(await related('&with_suspended=true')).toHaveLength(2);
    if (gone) gone.suspended = false;
    const bob = personOn(world.old, 'bob');
    world.old.instance.state.follows.set('5', { id: '5', from: bob.id, to: personOn(world.old, 'ada').id, reblogs: true, notify: false, languages: null, createdAt: 0 });
    const path = `/api/v1/accounts/${bob.id}/following`;
    expect((await askApi(world.old, 'ada', path)).rows).toHaveLength(1);
    bob.hideCollections = true;
    expect([(await askApi(world.old, 'ada', path)).body, (await askApi(world.old, null, path)).body]).toEqual([[], []]);
    expect((await askApi(world.old, 'bob', path)).rows).toHaveLength(1);
  });
  it('M.31 opens CORS on the API and not on the pages', async () => {
    const { world } = get();
    const cors = async (path: string) => (await fetch(world.old.origin + path, { headers: { accept: 'application/activity+json' } })).headers.get('access-control-allow-origin');
    expect([await cors('/api/v2/instance'), await cors('/users/ada'), await cors('/auth/sign_in')]).toEqual(['*', '*', null]);
    expect(await cors(new URL(personOn(world.new, 'ada').uri).pathname)).toBeNull();
  });
  it('M.32 knows both forms of actor URIs', () => {
    const { world } = get();
    expect(personOn(world.old, 'ada').uri).toMatch(/\/users\/ada$/);
    expect(personOn(world.new, 'ada').uri).toMatch(/\/ap\/users\/\d+$/);
  });
  it('414: refuses addresses above 8 KB', async () => {
    const { world } = get();
    expect((await call(world, `/api/v1/accounts/relationships?${'id[]=123456789012345678&'.repeat(400)}`)).status).toBe(414);
  });
  it('an independent client pages, reads and writes', async () => {
    const { world } = get();
    const client = createRestAPIClient({ url: world.old.origin, accessToken: issueToken(world.old, 'ada', ['read', 'write']) });
    const me = await client.v1.accounts.verifyCredentials();
    expect(me.acct).toBe('ada');
    const accts: string[] = [];
    for await (const page of client.v1.accounts.$select(me.id).following.list({ limit: 7 })) accts.push(...page.map((account) => account.acct));
    expect(accts).toHaveLength(world.old.inspect.following('ada').length);
    const post = await client.v1.statuses.create({ status: 'Hello from another client' });
    expect(post.content).toContain('Hello from another client');
    expect((await client.v1.lists.list()).length).toBe(world.old.inspect.lists('ada').length);
  });
});
