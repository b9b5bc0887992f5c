import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { createTestBrowser } from '../pages/testBrowser';
import { createLocal } from '../state';
import { askApi, type Answer } from '../testApi';
import { day, hour, importFile, inWorld, minute, pass } from './inWorld';

const limitsOf = ({ status, response }: Answer) => [status, ...['limit', 'remaining', 'reset'].map((name) => response.headers.get(`x-ratelimit-${name}`))];
const at = (time: number) => new Date(time).toISOString().replace('Z', '000Z');

inWorld('M: rate limits', (get) => {
  /** The clock stands at the start of a window of this length. */
  const align = (length: number) => {
    const { clock } = get().world;
    clock.advance(length - (clock.now() % length));
    return Math.floor(clock.now() / length) * length;
  };
  it('M.30 lets one token ask 300 times in five minutes, and another one still', async () => {
    const { world } = get();
    const start = align(5 * minute);
    const ask = (scopes = ['read']) => askApi(world.old, 'ada', '/api/v1/lists', scopes);
    expect(limitsOf(await ask())).toEqual([200, '300', '299', at(start + 5 * minute)]);
    for (let n = 1; n < 299; n++) await ask();
    expect(limitsOf(await ask())).toEqual([200, '300', '0', at(start + 5 * minute)]);
    const refused = await ask();
    expect([limitsOf(refused), refused.body]).toEqual([[429, '300', '0', at(start + 5 * minute)], { error: 'Too many requests' }]);
    expect((await ask(['read:lists'])).status).toBe(200);
    world.clock.advance(5 * minute);
    expect((await ask()).status).toBe(200);
  });
  it('M.30 lets one person ask 1,500 times by all tokens, a stranger 300 times, and register five apps in ten minutes', async () => {
    const { world } = get();
    const start = align(10 * minute);
    const scopes = ['read:lists', 'read:blocks', 'read:mutes', 'read:follows', 'read:filters', 'read:search'];
    for (let n = 0; n < 1499; n++) await askApi(world.old, 'ada', '/api/v1/lists', ['read', scopes[n % 6] ?? '']);
    expect(limitsOf(await askApi(world.old, 'ada', '/api/v1/lists'))).toEqual([200, '1500', '0', at(start + 5 * minute)]);
    expect(limitsOf(await askApi(world.old, 'ada', '/api/v1/lists'))).toEqual([429, '1500', '0', at(start + 5 * minute)]);
    for (let n = 0; n < 300; n++) await askApi(world.old, null, '/api/v2/instance');
    expect(limitsOf(await askApi(world.old, null, '/api/v2/instance'))).toEqual([429, '300', '0', at(start + 5 * minute)]);
    world.clock.advance(5 * minute);
    const register = () => askApi(world.old, null, '/api/v1/apps', [], { method: 'POST', body: new URLSearchParams({ client_name: 'App', redirect_uris: 'https://app.example/' }) });
    for (let n = 0; n < 5; n++) expect((await register()).status).toBe(200);
    expect(limitsOf(await register())).toEqual([429, '5', '0', at(start + 10 * minute)]);
  });
  it('M.30 limits paged requests to 300 in 15 minutes, whatever the token', async () => {
    const { world } = get();
    const start = align(15 * minute);
    const paged = (scopes: string[]) => askApi(world.old, 'ada', '/api/v1/blocks?max_id=1', scopes);
    for (let n = 0; n < 300; n++) await paged(n % 2 ? ['read'] : ['read:blocks']);
    expect(limitsOf(await paged(['read']))).toEqual([429, '300', '0', at(start + 15 * minute)]);
    expect((await askApi(world.old, 'ada', '/api/v1/blocks')).status).toBe(200);
    world.clock.advance(15 * minute);
    expect((await paged(['read'])).status).toBe(200);
  });
  it('M.30 limits sign-ins by address of the visitor and by e-mail', async () => {
    const { world } = get();
    align(hour);
    const { email, password } = world.old.credentials('bob');
    const browser = await createTestBrowser(world.old);
    const token = (await browser.get('/auth/sign_in')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    const signIn = async (name: string) => (await browser.raw('/auth/sign_in', { method: 'POST', body: new URLSearchParams({ authenticity_token: token, 'user[email]': name, 'user[password]': 'wrong' }), headers: { origin: world.old.origin } })).status;
    for (let n = 0; n < 15; n++) await signIn(email);
    world.clock.advance(5 * minute);
    for (let n = 0; n < 10; n++) expect(await signIn(email)).toBe(200);
    expect(await signIn(email.toUpperCase())).toBe(429);
    for (let n = 0; n < 14; n++) await signIn('somebody@old.example');
    expect(await signIn('somebody.else@old.example')).toBe(429);
    world.clock.advance(5 * minute);
    expect([await signIn('somebody.else@old.example'), await signIn(email)]).toEqual([200, 429]);
    world.clock.advance(hour);
    expect((await browser.submit('/auth/sign_in', '#new_user', { 'user[email]': email, 'user[password]': password })).querySelector('#new_user')).toBeNull();
  });
  it('M.25, M.30 allows 400 follows a day, hashtags among them; an import as many as it likes', async () => {
    const { world } = get();
    const { instance } = world.new;
    const people = Array.from({ length: 402 }, (_, n) => createLocal(instance, { username: `crowd_${n}` }));
    const start = align(day);
    const write = (path: string) => askApi(world.new, 'ada', path, ['write'], { method: 'POST' });
    const follow = (n: number) => write(`/api/v1/accounts/${people[n]?.id ?? ''}/follow`);
    // The token's limit is the tighter one at first.
    expect(limitsOf(await follow(0))).toEqual([200, '300', '299', at(start + 5 * minute)]);
    for (let n = 1; n < 250; n++) await follow(n);
    world.clock.advance(5 * minute);
    expect(limitsOf(await follow(250))).toEqual([200, '400', '149', at(start + day)]);
    for (let n = 251; n < 399; n++) await follow(n);
    // Who is followed already costs nothing.
    expect(limitsOf(await follow(5))).toEqual([200, '400', '1', at(start + day)]);
    const tag = await write('/api/v1/tags/engines/follow');
    expect([limitsOf(tag), tag.body]).toMatchObject([[200, '400', '0', at(start + day)], { name: 'engines', following: true }]);
    const refused = await follow(399);
    expect([limitsOf(refused), refused.body]).toEqual([[429, '400', '0', at(start + day)], { error: 'Too many requests' }]);
    expect(limitsOf(await write('/api/v1/tags/poetry/follow'))).toEqual([429, '400', '0', at(start + day)]);
    expect(world.new.inspect.following('ada')).toHaveLength(399);
    const bulk = await importFile(get(), 'following', 'crowd_399\ncrowd_400\n');
    await pass(world, minute);
    expect([bulk.now().imported, world.new.inspect.following('ada').length]).toEqual([2, 401]);
    world.clock.advance(start + day - world.clock.now());
    expect((await follow(401)).status).toBe(200);
    expect(personOn(world.new, 'ada').movedToUri).toBeNull();
  });
});
