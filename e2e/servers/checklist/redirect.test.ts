import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { askApi } from '../testApi';
import { alias, errorOf, inWorld, minute, move, pass, press, redirect } from './inWorld';

inWorld('M: a redirect alone', (get) => {
  it('M.13 a wrong password changes nothing', async () => {
    const { old, world } = get();
    expect(errorOf(await redirect(old, `ada@${world.new.domain}`, 'wrong'), 'form_redirect_current_password')).toBe('is invalid');
    expect(world.old.inspect.movedTo('ada')).toBeNull();
  });
  it('M.13 needs no alias, moves nobody and starts no cooldown', async () => {
    const { old, world } = get();
    const followers = world.old.inspect.followers('ada');
    const { password } = world.old.credentials('ada');
    expect(errorOf(await redirect(old, 'ada', password), 'form_redirect_acct')).toBe('cannot be current account');
    expect(errorOf(await redirect(old, 'nobody@nowhere.localhost:1', password), 'form_redirect_acct')).toBe('could not be found');
    const doc = await redirect(old, `ada@${world.new.domain}`, password);
    expect([doc.querySelector('.flash-message.notice')?.textContent, doc.querySelector('#account_migration_acct')?.hasAttribute('disabled')]).toEqual([`Your account is now redirecting to ada@${world.new.domain}.`, false]);
    await pass(world, 2 * minute);
    expect(world.old.inspect.movedTo('ada')).toBe(personOn(world.new, 'ada').uri);
    expect([world.old.inspect.followers('ada'), world.new.inspect.followers('ada')]).toEqual([followers, []]);
    expect(errorOf(await redirect(old, `ada@${world.new.domain}`, password), 'form_redirect_acct')).toBe('is the same account you have already moved to');
  });
  it('M.18 shows where the account went, and nobody can follow it any more', async () => {
    const { world } = get();
    const ada = personOn(world.old, 'ada').id;
    expect((await askApi(world.old, null, `/api/v1/accounts/${ada}`)).body).toMatchObject({ moved: { acct: `ada@${world.new.domain}` } });
    expect((await askApi(world.old, null, '/api/v1/accounts/lookup?acct=ada')).body).toMatchObject({ moved: { acct: `ada@${world.new.domain}` } });
    const refused = await askApi(world.old, 'bob', `/api/v1/accounts/${ada}/follow`, ['write:follows'], { method: 'POST' });
    expect([refused.status, refused.body]).toEqual([403, { error: 'This action is not allowed' }]);
    expect([world.old.inspect.following('bob'), world.old.inspect.requested('bob')]).toEqual([[], []]);
  });
  it('M.18 follows from other servers are turned down', async () => {
    const { world } = get();
    const found = await askApi(world.new, 'eve', `/api/v1/accounts/search?resolve=true&q=bob@${world.old.domain}`);
    const bob = personOn(world.old, 'bob');
    bob.movedToUri = personOn(world.new, 'ada').uri;
    // Eve's server does not know it yet.
    expect((await askApi(world.new, 'eve', `/api/v1/accounts/${String(found.rows[0]?.id)}/follow`, ['write:follows'], { method: 'POST' })).body).toMatchObject({ requested: true });
    await pass(world, minute);
    expect([world.new.inspect.following('eve'), world.new.inspect.requested('eve')]).toEqual([[], []]);
  });
  it('M.13 stands in the way of a Move to the same account, until it is cancelled', async () => {
    const { old, next, world } = get();
    const { password } = world.old.credentials('ada');
    await alias(next, `ada@${world.old.domain}`);
    await pass(world, 3 * minute);
    expect(errorOf(await move(old, `ada@${world.new.domain}`, password), 'account_migration_acct')).toBe('is the same account you have already moved to');
    expect(world.old.instance.state.migrations.size).toBe(0);
    await press(old, world.old.origin, '/settings/migration', '/settings/migration/redirect', 'delete');
    expect(world.old.inspect.movedTo('ada')).toBeNull();
    expect((await move(old, `ada@${world.new.domain}`, password)).querySelector('.flash-message.notice')).not.toBeNull();
    await pass(world, 2 * minute);
    expect(world.new.inspect.followers('ada').sort()).toEqual([...world.seed.movers].sort());
  });
});
