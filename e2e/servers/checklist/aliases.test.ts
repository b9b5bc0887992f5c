import { expect, it } from 'vitest';
import { createTestBrowser } from '../pages/testBrowser';
import type { ServerHandle } from '../world';
import { alias, errorOf, inWorld, minute, press } from './inWorld';

const actor = async (server: ServerHandle, username: string) => {
  const answer = await fetch(`${server.origin}/users/${username}`, { headers: { accept: 'application/activity+json' } });
  return { cache: answer.headers.get('cache-control'), alsoKnownAs: ((await answer.json()) as { alsoKnownAs?: string[] }).alsoKnownAs };
};

inWorld('M: aliases', (get) => {
  it('M.8 resolves the handle, and refuses what it must', async () => {
    const { next, world } = get();
    expect(errorOf(await alias(next, 'nobody@nowhere.localhost:1'), 'account_alias_acct')).toBe('could not be found');
    expect(errorOf(await alias(next, 'ada'), 'account_alias_acct')).toBe('cannot be current account');
    expect(world.new.inspect.alsoKnownAs('ada')).toEqual([]);
    expect((await alias(next, ` @ada@${world.old.domain}`)).querySelector('.flash-message.notice')).not.toBeNull();
    const again = await alias(next, `ada@${world.old.domain}`);
    expect([errorOf(again, 'account_alias_acct'), again.querySelector('.flash-message.alert') !== null]).toEqual([null, true]);
    expect(world.new.inspect.alsoKnownAs('ada')).toHaveLength(1);
  });
  it('M.9 serves a stale actor for three minutes when it was read before the alias, and after it is taken away', async () => {
    const { world } = get();
    const eve = await createTestBrowser(world.new, 'eve');
    expect(await actor(world.new, 'eve')).toEqual({ cache: 'max-age=180, public', alsoKnownAs: undefined });
    await alias(eve, `bob@${world.old.domain}`);
    world.clock.advance(2 * minute);
    expect((await actor(world.new, 'eve')).alsoKnownAs).toBeUndefined();
    world.clock.advance(minute);
    expect((await actor(world.new, 'eve')).alsoKnownAs).toEqual([`${world.old.origin}/users/bob`]);
    const link = (await eve.get('/settings/aliases')).querySelector('a[data-method=delete][href^="/settings/aliases/"]')?.getAttribute('href') ?? '';
    expect((await press(get().next, world.new.origin, '/settings/aliases', link, 'delete')).status).toBe(404);
    expect((await press(eve, world.new.origin, '/settings/aliases', link, 'delete')).status).toBe(302);
    expect(world.new.inspect.alsoKnownAs('eve')).toEqual([]);
    expect((await actor(world.new, 'eve')).alsoKnownAs).toHaveLength(1);
    world.clock.advance(3 * minute);
    expect((await actor(world.new, 'eve')).alsoKnownAs).toBeUndefined();
  });
});
