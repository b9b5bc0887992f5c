import 'fake-indexeddb/auto';
import { gzipSync } from 'node:zlib';
import { BlobWriter, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archiveZip } from '@/e2e/servers/archive';
import { createStatus } from '@/e2e/servers/posts';
import { startWorld, type World } from '@/e2e/servers/world';
import { accessTo, personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { readerFor } from '@/lib/background/testing/reader';
import { postSchema, type Post } from '@/lib/kinds/post';
import type { Account, KindId } from '@/lib/move/model';
import { deleteArchive, findFile } from '@/lib/store/archives';
import { createBackup, readItems } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import { takeArchive, type Taken } from './take';
import { tarOf } from './testing/tar';

resolveLocalhost();
let world: World;
let account: Account;
let zip: Uint8Array<ArrayBuffer>;
let files: Map<string, Uint8Array>;
let db: MovingDayDb;
let made = 0;

beforeAll(async () => {
  world = await startWorld();
  ({ account } = await accessTo(world.old, 'ada'));
  const ada = personOn(world.old, 'ada');
  const [first] = world.old.instance.state.statuses.of('account', ada.id);
  createStatus(world.old.instance, ada, { content: 'And a second thought', inReplyToId: first?.id ?? null });
  zip = new Uint8Array(await archiveZip(world.old.instance, personOn(world.old, 'ada')));
  files = await unzip(zip);
});
afterAll(() => world.stop());
beforeEach(() => {
  db = new MovingDayDb(`archive-${made++}`);
});

async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  const found = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) if (!entry.directory) found.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  return found;
}

const take = (file: Blob, room: number | null = null): Promise<Taken> => takeArchive({ db, file, name: 'archive.zip', account, at: 1, room, newId: () => crypto.randomUUID() });
const itemsId = async () => (await db.archives.get(account.actorUri))?.itemsId ?? 'none';
const rowsOf = async (kind: KindId) => (await readItems(db, await itemsId(), kind)).map((item) => item.row);
const postsOf = async () => (await rowsOf('posts')).map((row): Post => v.parse(postSchema, row));

/** The same archive with some files changed, left out (null) or added. */
function changed(change: Record<string, string | Uint8Array | null>): Map<string, Uint8Array> {
  const all = new Map(files);
  for (const [name, content] of Object.entries(change)) {
    if (content === null) all.delete(name);
    else all.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  }
  return all;
}
async function zipOf(all: Map<string, Uint8Array>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false });
  for (const [name, bytes] of all) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}
const outboxOf = (items: unknown[]) => JSON.stringify({ '@context': [], id: 'outbox.json', type: 'OrderedCollection', totalItems: items.length, orderedItems: items });
const note = (change: object, to: object = { to: ['https://www.w3.org/ns/activitystreams#Public'], cc: [] }) => ({ id: 'https://a.example/1/activity', type: 'Create', published: '2024-01-01T00:00:00Z', object: { id: 'https://a.example/1', type: 'Note', published: '2024-01-01T00:00:00Z', content: '<p>Hi</p>', ...to, ...change } });
async function takePosts(items: unknown[]): Promise<Post[]> {
  expect(await take(await zipOf(changed({ 'outbox.json': outboxOf(items) })))).toMatchObject({ ok: true });
  return postsOf();
}

