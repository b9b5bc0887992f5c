import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { archiveZip } from './archive';
import { createTestBrowser } from './pages/testBrowser';
import { askApi } from './testApi';
import { startWorld, type World } from './world';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  const files = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) if (!entry.directory) files.set(entry.filename, await (entry).getData(new Uint8ArrayWriter()));
  await reader.close();
  return files;
}

interface Outbox {
  totalItems: number;
  orderedItems: { id: string; type: string; object: string | { id: string; attachment: { url: string; name: string | null }[] } }[];
}
const json = (files: Map<string, Uint8Array>, name: string) => JSON.parse(new TextDecoder().decode(files.get(name))) as unknown;

describe('the archive', () => {
  it('is a zip file behind the link of the export page', async () => {
    const browser = await createTestBrowser(world.old, 'ada');
    const token = (await browser.get('/settings/export')).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    await browser.raw('/settings/export', { method: 'POST', body: new URLSearchParams({ authenticity_token: token }), headers: { origin: world.old.origin } });
    world.clock.advance(300_000);
    await expect.poll(() => [...world.old.instance.state.archives.values()].map((row) => row.processed), { timeout: 10_000 }).toEqual([true]);
    const link = (await browser.get('/settings/export')).querySelector('a[href$="/download"]')?.getAttribute('href') ?? '';
    const { location } = await browser.raw(link);
    expect(location).toMatch(/^\/system\/backups\/dumps\/archive-\d{14}-[0-9a-f]{32}\.zip$/);
    const answer = await fetch(world.old.origin + String(location));
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect((await unzip(new Uint8Array(await answer.arrayBuffer()))).has('outbox.json')).toBe(true);
    expect((await (await createTestBrowser(world.old, 'bob')).raw(link)).status).toBe(404);
    expect((await fetch(`${world.old.origin}/system/backups/dumps/archive-1.zip`)).status).toBe(404);
  });
  it('holds every post, in the shapes of facts D', async () => {
    const files = await unzip(await archiveZip(world.old.instance, personOn(world.old, 'ada')));
    const outbox = json(files, 'outbox.json') as Outbox;
    const posts = world.old.inspect.posts('ada');
    expect([outbox.totalItems, outbox.orderedItems.length]).toEqual([posts.length, posts.length]);
    expect(outbox.orderedItems.map((item) => (item.type === 'Announce' ? item.id : typeof item.object === 'string' ? '' : item.object.id))).toEqual(posts.map((post) => post.uri));
    expect(outbox.orderedItems.filter((item) => item.type === 'Announce').map((item) => item.object)).toEqual(posts.flatMap((post) => post.boostOf ?? []));
    expect(json(files, 'likes.json')).toMatchObject({ id: 'likes.json', orderedItems: world.old.inspect.favourites('ada') });
    expect(json(files, 'bookmarks.json')).toMatchObject({ orderedItems: world.old.inspect.bookmarks('ada') });
    expect(json(files, 'actor.json')).toMatchObject({ icon: { url: 'avatar.png' }, image: { url: 'header.png' }, outbox: 'outbox.json', likes: 'likes.json' });
    const attached = outbox.orderedItems.flatMap((item) => (typeof item.object === 'string' ? [] : item.object.attachment));
    expect(attached).toHaveLength(9);
    // The lost file is named in the outbox, and not there.
    expect(attached.filter((one) => !files.has(one.url))).toHaveLength(1);
    expect(attached.every((one) => one.url.startsWith('media_attachments/files/'))).toBe(true);
  });
  it('names files with a leading slash where they lie in object storage', async () => {
    const { instance } = world.old;
    instance.options.objectStorage = true;
    const files = await unzip(await archiveZip(instance, personOn(world.old, 'ada')));
    instance.options.objectStorage = false;
    const attached = (json(files, 'outbox.json') as Outbox).orderedItems.flatMap((item) => (typeof item.object === 'string' ? [] : item.object.attachment));
    expect(attached.every((one) => one.url.startsWith('/media_attachments/'))).toBe(true);
    expect([...files.keys()].some((name) => name.startsWith('/'))).toBe(false);
  });
});

describe('a server that closes', () => {
  it('answers 410 on all but exports, archive, account page and sign-in', async () => {
    const browser = await createTestBrowser(world.old, 'ada');
    world.old.closing(true);
    const status = async (path: string) => (await browser.raw(path)).status;
    for (const path of ['/settings/export', '/settings/exports/follows.csv', '/auth/edit']) expect([path, await status(path)]).toEqual([path, 200]);
    const [archive] = [...world.old.instance.state.archives.values()];
    expect(await status(`/backups/${archive?.id ?? ''}/download`)).toBe(302);
    for (const path of ['/', '/settings/aliases', '/settings/migration', '/settings/imports', '/oauth/authorize', '/users/ada']) expect([path, await status(path)]).toEqual([path, 410]);
    const api = await askApi(world.old, 'ada', '/api/v1/blocks');
    expect([api.status, api.body, api.response.headers.get('access-control-allow-origin')]).toEqual([410, { error: 'Gone' }, '*']);
    expect((await askApi(world.old, null, '/api/v2/instance')).status).toBe(410);
    expect((await createTestBrowser(world.old, 'bob').then((bob) => bob.raw('/settings/export'))).status).toBe(200);
    world.old.closing(false);
    expect((await askApi(world.old, 'ada', '/api/v1/blocks')).status).toBe(200);
  });
});
