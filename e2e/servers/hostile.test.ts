import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { HostilityKind } from './model';
import { askAll, askApi } from './testApi';
import { startWorld, type World } from './world';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((one) => one()));
const hostile = (kind: HostilityKind, path?: RegExp) => undo.push(world.old.hostile(kind, path));
const blocks = '/api/v1/blocks?limit=10';

describe('a hostile server', () => {
  it('links a page to itself', async () => {
    hostile('linkLoop', /blocks$/);
    expect((await askApi(world.old, 'ada', blocks)).next).toBe(`${world.old.origin}${blocks}`);
    expect((await askApi(world.old, 'ada', '/api/v1/mutes?limit=40')).next).toBeNull();
  });
  it('links to another server', async () => {
    hostile('linkElsewhere');
    expect(new URL((await askApi(world.old, 'ada', blocks)).next ?? '').host).toBe('elsewhere.localhost:9');
  });
  it('never ends, by another address each time', async () => {
    hostile('linkForever');
    const seen = new Set<string>();
    let next: string | null = blocks;
    for (let page = 0; page < 30 && next !== null; page++) {
      seen.add(next);
      const answer = await askApi(world.old, 'ada', next);
      expect(answer.rows).toHaveLength(10);
      next = answer.next;
    }
    expect([seen.size, next === null]).toEqual([30, false]);
  });
  it('repeats rows in a page and across pages, and still shows all', async () => {
    hostile('repeats');
    const { rows, pages } = await askAll(world.old, 'ada', blocks);
    expect(rows.length).toBeGreaterThan(world.old.inspect.blocks('ada').length + pages);
    expect(new Set(rows.map((row) => row.id)).size).toBe(world.old.inspect.blocks('ada').length);
    expect(pages).toBeLessThan(20);
  });
  it('sends rows out of order, none lost', async () => {
    const ids = (await askAll(world.old, 'ada', blocks)).rows.map((row) => row.id);
    hostile('shuffled');
    const mixed = (await askAll(world.old, 'ada', blocks)).rows.map((row) => row.id);
    expect(mixed).not.toEqual(ids);
    expect([...mixed].sort()).toEqual([...ids].sort());
  });
  it('lies about its numbers', async () => {
    const following = async (acct: string) => ((await askApi(world.old, 'ada', `/api/v1/accounts/lookup?acct=${acct}`)).body as { following_count: number }).following_count;
    const truth = await following('ada');
    hostile('counters');
    expect([0, 1_000_000_000_000]).toContain(await following('ada'));
    hostile('countersHuge');
    expect(await following('ada')).toBe(1_000_000_000_000);
    hostile('countersZero');
    expect([await following('ada'), await following('bob')]).toEqual([0, 0]);
    undo.splice(0).forEach((one) => one());
    expect(await following('ada')).toBe(truth);
  });
  it('writes what it likes: tags, overrides, NUL, a million letters', async () => {
    hostile('text', /statuses$|lookup$/);
    const me = (await askApi(world.old, 'ada', '/api/v1/accounts/lookup?acct=ada')).body as { id: string; display_name: string };
    expect(me.display_name.length).toBeGreaterThan(1_000_000);
    const text = await (await fetch(`${world.old.origin}/api/v1/accounts/${me.id}/statuses`)).text();
    expect(text.includes('\\u0000')).toBe(true);
    expect(['<script>', '\u202E', '👩‍👩‍👧‍👦', 'Picture 0'].filter((part) => !text.includes(part))).toEqual([]);
  });
  it('loses, swells and mislabels files', async () => {
    const { url } = world.old.inspect.posts('ada').flatMap((post) => post.media)[0] ?? { url: '' };
    const get = async (kind: HostilityKind) => {
      hostile(kind);
      const answer = await fetch(url);
      const result = [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength > 1_000_000];
      undo.splice(0).forEach((one) => one());
      return result;
    };
    expect(await get('mediaMissing')).toEqual([404, null, false]);
    expect(await get('mediaHuge')).toEqual([200, 'image/png', true]);
    expect(await get('mediaMislabelled')).toEqual([200, 'text/html', false]);
    expect((await fetch(url)).status).toBe(200);
  });
});
