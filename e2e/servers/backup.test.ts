import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { askAll, askApi } from './testApi';
import { startWorld, type World } from './world';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld({ servers: [{ name: 'elder', version: '4.3' }] });
});
afterAll(() => world.stop());

const ada = () => personOn(world.old, 'ada').id;
const uris = (rows: Record<string, unknown>[]) => rows.map((row) => String(row.uri));
const nested = (row: Record<string, unknown> | undefined, key: string) => (row?.[key] ?? {}) as Record<string, unknown>;

describe('lists of a backup', () => {
  it.each<[string, string, () => number]>([
    ['/api/v1/favourites', 'read:favourites', () => world.old.inspect.favourites('ada').length],
    ['/api/v1/notifications', 'read:notifications', () => world.old.inspect.notifications('ada').length],
    ['/api/v1/conversations', 'read:statuses', () => world.old.inspect.conversations('ada').length],
    ['/api/v1/scheduled_statuses', 'read:statuses', () => world.old.inspect.scheduled('ada').length],
    ['/api/v1/followed_tags', 'read:follows', () => world.old.inspect.followedTags('ada').length],
    ['/api/v1/endorsements', 'read:accounts', () => world.old.inspect.endorsed('ada').length],
    ['/api/v1/follow_requests', 'read:follows', () => world.old.inspect.requestsIn('ada').length],
    ['/api/v1/mutes', 'read:mutes', () => world.old.inspect.mutes('ada').length],
  ])('%s: needs %s, has all rows once, and a cursor of its own', async (path, scope, truth) => {
    expect((await askApi(world.old, null, path)).status).toBe(401);
    expect((await askApi(world.old, 'ada', path, [scope === 'read:mutes' ? 'read:lists' : 'read:mutes'])).status).toBe(403);
    expect((await askApi(world.old, 'ada', path, [scope])).status).toBe(200);
    const { rows } = await askAll(world.old, 'ada', `${path}?limit=2`);
    expect(rows).toHaveLength(truth());
    expect(truth()).toBeGreaterThan(2);
    expect(new Set(rows.map((row) => row.id ?? row.name)).size).toBe(rows.length);
    const cursor = new URL((await askApi(world.old, 'ada', `${path}?limit=2`)).next ?? '').searchParams.get('max_id');
    const sameAsId = ['/api/v1/notifications', '/api/v1/scheduled_statuses', '/api/v1/endorsements'].includes(path);
    expect(rows.slice(0, 2).some((row) => row.id === cursor)).toBe(sameAsId);
  });
  it('are capped: twenty or forty posts, and more people', async () => {
    const count = async (path: string) => (await askApi(world.old, 'ada', path)).rows.length;
    expect([await count('/api/v1/favourites'), await count('/api/v1/favourites?limit=500'), await count('/api/v1/notifications')]).toEqual([20, 40, 40]);
    expect([await count('/api/v1/favourites?limit=0'), await count('/api/v1/endorsements?limit=0')]).toEqual([0, 4]);
  });
  it('notifications name a next page as long as there are any', async () => {
    const last = await askApi(world.old, 'ada', `/api/v1/notifications?max_id=${world.old.inspect.notifications('ada')[1]?.id ?? ''}`);
    expect([last.rows.length, last.next !== null]).toEqual([1, true]);
    const empty = await askApi(world.old, 'ada', last.next ?? '');
    expect([empty.rows.length, empty.response.headers.get('link')]).toEqual([0, null]);
    const chosen = await askApi(world.old, 'ada', '/api/v1/notifications?types[]=follow&types[]=poll&limit=3');
    expect(new Set(chosen.rows.map((row) => row.type))).toEqual(new Set(['follow', 'poll']));
    expect(new URL(chosen.next ?? '').searchParams.getAll('types[]')).toEqual(['follow', 'poll']);
  });
  it('go back by min_id: the rows right after it, not the newest', async () => {
    const first = await askApi(world.old, 'ada', '/api/v1/favourites?limit=5');
    const second = await askApi(world.old, 'ada', first.next ?? '');
    const third = await askApi(world.old, 'ada', second.next ?? '');
    expect(uris((await askApi(world.old, 'ada', third.prev ?? '')).rows)).toEqual(uris(second.rows));
    expect(new URL((await askApi(world.old, 'ada', '/api/v1/blocks?limit=5')).prev ?? '').searchParams.has('since_id')).toBe(true);
  });
  it('preferences, hashtags and announcements are the seeded ones', async () => {
    const read = async (path: string) => (await askApi(world.old, 'ada', path)).body;
    expect(await read('/api/v1/preferences')).toEqual({
      'posting:default:visibility': 'unlisted', 'posting:default:sensitive': true, 'posting:default:language': 'de', 'posting:default:quote_policy': 'followers',
      'reading:expand:media': 'show_all', 'reading:expand:spoilers': true, 'reading:autoplay:gifs': true,
    });
    expect(((await read('/api/v1/featured_tags')) as { name: string; statuses_count: string }[]).map((tag) => [tag.name, Number(tag.statuses_count) > 0])).toEqual([['engines', true], ['poetry', true], ['never_used', false]]);
    expect(await read('/api/v1/announcements')).toMatchObject([{ read: false, content: expect.stringContaining('repairs') as string }]);
    expect((await askApi(world.old, null, '/api/v1/announcements')).status).toBe(401);
  });
  it('collections are there from 4.6 on, with their people', async () => {
    const { body } = await askApi(world.old, 'ada', `/api/v1/accounts/${ada()}/collections`);
    expect(body).toMatchObject({ collections: [{ name: 'Engine people', item_count: 3, account_id: ada(), items: [{ state: 'accepted' }, {}, {}] }] });
    expect((await askApi(world.old, 'ada', `/api/v1/accounts/${ada()}/collections?offset=1`)).body).toEqual({ collections: [] });
    const elder = world.server('elder').instance;
    elder.state.accounts.set('5', { ...personOn(world.old, 'bob'), id: '5' });
    expect((await fetch(`${world.server('elder').origin}/api/v1/accounts/5/collections`)).status).toBe(404);
  });
  it('mutes tell their end; relationships tell notes and endorsements', async () => {
    const ends = (await askAll(world.old, 'ada', '/api/v1/mutes')).rows.map((row) => row.mute_expires_at).filter((end) => end !== null);
    expect(ends).toHaveLength(2);
    const ids = [...world.old.instance.state.accounts.keys()].filter((id) => id !== ada()).map((id) => `id[]=${id}`);
    const noted: unknown[] = [];
    const endorsed: unknown[] = [];
    for (let at = 0; at < ids.length; at += 200) {
      const { rows } = await askApi(world.old, 'ada', `/api/v1/accounts/relationships?${ids.slice(at, at + 200).join('&')}`);
      noted.push(...rows.filter((row) => row.note !== '').map((row) => row.note));
      endorsed.push(...rows.filter((row) => row.endorsed === true));
    }
    expect(noted.sort()).toEqual(world.old.inspect.notes('ada').map((row) => row.comment).sort());
    expect([noted.length, endorsed.length]).toEqual([12, 4]);
  });
  it('a note is written, changed and taken away', async () => {
    const bob = personOn(world.old, 'bob').id;
    const write = async (comment: string) => askApi(world.old, 'ada', `/api/v1/accounts/${bob}/note`, ['write:accounts'], { method: 'POST', body: new URLSearchParams({ comment }) });
    expect((await write('One')).body).toMatchObject({ id: bob, note: 'One' });
    expect((await write('Two')).body).toMatchObject({ note: 'Two' });
    expect((await write('x'.repeat(2001))).status).toBe(422);
    expect((await write('')).body).toMatchObject({ note: '' });
    expect(world.old.inspect.notes('ada')).toHaveLength(12);
  });
  it('requests of one’s own are no follows, and in no export', () => {
    expect(world.old.inspect.requested('ada')).toHaveLength(2);
    expect(world.old.inspect.following('ada').map((row) => row.acct)).not.toContain(world.old.inspect.requested('ada')[0]);
    expect([...world.seed.notCarried, ...world.seed.waiting].every((row) => ['following', 'lists', 'bookmarks', 'preferences'].includes(row.kind))).toBe(true);
  });
});