describe('an archive that is taken in', () => {
  it('has the posts that the API gives, newest first, in the same words', async () => {
    expect(await take(new Blob([zip]))).toEqual({ ok: true, posts: world.old.inspect.posts('ada').length });
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(['posts']);
    const fromApi = (await reader.rows(backup.id, 'posts')).map((row) => v.parse(postSchema, row));
    const found = await postsOf();
    const words = (post: Post) => [post.uri, post.acct, post.visibility, post.html, post.warning, post.sensitive, post.language, post.boostOf?.uri ?? null, post.poll?.options.map((option) => option.title), post.media.map((file) => file.alt)];
    const own = (post: Post) => post.boostOf === null;
    const ids = (posts: Post[]) => posts.map((post) => post.uri).sort();
    expect(ids(found)).toEqual(ids(fromApi));
    expect(found.filter(own).map(words)).toEqual(fromApi.filter(own).map(words));
    expect(found.map((post) => post.at)).toEqual([...found.map((post) => post.at)].sort().reverse());
    // Replies are tied by ids of the archive.
    const uris = new Set(ids(found));
    const threaded = found.filter((post) => post.replyTo !== null && uris.has(post.replyTo));
    expect(threaded.length).toBe(fromApi.filter((post) => post.replyTo !== null && fromApi.some((other) => other.id === post.replyTo)).length);
    expect(threaded.length).toBeGreaterThan(0);
  });

  it('counts and lists favourites and bookmarks by address', async () => {
    await take(new Blob([zip]));
    expect(await rowsOf('favourites')).toEqual(world.old.inspect.favourites('ada').map((uri) => ({ uri })));
    expect(await rowsOf('bookmarks')).toEqual(world.old.inspect.bookmarks('ada').map((uri) => ({ uri })));
    expect(await db.archives.get(account.actorUri)).toMatchObject({ favourites: world.old.inspect.favourites('ada').length, bookmarks: world.old.inspect.bookmarks('ada').length, mediaMissing: 1, unread: 0 });
  });

  it('hands out its pictures one by one, with their texts; the one that the server had lost is named', async () => {
    await take(new Blob([zip]));
    const media = (await rowsOf('media')) as { url: string; alt: string | null; gap: string | null }[];
    const named = (await postsOf()).flatMap((post) => post.media);
    expect(named).toHaveLength(9);
    for (const { url, alt } of named) {
      expect(media.find((row) => row.url === url)?.alt).toBe(alt);
      const found = await findFile(db, { backupId: await itemsId(), actorUri: account.actorUri }, url);
      const kept = files.get(url);
      expect(found === null).toBe(kept === undefined);
      if (!found || !kept) continue;
      const blob = await found.read();
      expect(blob.type).toBe('image/png');
      expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array(kept));
    }
    expect(media.filter((row) => row.gap !== null)).toHaveLength(1);
  });

  it.each(['ustar', 'gnu', 'pax'] as const)('may be an old .tar.gz (%s)', async (style) => {
    const deep = `media_attachments/files/${'109/'.repeat(30)}original/long.png`;
    const all = changed({ [deep]: new Uint8Array([1, 2, 3]) });
    const file = new Blob([new Uint8Array(gzipSync(tarOf(all, style)))]);
    expect(await take(file)).toEqual({ ok: true, posts: world.old.inspect.posts('ada').length });
    for (const url of [deep, ...[...files.keys()].filter((name) => name.endsWith('.png'))]) {
      const found = await findFile(db, { backupId: await itemsId(), actorUri: account.actorUri }, url);
      expect(found && new Uint8Array(await (await found.read()).arrayBuffer())).toEqual(new Uint8Array(all.get(url) ?? []));
    }
  });

  it('finds its pictures where they lay in object storage', async () => {
    const { instance } = world.old;
    instance.options.objectStorage = true;
    const bytes = new Uint8Array(await archiveZip(instance, personOn(world.old, 'ada')));
    instance.options.objectStorage = false;
    await take(new Blob([bytes]));
    expect(await db.archives.get(account.actorUri)).toMatchObject({ mediaMissing: 1 });
    const posts = await takePosts([note({ attachment: [{ type: 'Document', mediaType: 'image/png', url: '/my-bucket/media_attachments/files/1/original/a.png', name: 'x' }] })]);
    expect(posts[0]?.media[0]?.url).toBe('media_attachments/files/1/original/a.png');
  });

  it('takes the place of the one before, and can be deleted', async () => {
    await take(new Blob([zip]));
    const rows = await db.items.count();
    expect(await take(new Blob([zip]))).toMatchObject({ ok: true });
    expect([await db.items.count(), await db.archives.count()]).toEqual([rows, 1]);
    await deleteArchive(db, account.actorUri);
    expect([await db.items.count(), await db.archives.count()]).toEqual([0, 0]);
  });

  it('leaves nothing of a reading that was killed', async () => {
    await db.items.put({ id: 'archive:dead|posts|x', backupId: 'archive:dead', kind: 'posts', key: 'x', seq: 0, row: {}, source: 'archive' });
    await createBackup(db, { id: 'other', moveId: null, actorUri: account.actorUri, purpose: 'backup', startedAt: 0, kinds: [] });
    await db.items.put({ id: 'other|posts|x', backupId: 'other', kind: 'posts', key: 'x', seq: 0, row: {}, source: 'api' });
    await take(new Blob([zip]));
    expect(await db.items.where('backupId').anyOf('archive:dead', 'other').count()).toBe(1);
  });
});

