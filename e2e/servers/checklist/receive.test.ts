import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { createTestBrowser } from '../pages/testBrowser';
import type { World } from '../world';
import { alias, day, inWorld, minute, move, pass } from './inWorld';

/** Sends a Move of Ada's old account to a server, as hers would, and waits for what comes of it. */
async function deliverMove(world: World, target: string): Promise<void> {
  const actor = personOn(world.old, 'ada').uri;
  const activity = { type: 'Move', id: `${actor}#moves/${world.clock.now()}`, actor, object: actor, target };
  const answer = await fetch(`${world.server('friends').origin}/inbox`, { method: 'POST', body: JSON.stringify(activity) });
  if (answer.status !== 202) throw new Error(`inbox said ${answer.status}`);
  await pass(world, 2 * minute);
}

inWorld('M: a server that is told of a Move', (get) => {
  const fans = (world: World) => world.server('friends').inspect.following('fan_0').map((row) => row.acct);
  it('M.17 ignores one whose target names no alias, and may follow it later', async () => {
    const { world } = get();
    const eve = personOn(world.new, 'eve').uri;
    await deliverMove(world, eve);
    expect(fans(world)).toEqual([`ada@${world.old.domain}`]);
    await alias(await createTestBrowser(world.new, 'eve'), `ada@${world.old.domain}`);
    await pass(world, 3 * minute);
    await deliverMove(world, eve);
    expect(fans(world)).toEqual([`eve@${world.new.domain}`]);
  });
  it('M.17 ignores a further one for seven days', async () => {
    const { next, world } = get();
    const known = () => [...world.server('friends').instance.state.accounts.values()].find((account) => account.uri === personOn(world.old, 'ada').uri)?.movedToUri;
    await alias(next, `ada@${world.old.domain}`);
    const target = personOn(world.new, 'ada').uri;
    await pass(world, 6 * day, 6 * day);
    await deliverMove(world, target);
    expect(known()).toBe(personOn(world.new, 'eve').uri);
    await pass(world, day, day);
    await deliverMove(world, target);
    expect(known()).toBe(target);
  });
});

inWorld('M: a Move to a locked account', (get) => {
  it('M.16 asks for those from elsewhere; people of the same server are let in', async () => {
    const { old, next, world } = get();
    personOn(world.new, 'ada').locked = true;
    await alias(next, `ada@${world.old.domain}`);
    await move(old, `ada@${world.new.domain}`, world.old.credentials('ada').password);
    await pass(world, 3 * minute);
    const here = world.seed.movers.filter((acct) => acct.endsWith(`@${world.new.domain}`));
    const elsewhere = world.seed.movers.filter((acct) => !here.includes(acct));
    expect([here.length, elsewhere.length].every((count) => count > 1)).toBe(true);
    expect(world.new.inspect.followers('ada').sort()).toEqual(here.sort());
    expect(world.new.inspect.requestsIn('ada').sort()).toEqual(elsewhere.sort());
    // Who asks has left the old account all the same: each is in exactly one place.
    expect(world.old.inspect.followers('ada').sort()).toEqual([...world.seed.stayers].sort());
  });
});
