import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { BlobReader, BlobWriter, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { archiveZip } from '@/e2e/servers/archive';
import { startWorld, type World } from '@/e2e/servers/world';
import { takeArchive } from '@/lib/archive/take';
import { tarOf } from '@/lib/archive/testing/tar';
import { readerFor, type Reader } from '@/lib/background/testing/reader';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds } from '@/lib/move/model';
import { findFile } from '@/lib/store/archives';
import { readItems } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import type { BackupRow } from '@/lib/store/rows';
import type { Manifest } from './manifest';
import { sweepLeftovers } from './leftovers';
import { openBackup, type Opened } from './read';
import { writeBackup } from './write';

resolveLocalhost();
let world: World;
let reader: Reader;
let backup: BackupRow;
let zip: Blob;
let manifest: Manifest;
let made = 0;

beforeAll(async () => {
  world = await startWorld({ size: 'small' });
  reader = await readerFor(world.old, 'ada');
  reader.session.signedInAs = 'ada';
  backup = await reader.backUp(kindIds);
  ({ zip, manifest } = await save(reader.background.db, backup));
});
afterAll(() => world.stop());

let db: MovingDayDb;
beforeEach(() => {
  db = new MovingDayDb(`opened-${made++}`);
});

async function save(from: MovingDayDb, row: BackupRow): Promise<{ zip: Blob; manifest: Manifest }> {
  const account = await from.accounts.get(row.actorUri);
  if (!account) throw new Error('no account');
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const blob = new Response(readable).blob();
  const found = await writeBackup({ db: from, backup: row, account, appVersion: '1', readme: 'Read me' }, writable);
  return { zip: await blob, manifest: found };
}

const open = (file: Blob, room: number | null = null): Promise<Opened> => openBackup({ db, file, newId: () => `opened-${made}`, room });

/** The zip again, with some files changed; null leaves one out. */
async function changed(change: (name: string, bytes: Blob) => Blob | string | null, extra: Record<string, string> = {}): Promise<Blob> {
  const from = new ZipReader(new BlobReader(zip));
  const to = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false });
  for (const entry of await from.getEntries()) {
    if (entry.directory) continue;
    const next = change(entry.filename, await entry.getData(new BlobWriter()));
    if (next !== null) await to.add(entry.filename, typeof next === 'string' ? new TextReader(next) : new BlobReader(next));
  }
  for (const [name, text] of Object.entries(extra)) await to.add(name, new TextReader(text));
  return to.close();
}

/** Nothing of a refused file may stay. */
async function expectNothing(): Promise<void> {
  const counts = await Promise.all([db.backups, db.items, db.files, db.accounts, db.moves, db.facts, db.archives].map((table) => table.count()));
  expect(counts).toEqual([0, 0, 0, 0, 0, 0, 0]);
}

describe('a saved file', () => {
  it('holds what Mastodon imports, every kind, the media, and a digest of each', async () => {
    const names = manifest.files.map((file) => file.name);
    expect(names).toEqual(expect.arrayContaining(['following_accounts.csv', 'lists.csv', 'blocked_accounts.csv', 'muted_accounts.csv', 'blocked_domains.csv', 'bookmarks.csv', 'custom_filters.json', 'followers.csv', 'outbox.json', 'README.txt', 'data/notes.jsonl', 'data/notifications.jsonl']));
    expect(names.filter((name) => name.startsWith('media/')).length).toBeGreaterThan(2);
    expect(manifest.kinds.map((kind) => [kind.kind, kind.rows])).toEqual(backup.kinds.map((kind) => [kind.kind, kind.rows]));
    expect(JSON.stringify(manifest)).not.toContain('token');
  });

  it('comes back on another computer, row by row, with its media and its move', async () => {
    const opened = await open(zip);
    expect(opened).toMatchObject({ ok: true, acct: `ada@${world.old.domain}` });
    if (!opened.ok) return;
    for (const kind of backup.kinds) {
      const rows = await db.items.where('[backupId+kind]').equals([opened.backupId, kind.kind]).sortBy('seq');
      expect(rows.map((row) => row.row)).toEqual(await reader.rows(backup.id, kind.kind));
    }
    const files = await reader.background.db.files.toArray();
    expect((await db.files.toArray()).map((file) => [file.url, file.bytes])).toEqual(files.map((file) => [file.url, file.bytes]));
    expect(await db.backups.get(opened.backupId)).toMatchObject({ status: 'done', actorUri: backup.actorUri });
    expect((await db.moves.toArray())[0]?.old.actorUri).toBe(backup.actorUri);
    expect(await db.tokens.count()).toBe(0);
    // And the same file comes out of it again.
    const row = await db.backups.get(opened.backupId);
    const again = row && (await save(db, row));
    expect(again?.manifest.files.map((file) => [file.name, file.sha256])).toEqual(manifest.files.map((file) => [file.name, file.sha256]));
  });
});

