import { expect, it } from 'vitest';
import { issueToken, personOn } from '@/lib/mastodon/testing/access';
import type { ServerHandle } from '../world';
import { alias, day, errorOf, inWorld, minute, move, pass, press } from './inWorld';

/** What a Move must leave as it is. */
const kept = ({ inspect }: ServerHandle) => ({
  following: inspect.following('ada'), lists: inspect.lists('ada'), blocks: inspect.blocks('ada'), mutes: inspect.mutes('ada'), domains: inspect.domainBlocks('ada'),
  bookmarks: inspect.bookmarks('ada'), filters: inspect.filters('ada'), posts: inspect.posts('ada'), profile: inspect.profile('ada'),
});

inWorld('M: a Move', (get) => {
  let before: unknown;
  it('M.10 a wrong password is all that it says, and nothing happens', async () => {
    const { old, world } = get();
    before = kept(world.old);
    const doc = await move(old, `eve@${world.new.domain}`, 'wrong');
    expect([errorOf(doc, 'account_migration_current_password'), errorOf(doc, 'account_migration_acct')]).toEqual(['is invalid', null]);
    expect(world.old.inspect.movedTo('ada')).toBeNull();
  });
  it('M.11 refuses without an alias and who cannot be found; no refusal starts a cooldown', async () => {
    const { old, next, world } = get();
    const { password } = world.old.credentials('ada');
    for (const [acct, error] of [[`eve@${world.new.domain}`, 'is not an alias of this account'], ['nobody@nowhere.localhost:1', 'could not be found'], ['', "can't be blank"]] as const) {
      expect(errorOf(await move(old, acct, password), 'account_migration_acct')).toBe(error);
    }
    expect([world.old.inspect.movedTo('ada'), world.old.instance.state.migrations.size]).toEqual([null, 0]);
    await alias(next, `ada@${world.old.domain}`);
    expect((await old.get('/settings/migration')).querySelector('#account_migration_acct')?.hasAttribute('disabled')).toBe(false);
  });
  it('M.11 moves, with a row of the past that tells how many followed; none has gone inside the request', async () => {
    const { old, world } = get();
    const followers = world.old.inspect.followers('ada').length;
    const doc = await move(old, `ada@${world.new.domain}`, world.old.credentials('ada').password);
    expect(doc.querySelector('.flash-message.notice')).not.toBeNull();
    const row = doc.querySelector('a.name-tag');
    expect([row?.getAttribute('title'), row?.closest('tr')?.querySelectorAll('td')[1]?.textContent]).toEqual([`ada@${world.new.domain}`, String(followers)]);
    expect([world.old.inspect.followers('ada').length, world.new.inspect.followers('ada').length]).toEqual([followers, 0]);
  });
  it('M.15 leaves a moved account little: pages go to /auth/edit, the API is closed, exports work', async () => {
    const { old, world } = get();
    for (const path of ['/settings/imports', '/settings/profile', '/oauth/authorize?client_id=x']) expect([path, await old.raw(path)]).toMatchObject([path, { status: 302, location: '/auth/edit' }]);
    for (const path of ['/settings/exports/follows.csv', '/settings/export', '/settings/aliases', '/settings/migration', '/settings/delete']) expect([path, (await old.raw(path)).status]).toEqual([path, 200]);
    const token = issueToken(world.old, 'ada', ['read']);
    const api = async (path: string) => fetch(world.old.origin + path, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await api('/api/v1/accounts/verify_credentials')).json()).toEqual({ error: 'Your login is currently disabled' });
    expect((await api(`/api/v1/accounts/${personOn(world.old, 'ada').id}/following`)).status).toBe(200);
    const state = JSON.parse((await old.get('/settings/export')).querySelector('#initial-state')?.textContent ?? '{}') as { meta: Record<string, string> };
    expect(state.meta.me).toBeUndefined();
    expect([typeof state.meta.disabled_account_id, typeof state.meta.moved_to_account_id]).toEqual(['string', 'string']);
  });
  it('M.16 brings followers one after the other, and never those whose server does not follow', async () => {
    const { world } = get();
    const both = () => [...world.old.inspect.followers('ada'), ...world.new.inspect.followers('ada')];
    const people = new Set(both());
    const arrived: number[] = [];
    for (let n = 0; n < 40; n++) {
      await pass(world, 1000, 500);
      arrived.push(world.new.inspect.followers('ada').length);
      expect(both().filter((acct) => !people.has(acct))).toEqual([]);
    }
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
    expect(new Set(arrived).size).toBeGreaterThan(3);
    await pass(world, 2 * minute);
    expect(world.new.inspect.followers('ada').sort()).toEqual([...world.seed.movers].sort());
    // Each is on exactly one of the two in the end.
    expect(both().sort()).toEqual([...people].sort());
    expect(world.old.inspect.followers('ada').sort()).toEqual([...world.seed.stayers].sort());
  });
  it('M.14 cancelling gives the account back, not its followers, and does not end the cooldown', async () => {
    const { old, world } = get();
    expect(kept(world.old)).toEqual(before);
    await press(old, world.old.origin, '/settings/migration', '/settings/migration/redirect', 'delete');
    expect((await old.raw('/settings/imports')).status).toBe(200);
    expect(world.old.inspect.followers('ada')).toHaveLength(world.seed.stayers.length);
    expect((await old.get('/settings/migration')).querySelector('#account_migration_acct')?.hasAttribute('disabled')).toBe(true);
  });
  it('M.12 has a cooldown of 30 days, also for who sends the closed form', async () => {
    const { old, world } = get();
    const { password } = world.old.credentials('ada');
    const days = async () => (await old.get('/settings/migration')).querySelector('p.hint .warning-hint')?.textContent ?? '';
    expect(await days()).toContain(' 30 days');
    const refused = await move(old, `ada@${world.new.domain}`, password);
    expect([...refused.querySelectorAll('.flash-message.alert')].map((one) => one.textContent)).toContain('You are on cooldown');
    expect([errorOf(refused, 'account_migration_acct'), world.old.inspect.movedTo('ada'), world.old.instance.state.migrations.size]).toEqual([null, null, 1]);
    world.clock.advance(29 * day);
    expect(await days()).toContain(' 1 days');
    world.clock.advance(day);
    expect(await days()).not.toContain('You have recently migrated');
    expect((await move(old, `ada@${world.new.domain}`, password)).querySelector('.flash-message.notice')).not.toBeNull();
  });
});
