import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { createClock } from './clock';
import { seedGiant } from './seeds/giant';
import { createInstance } from './state';
import { askAll, askApi } from './testApi';
import { startWorld, type World } from './world';

resolveLocalhost();

describe('a giant account', () => {
  let world: World;
  let took = 0;
  beforeAll(async () => {
    const before = process.cpuUsage();
    world = await startWorld({ size: 'small', giant: { seed: 7 } });
    // Its own work: what else a busy machine does is not its fault.
    const { user, system } = process.cpuUsage(before);
    took = (user + system) / 1000;
  }, 60_000);
  afterAll(() => world.stop());
  const idOf = (username: string) => [...world.old.instance.state.accounts.values()].find((account) => account.username === username && account.domain === null)?.id ?? '';
  const id = () => idOf('giant');
  const median = (all: number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;

  it('is there within five seconds of work', () => {
    expect(took).toBeLessThan(5000);
    expect(world.old.inspect.followers('giant')).toHaveLength(50_000);
    expect(world.old.inspect.favourites('giant')).toHaveLength(20_000);
    expect(world.old.credentials('giant')).toMatchObject({ email: 'giant@old.example', password: 'correct horse giant' });
  });
  it.each([
    ['followers', () => `/api/v1/accounts/${id()}/followers?limit=80`],
    ['following', () => `/api/v1/accounts/${id()}/following?limit=80`],
    ['favourites', () => '/api/v1/favourites?limit=40'],
    ['posts', () => `/api/v1/accounts/${id()}/statuses?limit=40`],
  ])('gives a page of %s about as fast as one of an account with few, wherever it is', async (_name, path) => {
    const timed = async (username: string, at: string) => {
      const before = performance.now();
      const { next } = await askApi(world.old, username, at);
      return { next, took: performance.now() - before };
    };
    let next: string | null = path();
    const times = { giant: [] as number[], small: [] as number[] };
    for (let page = 0; page < 12 && next !== null; page++) {
      const giant = await timed('giant', next);
      next = giant.next;
      times.giant.push(giant.took);
      // Beside each page, so that a machine that is busy with other tests is so for both.
      times.small.push((await timed('ada', `/api/v1/accounts/${idOf('ada')}/following?limit=80`)).took);
    }
    expect(median(times.giant) / median(times.small)).toBeLessThan(5);
  });
  it('says how many there are', async () => {
    expect((await askApi(world.old, 'giant', '/api/v1/accounts/verify_credentials')).body).toMatchObject({ followers_count: 50_000, following_count: 20_000, statuses_count: 10_000 });
  });
});

it('a giant is the same for the same seed, and whole by its pages', async () => {
  const sizes = { follows: 300, followers: 500, favourites: 120, posts: 100 };
  const made = (seed: number) => {
    const clock = createClock(1_700_000_000_000, 1);
    const instance = createInstance({ name: 'x', version: '4.6', secureMode: false, accountHost: null, software: 'mastodon', locale: 'en', title: '', followLimit: 7500, filterImport: 'adds', postLimit: 500, ignoresMove: false, rowPause: 60, closing: false, objectStorage: false, closedMedia: false, registrations: 'open', description: '', rules: [], obfuscates: false }, 'http://x.localhost:1', 'x.localhost:1', 'http://m.localhost:1', clock);
    seedGiant(instance, seed, sizes);
    clock.stop();
    return [...instance.state.accounts.values()].map((account) => account.uri).join();
  };
  expect(made(1)).toBe(made(1));
  expect(made(1)).not.toBe(made(2));

  const world = await startWorld({ size: 'small', giant: { seed: 1, ...sizes } });
  try {
    const giant = [...world.old.instance.state.accounts.values()].find((account) => account.username === 'giant')?.id ?? '';
    const followers = await askAll(world.old, 'giant', `/api/v1/accounts/${giant}/followers?limit=80`);
    expect([new Set(followers.rows.map((row) => row.id)).size, followers.pages]).toEqual([500, 7]);
    expect((await askAll(world.old, 'giant', `/api/v1/accounts/${giant}/statuses?limit=40`)).rows).toHaveLength(100);
  } finally {
    await world.stop();
  }
});
