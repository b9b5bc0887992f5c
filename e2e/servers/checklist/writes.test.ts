import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { createLocal } from '../state';
import { follow } from '../relations';
import { askApi } from '../testApi';
import { day, hour, inWorld, minute, pass } from './inWorld';

const scopes = ['read', 'write:lists', 'write:filters', 'write:accounts', 'write:mutes', 'write:follows', 'write:statuses'];

inWorld('writes of the API (facts I.3 to I.5, limits of J)', (get) => {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}, having = scopes) => {
    const answer = await askApi(get().world.new, 'ada', path, having, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
    return { status: answer.status, body: answer.body as Record<string, unknown> };
  };
  const post = (path: string, body: unknown = {}, headers?: Record<string, string>) => send('POST', path, body, headers);

  it('lists have settings that are checked, and are fifty at most', async () => {
    const made = await post('/api/v1/lists', { title: 'One', replies_policy: 'none', exclusive: true });
    expect(made).toMatchObject({ status: 200, body: { title: 'One', replies_policy: 'none', exclusive: true } });
    expect(await send('PUT', `/api/v1/lists/${String(made.body.id)}`, { replies_policy: 'followed' })).toMatchObject({ status: 200, body: { title: 'One', replies_policy: 'followed', exclusive: true } });
    expect((await send('PUT', '/api/v1/lists/1', { title: 'x' })).status).toBe(404);
    for (const body of [{ title: '' }, { title: 'x'.repeat(257) }, { title: 'x', replies_policy: 'some' }]) expect((await post('/api/v1/lists', body)).status).toBe(422);
    for (let n = 1; n < 50; n++) expect((await post('/api/v1/lists', { title: 'One' })).status).toBe(200);
    expect(await post('/api/v1/lists', { title: 'Last' })).toMatchObject({ status: 422, body: { error: 'You have reached the maximum number of lists' } });
  });
  it('filters need a title and a known context', async () => {
    const body = { title: 'No', context: ['home'], filter_action: 'hide', expires_in: 60, keywords_attributes: [{ keyword: 'x', whole_word: false }] };
    expect(await post('/api/v2/filters', body)).toMatchObject({ status: 200, body: { filter_action: 'hide', keywords: [{ keyword: 'x', whole_word: false }] } });
    for (const wrong of [{ title: '' }, { context: [] }, { context: ['nowhere'] }, { filter_action: 'burn' }, { keywords_attributes: [{ keyword: '' }] }]) expect((await post('/api/v2/filters', { ...body, ...wrong })).status).toBe(422);
  });
  it('hashtags are one whatever their case and marks; ten are featured', async () => {
    expect((await post('/api/v1/tags/Caf%C3%A9/follow')).status).toBe(200);
    expect(await post('/api/v1/tags/cafe/follow')).toMatchObject({ status: 200, body: { name: 'Café' } });
    expect(get().world.new.inspect.followedTags('ada')).toEqual(['Café']);
    expect((await post('/api/v1/tags/12/follow')).status).toBe(404);
    for (let n = 0; n < 10; n++) expect((await post('/api/v1/featured_tags', { name: `#tag_${n}` })).status).toBe(200);
    expect((await post('/api/v1/featured_tags', { name: 'one_more' })).status).toBe(422);
    expect((await post('/api/v1/featured_tags', { name: 'TAG_1' })).status).toBe(422);
  });
  it('only accounts that are followed are featured; a mute takes JSON', async () => {
    const { instance, inspect } = get().world.new;
    const [me, other] = [personOn(get().world.new, 'ada'), createLocal(instance, { username: 'star' })];
    expect((await post(`/api/v1/accounts/${other.id}/endorse`)).status).toBe(422);
    follow(instance, me, other);
    expect(await post(`/api/v1/accounts/${other.id}/pin`)).toMatchObject({ status: 200, body: { endorsed: true } });
    await post(`/api/v1/accounts/${other.id}/mute`, { notifications: false, duration: 60 });
    expect(inspect.mutesUntil('ada')).toMatchObject([{ notifications: false }]);
    await pass(get().world, 2 * minute);
    expect(inspect.mutesUntil('ada')).toEqual([]);
    expect((await send('POST', `/api/v1/accounts/${other.id}/unmute`, {}, {}, ['read'])).status).toBe(403);
  });
  it('posting defaults are checked', async () => {
    const change = (source: unknown) => send('PATCH', '/api/v1/accounts/update_credentials', { source });
    expect(await change({ privacy: 'unlisted', sensitive: true, language: 'de', quote_policy: 'nobody' })).toMatchObject({ status: 200, body: { source: { privacy: 'unlisted', sensitive: true, language: 'de', quote_policy: 'nobody' } } });
    expect((await change({ privacy: 'direct' })).status).toBe(422);
  });
  it('a post for later waits; one for a past time is published at once; the same key is one post', async () => {
    const { world } = get();
    const at = (time: number) => new Date(world.clock.now() + time).toISOString();
    const body = { status: 'Later', scheduled_at: at(hour) };
    const first = await post('/api/v1/statuses', body, { 'Idempotency-Key': 'k' });
    expect((await post('/api/v1/statuses', body, { 'Idempotency-Key': 'k' })).body.id).toBe(first.body.id);
    expect(world.new.inspect.scheduled('ada')).toHaveLength(1);
    expect((await post('/api/v1/statuses', { ...body, scheduled_at: at(minute) })).status).toBe(422);
    expect((await post('/api/v1/statuses', { status: 'x'.repeat(501), scheduled_at: at(hour) })).status).toBe(422);
    await post('/api/v1/statuses', { status: 'Now', scheduled_at: at(-minute) });
    expect(world.new.inspect.posts('ada').map((one) => one.content)).toEqual(['Now']);
    for (let n = 0; n < 25; n++) await post('/api/v1/statuses', { status: `On ${n}`, scheduled_at: at(3 * day) });
    expect((await post('/api/v1/statuses', { status: 'One more', scheduled_at: at(3 * day) })).status).toBe(422);
    await pass(world, 2 * hour);
    expect(world.new.inspect.posts('ada').map((one) => one.content)).toEqual(['Now', 'Later']);
  });
});
