import { expect, it } from 'vitest';
import { hour, inWorld } from './checklist/inWorld';
import { askApi } from './testApi';

const writer = ['read', 'write:statuses', 'write:accounts'];

inWorld('posting (facts I.5)', (get) => {
  const post = (form: Record<string, string>, key?: string, scopes = writer) => askApi(get().world.new, 'ada', '/api/v1/statuses', scopes, { method: 'POST', body: new URLSearchParams(form), headers: key === undefined ? {} : { 'Idempotency-Key': key } });
  const posts = () => get().world.new.inspect.posts('ada');

  it('the same key gives the first post for an hour, to the same account', async () => {
    const first = await post({ status: 'once' }, 'k');
    expect((await post({ status: 'another text' }, 'k')).body).toEqual(first.body);
    expect(posts()).toHaveLength(1);
    const eve = await askApi(get().world.new, 'eve', '/api/v1/statuses', writer, { method: 'POST', body: new URLSearchParams({ status: 'mine' }), headers: { 'Idempotency-Key': 'k' } });
    expect(eve.status).toBe(200);
    expect(get().world.new.inspect.posts('eve')).toHaveLength(1);
    get().world.clock.advance(hour + 1);
    await post({ status: 'twice' }, 'k');
    expect(posts().map((row) => row.content)).toEqual(['once', 'twice']);
  });

  it('counts as a person does: links as 23, no domains of mentions, the warning too', async () => {
    const full = `${'x'.repeat(480 - 4)} @ada`;
    expect((await post({ status: `${full.slice(4)} https://a.example/${'y'.repeat(100)}` })).status).toBe(422);
    expect((await post({ status: `${full.slice(5)} https://a.example/${'y'.repeat(100)}` })).status).toBe(200);
    expect((await post({ status: `${'x'.repeat(495)} @eve@${get().world.new.domain}` })).status).toBe(200);
    expect((await post({ status: 'x'.repeat(499), spoiler_text: 'ab' })).status).toBe(422);
    expect((await post({ status: ' \n ' })).status).toBe(422);
  });

  it('finds those who are mentioned, here and elsewhere, and takes visibility and language', async () => {
    const { world } = get();
    const { body } = await post({ status: `From @ada@${world.old.domain}, hello @eve and @nobody #moving`, visibility: 'unlisted', language: 'de' });
    expect(body).toMatchObject({ visibility: 'unlisted', language: 'de', mentions: [{ acct: `ada@${world.old.domain}` }, { acct: 'eve' }], tags: [{ name: 'moving' }] });
    expect((body as { content: string }).content).toContain(`>@<span>ada</span></a>`);
  });

  it('needs its scope; pinning needs another', async () => {
    expect((await post({ status: 'x' }, undefined, ['read', 'write:accounts'])).status).toBe(403);
    const made = await post({ status: 'y' });
    const { id } = made.body as { id: string };
    const pin = (scopes: string[], of = id) => askApi(get().world.new, 'ada', `/api/v1/statuses/${of}/pin`, scopes, { method: 'POST' });
    expect((await pin(['read', 'write:statuses'])).status).toBe(403);
    expect((await pin(writer)).body).toMatchObject({ id, pinned: true });
    expect((await pin(writer)).status).toBe(422);
    for (let more = 0; more < 4; more++) await pin(writer, ((await post({ status: `more ${more}` })).body as { id: string }).id);
    expect((await pin(writer, ((await post({ status: 'too many' })).body as { id: string }).id)).status).toBe(422);
    expect(get().world.new.inspect.pinned('ada')).toHaveLength(5);
  });

  it('300 in three hours, then 429 until the window ends', async () => {
    const { instance } = get().world.new;
    get().world.clock.advance(3 * hour);
    await post({ status: 'the first' });
    const [used] = [...instance.windows.keys()].filter((key) => key.startsWith('posts:')).slice(-1);
    instance.windows.set(used ?? '', 299);
    expect((await post({ status: 'the last' })).response.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await post({ status: 'one more' })).status).toBe(429);
    get().world.clock.advance(3 * hour);
    expect((await post({ status: 'later' })).status).toBe(200);
  });
});