describe('what an outbox may hold', () => {
  it('who may see a post', async () => {
    const followers = `${account.actorUri}/followers`;
    const all = 'https://www.w3.org/ns/activitystreams#Public';
    const kinds: [object, string][] = [[{ to: [all], cc: [followers] }, 'public'], [{ to: [followers], cc: [all] }, 'unlisted'], [{ to: [followers], cc: [] }, 'private'], [{ to: ['https://b.example/bob'], cc: [] }, 'direct']];
    const posts = await takePosts(kinds.map(([to], n) => note({ id: `https://a.example/${n}` }, to)));
    expect(posts.reverse().map((post) => post.visibility)).toEqual(kinds.map(([, name]) => name));
  });

  it('boosts of own posts for followers, which come in full', async () => {
    const [post] = await takePosts([{ id: 'https://a.example/b', type: 'Announce', published: '2024-01-02T00:00:00Z', to: [], cc: [], object: note({}).object }]);
    expect(post).toMatchObject({ uri: 'https://a.example/b', boostOf: { uri: 'https://a.example/1', html: '<p>Hi</p>', acct: account.acct } });
  });

  it('HTML, NUL, turned-about text, a megabyte of it: kept as it is', async () => {
    const html = `<script>alert(1)</script><p onclick="x()">\u0000 \u202eevil</p>${'x'.repeat(1_000_000)}`;
    const [post] = await takePosts([note({ content: html, summary: '"]},{[' })]);
    expect([post?.html, post?.warning]).toEqual([html, '"]},{[']);
  });

  it('things that are no posts: counted, the rest is taken', async () => {
    const posts = await takePosts([note({}), { type: 'Delete', id: 'https://a.example/2' }, 'text', null, note({ id: 7 })]);
    expect(posts).toHaveLength(1);
    expect(await db.archives.get(account.actorUri)).toMatchObject({ posts: 1, unread: 4 });
  });

  it('the same post twice: once', async () => {
    expect(await takePosts([note({}), note({ content: 'again' })])).toHaveLength(1);
  });

  it('nothing at all', async () => {
    expect(await takePosts([])).toEqual([]);
  });

  it('a list before or behind other lists and words of the same name', async () => {
    const odd = `\ufeff {"id": "orderedItems", "x": ["orderedItems", {"orderedItems": [1]}], "orderedItems" : [ ${JSON.stringify(note({}))} , ${JSON.stringify(note({ id: 'https://a.example/2' }))} ] , "y": {"a": "\\"]"}} \n`;
    expect(await take(await zipOf(changed({ 'outbox.json': odd })))).toEqual({ ok: true, posts: 2 });
  });
});