describe('posts', () => {
  const all = (username: string | null, query = '') => askAll(world.old, username, `/api/v1/accounts/${ada()}/statuses?limit=40${query}`);
  const visibilities = (rows: Record<string, unknown>[]) => new Set(rows.map((row) => row.visibility));

  it('are all there for their author, boosts and direct ones too', async () => {
    const { rows } = await all('ada');
    expect(uris(rows).sort()).toEqual(world.old.inspect.posts('ada').map((post) => post.uri).sort());
    expect(visibilities(rows)).toEqual(new Set(['public', 'unlisted', 'private', 'direct']));
    expect(rows.filter((row) => row.reblog !== null)).toHaveLength(3);
    expect(rows.filter((row) => row.reblog !== null).every((row) => row.content === '' && String(row.uri).endsWith('/activity'))).toBe(true);
  });
  it('are public and unlisted for strangers; a token without the scope is refused', async () => {
    expect(visibilities((await all(null)).rows)).toEqual(new Set(['public', 'unlisted']));
    expect(visibilities((await all('bob')).rows)).toEqual(new Set(['public', 'unlisted']));
    expect((await askApi(world.old, 'ada', `/api/v1/accounts/${ada()}/statuses`, ['read:lists'])).status).toBe(403);
    const secret = world.old.inspect.posts('ada').find((post) => post.visibility === 'direct');
    const id = secret?.uri.split('/').at(-1) ?? '';
    expect([(await askApi(world.old, null, `/api/v1/statuses/${id}`)).status, (await askApi(world.old, 'ada', `/api/v1/statuses/${id}`)).status]).toEqual([404, 200]);
  });
  it('are chosen by pinned, only_media, exclude_replies and exclude_reblogs', async () => {
    expect(uris((await all('ada', '&pinned=true')).rows).sort()).toEqual([...world.old.inspect.pinned('ada')].sort());
    expect((await all('ada', '&only_media=true')).rows).toHaveLength(8);
    expect((await all('ada', '&exclude_reblogs=true')).rows.every((row) => row.reblog === null)).toBe(true);
    const parents = (await all('ada', '&exclude_replies=true')).rows.map((row) => row.in_reply_to_account_id);
    expect(new Set(parents)).toEqual(new Set([null]));
    expect(new URL((await askApi(world.old, 'ada', `/api/v1/accounts/${ada()}/statuses?limit=2&only_media=true`)).next ?? '').searchParams.get('only_media')).toBe('true');
  });
  it('come with links, mentions, poll, warning and edit', async () => {
    const { rows } = await all('ada');
    const text = rows.map((row) => String(row.content)).join('\n');
    expect(text).toContain('class="u-url mention">@<span>');
    expect(text).toContain('class="mention hashtag" rel="tag">#<span>poetry</span></a>');
    expect(text).toContain('<span class="ellipsis">ada.example/essays/3/on-the-an</span>');
    expect(text).toContain('&quot;she left&quot; &amp; never');
    expect(rows.find((row) => row.poll !== null)).toMatchObject({ poll: { options: [{ title: 'Tea', votes_count: 41 }, { title: 'Coffee', votes_count: 3 }] } });
    expect(rows.filter((row) => row.spoiler_text !== '')).toHaveLength(2);
    expect(rows.filter((row) => row.edited_at !== null)).toHaveLength(1);
  });
  it('have pictures on the media host, one of which is lost', async () => {
    const attachments = (await all('ada', '&only_media=true')).rows.flatMap((row) => row.media_attachments as { url: string; preview_url: string; description: string | null }[]);
    expect(attachments).toHaveLength(9);
    const answers = await Promise.all(attachments.map((one) => fetch(one.url)));
    expect(answers.map((one) => one.status).filter((status) => status !== 200)).toEqual([404]);
    const fine = answers.filter((one) => one.ok);
    expect(fine.every((one) => one.headers.get('access-control-allow-origin') === '*' && one.headers.get('content-type') === 'image/png')).toBe(true);
    expect(new Set(attachments.map((one) => new URL(one.url).host))).toEqual(new Set([new URL(world.old.instance.mediaOrigin).host]));
    expect(attachments.filter((one) => one.description === null)).toHaveLength(1);
    expect((await fetch(attachments.at(-1)?.preview_url ?? '')).status).toBe(200);
  });
  it('have threads, also direct ones for those who take part', async () => {
    for (const talk of world.old.inspect.conversations('ada')) {
      const row = (await askApi(world.old, 'ada', '/api/v1/conversations')).rows.find((one) => one.id === talk.id);
      const last = nested(row, 'last_status');
      const { body } = await askApi(world.old, 'ada', `/api/v1/statuses/${String(last.id)}/context`);
      const thread = body as { ancestors: Record<string, unknown>[]; descendants: unknown[] };
      expect([...uris(thread.ancestors), last.uri]).toEqual(talk.posts.map((post) => post.uri));
      expect((await askApi(world.old, 'bob', `/api/v1/statuses/${String(last.id)}/context`)).status).toBe(404);
    }
    const question = (await all('ada')).rows.find((row) => String(row.content).includes('punched cards'));
    const { body } = await askApi(world.old, null, `/api/v1/statuses/${String(question?.id)}/context`);
    expect((body as { descendants: unknown[] }).descendants).toHaveLength(4);
  });
});