describe('the server’s own archive', () => {
  let archive: Uint8Array<ArrayBuffer>;
  const gzipped = async () => {
    const from = new ZipReader(new BlobReader(new Blob([archive])));
    const files = new Map<string, Uint8Array>();
    for (const entry of await from.getEntries()) if (!entry.directory) files.set(entry.filename, new Uint8Array(await (await entry.getData(new BlobWriter())).arrayBuffer()));
    return new Blob([new Uint8Array(gzipSync(tarOf(files, 'ustar')))]);
  };
  const taken = async (file: Blob, name: string) => {
    const from = reader.background.db;
    const account = await from.accounts.get(backup.actorUri);
    if (!account) throw new Error('no account');
    expect(await takeArchive({ db: from, file, name, account, at: 7, room: null, newId: () => crypto.randomUUID() })).toMatchObject({ ok: true });
    return save(from, backup);
  };
  const rows = async (from: MovingDayDb) => {
    const id = (await from.archives.get(backup.actorUri))?.itemsId ?? 'none';
    return (await Promise.all((['posts', 'media', 'favourites', 'bookmarks'] as const).map((kind) => readItems(from, id, kind)))).flat().map((item) => [item.kind, item.key, item.seq]);
  };
  beforeAll(async () => {
    archive = new Uint8Array(await archiveZip(world.old.instance, personOn(world.old, 'ada')));
  });
  afterEach(() => reader.background.db.archives.clear());

  it.each([
    ['archive-1.zip', 'archive/archive.zip', () => new Blob([archive])],
    ['archive-1.tar.gz', 'archive/archive.tar', gzipped],
  ])('%s is in the file, and comes back with it', async (name, inside, file) => {
    const saved = await taken(await file(), name);
    const kept = await reader.background.db.archives.get(backup.actorUri);
    expect(saved.manifest.files.find((one) => one.name === inside)).toMatchObject({ bytes: kept?.file.size });
    expect(await open(saved.zip)).toMatchObject({ ok: true, otherArchive: false });
    const back = await db.archives.get(backup.actorUri);
    expect(back).toMatchObject({ name, takenAt: 7, posts: kept?.posts, media: kept?.media, favourites: kept?.favourites });
    expect(new Uint8Array((await back?.file.arrayBuffer()) ?? new ArrayBuffer())).toEqual(new Uint8Array((await kept?.file.arrayBuffer()) ?? new ArrayBuffer()));
    expect(await rows(db)).toEqual(await rows(reader.background.db));
    const picture = (await rows(db)).find(([kind, key]) => kind === 'media' && String(key).endsWith('.png'))?.[1];
    const found = await findFile(db, { backupId: back?.itemsId ?? '', actorUri: backup.actorUri }, String(picture));
    expect((await found?.read())?.size).toBeGreaterThan(0);
    // Once more: the same one is no other one.
    made++;
    expect(await open(saved.zip)).toMatchObject({ ok: true, otherArchive: false });
  });

  it('of this browser stays, and it is said that the file has another one', async () => {
    const saved = await taken(new Blob([archive]), 'new.zip');
    const account = await reader.background.db.accounts.get(backup.actorUri);
    if (!account) throw new Error('no account');
    await takeArchive({ db, file: new Blob([archive]), name: 'own.zip', account, at: 3, room: null, newId: () => crypto.randomUUID() });
    expect(await open(saved.zip)).toMatchObject({ ok: true, otherArchive: true });
    expect((await db.archives.toArray()).map((row) => row.name)).toEqual(['own.zip']);
  });

  it('that is none makes the file no good: nothing is changed', async () => {
    await taken(new Blob([archive]), 'archive.zip');
    const bad = new Blob(['PK, but not really']);
    await reader.background.db.archives.update(backup.actorUri, { file: bad });
    expect(await open((await save(reader.background.db, backup)).zip)).toEqual({ ok: false, why: 'damaged' });
    await expectNothing();
  });
});

describe('a file that is killed while it is taken in', () => {
  /** One lock, as browsers have it. */
  const locks = { held: false };
  beforeAll(() => {
    vi.stubGlobal('navigator', {
      storage: { getDirectory: () => Promise.reject(new Error('none')) },
      locks: {
        request: async (_name: string, options: { ifAvailable: boolean }, work: (lock: object | null) => Promise<unknown>) => {
          expect(options).toEqual({ ifAvailable: true });
          return work(locks.held ? null : {});
        },
      },
    });
  });
  afterAll(() => vi.unstubAllGlobals());

  it('leaves nothing after the next start, and what belongs to somebody stays', async () => {
    const first = await open(zip);
    if (!first.ok) throw new Error(first.why);
    const left = async () => [await db.items.count(), await db.files.count(), await db.backups.count()];
    const before = await left();
    made++;
    const second = await open(zip);
    if (!second.ok) throw new Error(second.why);
    // As a kill leaves it: all rows are stored, the backup itself is not.
    await db.backups.delete(second.backupId);
    await db.files.put({ id: `${backup.actorUri}|https://m.example/x.png`, actorUri: backup.actorUri, url: 'https://m.example/x.png', blob: new Blob(['x']), bytes: 1 });
    await db.items.put({ id: `${second.backupId}|media|https://m.example/x.png`, backupId: second.backupId, kind: 'media', key: 'https://m.example/x.png', seq: 9999, row: {}, source: 'api' });
    await db.items.put({ id: 'archive:dead|posts|x', backupId: 'archive:dead', kind: 'posts', key: 'x', seq: 0, row: {}, source: 'archive' });
    locks.held = true;
    await sweepLeftovers(db, 0);
    expect((await left())[0]).toBeGreaterThan(before[0] ?? 0);
    locks.held = false;
    await sweepLeftovers(db, 0);
    expect(await left()).toEqual(before);
  });

  it('nor does one that runs out of room among its pictures', async () => {
    let files = 0;
    db.files.hook('creating', () => {
      if (++files === 2) throw new DOMException('no room', 'QuotaExceededError');
    });
    expect(await open(zip)).toEqual({ ok: false, why: 'storageFull' });
    await expectNothing();
  });
});

