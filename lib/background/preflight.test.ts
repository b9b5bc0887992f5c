import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { accountOf, readFacts } from '@/lib/store/moves';
import { readPreflight } from '@/lib/store/preflight';
import { hello } from './guide';
import { runPreflight } from './preflight';
import { pairOf, type Pair } from './testing/pair';

resolveLocalhost();
let world: World;
let pair: Pair;
beforeEach(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'old', obfuscates: true }] });
  pair = await pairOf(world, { old: ['read'], new: ['read'] });
});
afterEach(() => world.stop());

const ask = (press = false) => runPreflight(pair.background, pair.move, press);
const line = async (id: string) => (await readPreflight(pair.background.db, pair.move, pair.background.now())).find((one) => one.id === id);
const asked = (server: 'old' | 'new') => world[server].seen.filter((one) => one.path.startsWith('/api/v1/instance/domain_blocks')).length;

describe('what the two servers do with each other', () => {
  it('is asked of both, and named, though one shows its list with stars', async () => {
    world.old.instance.state.limitedDomains.add(world.new.domain);
    await ask();
    expect(await line('blocks')).toMatchObject({ state: 'look', detail: 'oldLimits', seen: { source: 'api' } });
    world.new.instance.state.suspendedDomains.add(world.old.domain);
    await ask(true);
    expect(await line('blocks')).toMatchObject({ state: 'stop', detail: 'newBlocks' });
  });

  it('is asked once in ten minutes, or by a press', async () => {
    await ask();
    await ask();
    expect([asked('old'), asked('new')]).toEqual([1, 1]);
    await ask(true);
    world.clock.advance(11 * 60_000);
    await ask();
    expect([asked('old'), asked('new')]).toEqual([3, 3]);
  });

  it('stays as it was where neither answers', async () => {
    await ask();
    const before = (await readFacts(pair.background.db, pair.move.id))['servers.blocks'];
    await Promise.all([world.old.down(), world.new.down()]);
    await ask(true);
    expect((await readFacts(pair.background.db, pair.move.id))['servers.blocks']).toEqual(before);
  });
});

it('what the last page asks for is read there', async () => {
  const old = await accountOf(pair.background.db, pair.move, 'old');
  expect(await line('proof')).toMatchObject({ state: 'unknown', action: { page: 'migration', role: 'old' } });
  const see = (reading: Parameters<typeof hello>[2]['reading']) => hello(pair.background, world.old.origin, { page: 'migration', path: '/settings/migration', identity: { acct: old?.acct ?? '', disabled: false, movedTo: null }, reading });
  await see({ lastMigration: null, passwordless: true });
  expect(await line('proof')).toMatchObject({ state: 'fine', detail: 'username', seen: { source: 'page' } });
  await see({ lastMigration: null, passwordless: false });
  expect(await line('proof')).toMatchObject({ detail: 'password' });
});