describe('a file that is no good changes nothing', () => {
  const actor = (change: object) => JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(files.get('actor.json'))) as object), ...change });
  const packed = (all: Map<string, Uint8Array>) => new Uint8Array(gzipSync(tarOf(all, 'ustar')));
  /** A zip whose directory claims another size for a file. */
  const lying = async (name: string, size: number) => {
    const bytes = new Uint8Array(await (await zipOf(files)).arrayBuffer());
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 46; at++) {
      if (view.getUint32(at, true) !== 0x02014b50 || new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name.length)) !== name) continue;
      view.setUint32(at + 24, size, true);
    }
    return new Blob([bytes]);
  };
  const cases: [string, () => Promise<Blob> | Blob, string][] = [
    ['another file', () => new Blob(['hello']), 'notAnArchive'],
    ['an empty file', () => new Blob([]), 'notAnArchive'],
    ['another zip', () => zipOf(new Map([['photo.png', new Uint8Array([1])]])), 'notAnArchive'],
    ['a packed file that is no tar', () => new Blob([new Uint8Array(gzipSync('hello'))]), 'notAnArchive'],
    ['a backup of our own', () => zipOf(changed({ 'actor.json': null, 'manifest.json': '{}' })), 'ownBackup'],
    ['a zip cut short', () => new Blob([zip.slice(0, Math.floor(zip.length * 0.7))]), 'damaged'],
    ['a tar.gz cut short', () => new Blob([packed(files).slice(0, 3000)]), 'damaged'],
    ['a tar with a wrong checksum', () => {
      const tar = tarOf(files, 'ustar');
      tar[3] = 120;
      return new Blob([new Uint8Array(gzipSync(tar))]);
    }, 'damaged'],
    ['an outbox that is no JSON', () => zipOf(changed({ 'outbox.json': 'hello' })), 'damaged'],
    ['an outbox cut short', () => zipOf(changed({ 'outbox.json': outboxOf([note({})]).slice(0, -5) })), 'damaged'],
    ['an outbox without a list', () => zipOf(changed({ 'outbox.json': '{"type":"OrderedCollection"}' })), 'damaged'],
    ['an outbox with a broken entry', () => zipOf(changed({ 'outbox.json': '{"orderedItems":[{"a" 1}]}' })), 'damaged'],
    ['an outbox with text behind it', () => zipOf(changed({ 'outbox.json': `${outboxOf([])}x` })), 'damaged'],
    ['an outbox of nothing but strangers', () => zipOf(changed({ 'outbox.json': outboxOf([{ type: 'Delete' }]) })), 'damaged'],
    ['an outbox that is no UTF-8', () => zipOf(changed({ 'outbox.json': new Uint8Array([0x7b, 0xff, 0xfe]) })), 'damaged'],
    ['likes of another shape', () => zipOf(changed({ 'likes.json': '{"orderedItems":[{"a":1}]}' })), 'damaged'],
    ['an actor that is none', () => zipOf(changed({ 'actor.json': '{"id":1}' })), 'notAnArchive'],
    ['an actor that is no JSON', () => zipOf(changed({ 'actor.json': '<html>' })), 'damaged'],
    ['a name that leaves the folder', () => zipOf(changed({ '../evil.png': 'x' })), 'unsafe'],
    ['a name from the root', () => zipOf(changed({ '/etc/evil.png': 'x' })), 'unsafe'],
    ['a name that leaves the folder, in a tar', () => new Blob([packed(changed({ 'a/../../evil.png': 'x' }))]), 'unsafe'],
    ['a link in a tar', () => {
      const tar = tarOf(files, 'ustar', '2');
      return new Blob([new Uint8Array(gzipSync(tar))]);
    }, 'unsafe'],
    ['a directory that claims less than there is', () => lying('outbox.json', 100), 'tooLarge'],
    ['a directory that claims a thousand times more', () => lying('outbox.json', 2_000_000_000), 'tooLarge'],
    ['a directory that claims a little more than there is', () => lying('outbox.json', (files.get('outbox.json')?.length ?? 0) + 1), 'damaged'],
  ];
  it.each(cases)('%s', async (_name, make, why) => {
    expect(await take(await make())).toEqual({ ok: false, why, who: '' });
    expect([await db.archives.count(), await db.items.count()]).toEqual([0, 0]);
  });

  it('a bomb: one entry of the outbox that never ends', async () => {
    const bomb = await zipOf(changed({ 'outbox.json': `{"orderedItems":["${'0'.repeat(40_000_000)}"]}` }));
    expect(await take(bomb)).toEqual({ ok: false, why: 'tooLarge', who: '' });
    const packedBomb = new Blob([new Uint8Array(gzipSync(new Uint8Array(30_000_000)))]);
    expect(await take(packedBomb, 1_000_000)).toEqual({ ok: false, why: 'tooLarge', who: '' });
    expect([await db.archives.count(), await db.items.count()]).toEqual([0, 0]);
  });

  it('another person’s archive: named, and the own one stays', async () => {
    expect(await take(new Blob([zip]))).toMatchObject({ ok: true });
    const before = await db.items.count();
    const bob = new Uint8Array(await archiveZip(world.old.instance, personOn(world.old, 'bob')));
    expect(await take(new Blob([bob]))).toEqual({ ok: false, why: 'foreign', who: `@bob@${world.old.domain}` });
    // A namesake on another server is somebody else; the same person under another address is not.
    expect(await take(await zipOf(changed({ 'actor.json': actor({ id: 'https://elsewhere.example/users/ada' }) })))).toEqual({ ok: false, why: 'foreign', who: '@ada@elsewhere.example' });
    expect([await db.items.count(), await db.archives.count()]).toEqual([before, 1]);
    expect(await take(await zipOf(changed({ 'actor.json': actor({ id: `${world.old.origin}/ap/users/1` }) })))).toMatchObject({ ok: true });
  });

  it('one that fails after rows were stored', async () => {
    db.archives.hook('creating', () => {
      throw new Error('no more room');
    });
    expect(await take(new Blob([zip]))).toMatchObject({ ok: false });
    expect([await db.archives.count(), await db.items.count()]).toEqual([0, 0]);
  });
});

describe('a large archive', () => {
  it('is read in pieces: 20,000 posts', async () => {
    const items = Array.from({ length: 20_000 }, (_, n) => note({ id: `https://a.example/${n}`, content: `<p>Post ${n}</p>` }));
    const posts = await takePosts(items);
    expect([posts.length, posts[0]?.uri, posts.at(-1)?.uri]).toEqual([20_000, 'https://a.example/19999', 'https://a.example/0']);
  });
});