describe('a file that is no good changes nothing', () => {
  const cases: [string, () => Promise<Blob>, string][] = [
    ['another file', () => Promise.resolve(new Blob(['hello'])), 'notABackup'],
    ['an empty file', () => Promise.resolve(new Blob([])), 'notABackup'],
    ['another zip', () => changed((name, bytes) => (name === 'manifest.json' ? null : bytes)), 'notABackup'],
    ['a manifest of something else', () => changed((name, bytes) => (name === 'manifest.json' ? '{"formatVersion":2,"app":"Other"}' : bytes)), 'notABackup'],
    ['a newer layout', () => changed((name, bytes) => (name === 'manifest.json' ? JSON.stringify({ ...manifest, formatVersion: 99 }) : bytes)), 'newer'],
    ['a file cut short', () => Promise.resolve(zip.slice(0, Math.floor(zip.size * 0.6))), 'damaged'],
    ['a changed row', () => changed((name, bytes) => (name === 'data/following.jsonl' ? '{"acct":"evil@example.org"}\n' : bytes)), 'damaged'],
    ['a missing file', () => changed((name, bytes) => (name === 'data/blocks.jsonl' ? null : bytes)), 'damaged'],
    ['a file too many', () => changed((_name, bytes) => bytes, { 'data/extra.jsonl': 'x' }), 'damaged'],
    ['a name that leaves the folder', () => changed((_name, bytes) => bytes, { '../evil.txt': 'x' }), 'unsafe'],
    ['a name from the root', () => changed((_name, bytes) => bytes, { '/etc/evil': 'x' }), 'unsafe'],
    ['huge numbers', () => changed((name, bytes) => (name === 'manifest.json' ? JSON.stringify({ ...manifest, files: manifest.files.map((file) => ({ ...file, bytes: 1e300 })) }) : bytes)), 'damaged'],
    ['times that no date has', () => changed((name, bytes) => (name === 'manifest.json' ? JSON.stringify({ ...manifest, startedAt: 1e300 }) : bytes)), 'damaged'],
    ['times of a source that no date has', () => changed((name, bytes) => (name === 'manifest.json' ? JSON.stringify({ ...manifest, kinds: manifest.kinds.map((kind) => ({ ...kind, sources: kind.sources.map((source) => ({ ...source, at: 1e17 })) })) }) : bytes)), 'damaged'],
    ['an address that is none of a server', () => changed((name, bytes) => (name === 'manifest.json' ? JSON.stringify({ ...manifest, media: [{ url: 'javascript:alert(1)', name: 'media/x.bin' }] }) : bytes)), 'unsafe'],
  ];
  it.each(cases)('%s', async (_name, make, why) => {
    expect(await open(await make())).toEqual({ ok: false, why });
    await expectNothing();
  });

  it('one changed byte in the middle', async () => {
    const bytes = new Uint8Array(await zip.arrayBuffer());
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    expect(await open(new Blob([bytes]))).toEqual({ ok: false, why: 'damaged' });
    await expectNothing();
  });

  it('a bomb: more comes out than the manifest says', async () => {
    const bomb = await changed((name, bytes) => (name === 'data/blocks.jsonl' ? '0'.repeat(50_000_000) : bytes));
    expect(await open(bomb)).toEqual({ ok: false, why: 'damaged' });
    await expectNothing();
  });

  it('a disk that is full half-way: no damage of the file', async () => {
    db.items.hook('creating', (_key, item) => {
      if (item.kind === 'blocks') throw new DOMException('no room', 'QuotaExceededError');
    });
    expect(await open(zip)).toEqual({ ok: false, why: 'storageFull' });
    await expectNothing();
  });

  it('a bomb with a manifest that says so: a picture larger than any', async () => {
    const name = manifest.media[0]?.name ?? '';
    const bytes = new Uint8Array(120_000_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = manifest.files.map((file) => (file.name === name ? { ...file, bytes: bytes.length, sha256 } : file));
    expect(await open(await changed((one, old) => (one === 'manifest.json' ? JSON.stringify({ ...manifest, files }) : one === name ? new Blob([bytes]) : old)))).toEqual({ ok: false, why: 'tooLarge' });
    await expectNothing();
  });

  it('more than this browser can keep', async () => {
    expect(await open(zip, 1000)).toEqual({ ok: false, why: 'tooLarge' });
    await expectNothing();
  });
});
