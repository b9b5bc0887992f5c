import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { createGateway, publicJson } from './gateway';
import { accessTo, personOn } from './testing/access';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;

beforeEach(async () => {
  world = await startWorld({ size: 'small' });
});
afterEach(() => world.stop());

it('reads a list page by page, and counts what it asks', async () => {
  const access = await accessTo(world.old, 'ada');
  const gateway = createGateway(access);
  expect(gateway).toMatchObject({ domain: world.old.domain, accountId: access.account.id, apiVersion: 11 });
  const ids: string[] = [];
  let next: string | null = `/api/v1/accounts/${gateway.accountId}/following?limit=10`;
  let pages = 0;
  while (next !== null) {
    const page: { body: unknown; next: string | null } = await gateway.get(next);
    ids.push(...(page.body as { id: string }[]).map((account) => account.id));
    next = page.next;
    pages++;
  }
  expect(ids).toHaveLength(access.account.followingCount);
  expect(new Set(ids).size).toBe(ids.length);
  expect(pages).toBeGreaterThan(2);
  const budget = access.budget.rows.get(access.account.actorUri);
  expect([budget?.all.length, budget?.paged.length]).toEqual([pages, pages - 1]);
  expect(world.old.seen.filter((request) => request.path.includes('following')).every((request) => request.authorized && !request.cookies)).toBe(true);
});

it('sends the token to its own server alone', async () => {
  const access = await accessTo(world.old, 'ada');
  const gateway = createGateway(access);
  for (const path of [`${world.new.origin}/api/v1/blocks`, '//stranger.example/api', 'https://stranger.example/']) await expect(gateway.get(path)).rejects.toMatchObject({ code: 'linkElsewhere' });
  expect(access.asked).toEqual([]);
});

describe('limits', () => {
  it('stops before the server has to, and says until when', async () => {
    const access = await accessTo(world.old, 'ada');
    const gateway = createGateway(access);
    const path = `/api/v1/blocks?max_id=1`;
    const answers = await Promise.allSettled(Array.from({ length: 310 }, () => gateway.get(path)));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(answers.length - refused.length).toBe(297);
    expect(world.old.seen.filter((request) => request.status === 429)).toEqual([]);
    const now = world.clock.now();
    for (const reason of refused) expect(reason).toMatchObject({ code: 'rateLimited', status: null });
    const { until } = refused[0] as { until: number };
    expect(until).toBeGreaterThan(now);
    expect(until).toBeLessThanOrEqual(now + 15 * 60_000);
    world.clock.advance(until - now + 1000);
    await expect(gateway.get(path)).resolves.toMatchObject({ next: null });
  });

  it('remembers a 429 that came anyway', async () => {
    const access = await accessTo(world.old, 'ada');
    const gateway = createGateway(access);
    const remove = world.old.addFault({ match: /blocks/, kind: 'status', status: 429 });
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'rateLimited', status: 429 });
    remove();
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'rateLimited', status: null });
    expect(access.asked).toHaveLength(1);
    world.clock.advance(61_000);
    await expect(gateway.get('/api/v1/blocks')).resolves.toMatchObject({ next: null });
  });
});

describe('refusals', () => {
  it('of one path are not taken for a disabled login', async () => {
    const gateway = createGateway(await accessTo(world.old, 'ada', ['read:accounts', 'read:follows']));
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'badAnswer', status: 403 });
  });

  it('of a moved account are a disabled login', async () => {
    const access = await accessTo(world.old, 'bob');
    personOn(world.old, 'bob').movedToUri = personOn(world.old, 'ada').uri;
    await expect(createGateway(access).get('/api/v1/blocks')).rejects.toMatchObject({ code: 'loginDisabled' });
    await expect(createGateway(access).get('/api/v1/accounts/verify_credentials')).rejects.toMatchObject({ code: 'loginDisabled' });
  });

  it('of an ended token are known, and so are missing paths, cut answers and half answers', async () => {
    const access = await accessTo(world.old, 'ada');
    const gateway = createGateway(access);
    await expect(gateway.get('/api/v1/lists/1/accounts')).rejects.toMatchObject({ code: 'badAnswer', status: 404 });
    world.old.addFault({ match: /blocks/, kind: 'cut', times: 1 });
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'serverDown' });
    world.old.addFault({ match: /blocks/, kind: 'truncate', times: 1 });
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'badAnswer' });
    for (const token of world.old.instance.state.tokens.values()) token.revoked = true;
    await expect(gateway.get('/api/v1/blocks')).rejects.toMatchObject({ code: 'tokenRevoked' });
  });
});

it('asks as any visitor without a token', async () => {
  expect(await publicJson(testNet(), `${world.old.origin}/api/v1/accounts/lookup?acct=nobody`)).toBeNull();
  expect(await publicJson(testNet(), `${world.old.origin}/api/v1/accounts/lookup?acct=ada`)).toMatchObject({ username: 'ada' });
});
