import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMove } from '@/lib/store/moves';
import { MovingDayDb } from '@/lib/store/db';
import type { BackupRow } from '@/lib/store/rows';
import { openBackup, type Opened } from './read';
import { writeBackup } from './write';

/** A file that somebody has made by hand, all of whose digests are right. */
const origin = 'https://a.example';
const account = { actorUri: `${origin}/users/ada`, id: '1', acct: 'ada@a.example', origin, username: 'ada', displayName: 'Ada', avatar: '', software: 'mastodon', version: '4.6.5', apiVersion: 11, followersCount: 0, followingCount: 0, statusesCount: 0, locked: false, movedTo: null, checkedAt: 0 };
const named = { text: 'x', acct: 'me@b.example', origin: 'https://b.example', domain: 'b.example', serverTitle: 'B', version: '4.6.5', apiVersion: 11 };
const kindOf = (kind: string, rows: number) => ({ kind, rows, complete: true, sources: [{ id: 'api', at: 1, rows }] });

let db: MovingDayDb;
let made = 0;
beforeEach(() => {
  db = new MovingDayDb(`hostile-${made++}`);
});

interface Made {
  /** Rows of kinds, as lines. */
  data?: Record<string, string[]>;
  change?: Record<string, unknown>;
  /** Further entries of the zip that the manifest does not name. */
  extra?: Record<string, string>;
  passphrase?: string;
}

async function fileOf({ data = {}, change = {}, extra = {}, passphrase }: Made): Promise<Blob> {
  const contents = Object.entries(data).map(([kind, lines]) => [`data/${kind}.jsonl`, lines.map((line) => `${line}\n`).join('')] as const);
  const files = contents.map(([name, text]) => ({ name, kind: null, rows: 0, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') }));
  const manifest = { formatVersion: 2, app: 'Moving Day 1', madeAt: '2026-01-01T00:00:00.000Z', startedAt: 1, account, kinds: Object.entries(data).map(([kind, lines]) => kindOf(kind, lines.length)), files, media: [], archive: null, move: null, ...change };
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...(passphrase === undefined ? {} : { password: passphrase }) });
  for (const [name, text] of [...contents, ...Object.entries(extra)]) await zip.add(name, new TextReader(text));
  // JSON text, so that a key `__proto__` is one.
  await zip.add('manifest.json', new TextReader(typeof change.text === 'string' ? change.text : JSON.stringify(manifest)));
  return zip.close();
}

const open = async (file: Made): Promise<Opened> => openBackup({ db, file: await fileOf(file), newId: () => `new-${made}`, room: 1_000_000_000 });
const stored = async () => Promise.all([db.backups, db.items, db.files, db.accounts, db.moves, db.facts, db.archives].map((table) => table.count()));

it('an honest file of this make is taken in', async () => {
  expect(await open({ data: { blocks: ['{"acct":"bob@b.example"}'] }, change: { move: { id: 'm', createdAt: 1, old: null, new: named, facts: {} } } })).toMatchObject({ ok: true, acct: 'ada@a.example' });
  expect((await db.moves.toArray())[0]).toMatchObject({ old: { named: null, actorUri: account.actorUri }, new: { named, actorUri: null } });
  expect(await db.items.toArray()).toMatchObject([{ kind: 'blocks', key: 'bob@b.example' }]);
});

describe('names of files', () => {
  it.each(['../evil.txt', '/etc/evil', 'a/../../evil', 'a\\..\\evil', 'C:evil', 'media/..', 'a/b/c', 'a b', `${'x'.repeat(300)}.txt`, 'data/\u202Egnp.exe'])('%j: nothing is changed', async (name) => {
    expect(await open({ extra: { [name]: 'x' } })).toEqual({ ok: false, why: 'unsafe' });
    expect(await stored()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('that the manifest does not name, and entries locked in the zip’s own way: nothing is changed', async () => {
    expect(await open({ extra: { 'data/extra.jsonl': 'x' } })).toEqual({ ok: false, why: 'damaged' });
    expect(await open({ passphrase: 'x', data: { blocks: [] } })).toEqual({ ok: false, why: 'unsafe' });
    expect(await stored()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('sizes', () => {
  /** The same file, whose list of contents gives another size for one of them. */
  async function lying(file: Blob, name: string, size: number): Promise<Blob> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 46 - name.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name.length)) === name) view.setUint32(at + 24, size, true);
    }
    return new Blob([bytes]);
  }

  it.each([300_000_000, 50_000_000])('a manifest that says it unpacks to %i bytes is not read', async (size) => {
    const file = await lying(await fileOf({}), 'manifest.json', size);
    expect(await openBackup({ db, file, newId: () => 'new', room: null })).toEqual({ ok: false, why: 'tooLarge' });
  });

  it('more than this browser can keep, by its own words', async () => {
    const big = { name: 'data/blocks.jsonl', kind: null, rows: 0, bytes: 2_000_000_000, sha256: '0'.repeat(64) };
    expect(await open({ change: { files: [big] } })).toEqual({ ok: false, why: 'tooLarge' });
  });

  it('more than its manifest says', async () => {
    const small = { name: 'data/blocks.jsonl', kind: null, rows: 0, bytes: 10, sha256: '0'.repeat(64) };
    expect(await open({ extra: { 'data/blocks.jsonl': '0'.repeat(30_000_000) }, change: { files: [small] } })).toEqual({ ok: false, why: 'damaged' });
    expect(await stored()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('whose it is', () => {
  it.each<[string, object]>([
    ['an origin that is none', { origin: 'javascript:alert(1)//' }],
    ['an origin with more behind it', { origin: `${origin}/evil` }],
    ['an origin without encryption', { origin: 'http://a.example', actorUri: 'http://a.example/users/ada' }],
    ['an origin with a name and a password', { origin: 'https://a.example@evil.example' }],
    ['the account of one server on the pages of another', { origin: 'https://evil.example' }],
    ['an account that is no address', { actorUri: 'urn:ada' }],
  ])('%s: nothing is changed', async (_name, change) => {
    expect(await open({ change: { account: { ...account, ...change } } })).toEqual({ ok: false, why: 'unsafe' });
    expect(await stored()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('a picture from anywhere is not taken over: to show it would ask that host', async () => {
    expect(await open({ change: { account: { ...account, avatar: 'https://tracker.example/ada.png' } } })).toMatchObject({ ok: true });
    expect((await db.accounts.get(account.actorUri))?.avatar).toBe('');
  });

  it('an account that is known stays as its server said', async () => {
    await db.accounts.put({ ...account, avatar: 'https://a.example/a.png', checkedAt: 9 });
    await open({ change: { account: { ...account, displayName: 'Eve', avatar: 'https://evil.example/x.png' } } });
    expect(await db.accounts.get(account.actorUri)).toMatchObject({ displayName: 'Ada', avatar: 'https://a.example/a.png', checkedAt: 9 });
  });
});

describe('the move in it', () => {
  const withNamed = (change: object) => open({ change: { move: { id: 'm', createdAt: 1, old: null, new: { ...named, ...change }, facts: {} } } });

  it.each<[string, object]>([
    ['a script for an address', { origin: 'javascript:alert(1)//' }],
    ['an address without encryption', { origin: 'http://b.example' }],
    ['more than an origin', { origin: 'https://b.example/evil' }],
    ['nothing', { origin: '' }],
    ['a domain that is none', { domain: 'b.example@evil.example' }],
    ['an account that is none', { acct: 'me @b.example' }],
  ])('with %s as a server: the server is left out', async (_name, change) => {
    expect(await withNamed(change)).toMatchObject({ ok: true });
    expect((await db.moves.toArray())[0]?.new.named).toBeNull();
  });

  it('does not touch a move that is there', async () => {
    await createMove(db, 'mine', 5, { old: { ...named, acct: 'me@b.example' } });
    await withNamed({});
    expect((await db.moves.toArray()).map((move) => [move.id, move.old.named?.acct, move.new.named])).toEqual([['mine', 'me@b.example', null]]);
  });

  it('brings the few facts of a known shape, and no others: no sign-in, no checkpoint, none that is passed', async () => {
    const fact = (value: unknown) => ({ value, source: 'api', host: '', at: 1 });
    const facts = { 'old.cooldown': fact({ until: 7 }), 'checkpoint': fact({ basis: {} }), 'old.signedIn': fact({ acct: 'ada@a.example' }), 'new.signedIn': fact({ acct: 'me@b.example' }), 'old.moved': fact({ to: 7 }), 'constructor': fact({}), 'toString': fact({}), 'hasOwnProperty': fact({}) };
    expect(await open({ change: { move: { id: 'm', createdAt: 1, old: null, new: named, facts } } })).toMatchObject({ ok: true });
    expect((await db.facts.toArray()).map((row) => row.id).sort()).toEqual(['old.backup', 'old.cooldown']);
    expect([await db.tokens.count(), await db.apps.count()]).toEqual([0, 0]);
  });
});

describe('keys that would change every object', () => {
  const clean = () => expect([({} as { admin?: boolean }).admin, Object.keys(Object.prototype)]).toEqual([undefined, []]);

  it('in a row stay its own, or are left out', async () => {
    const row = '{"acct":"bob@b.example","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    expect(await open({ data: { blocks: [row] } })).toMatchObject({ ok: true });
    clean();
    expect((await db.items.toArray()).map((item) => item.key)).toEqual(['bob@b.example']);
  });

  it('as the key of a row: a name as any other', async () => {
    expect(await open({ data: { blocks: ['{"acct":"__proto__@b.example"}'], preferences: ['{"name":"__proto__","value":"x"}', '{"name":"constructor","value":"y"}'] } })).toMatchObject({ ok: true });
    clean();
    expect((await db.items.toArray()).map((item) => item.key).sort()).toEqual(['__proto__', '__proto__@b.example', 'constructor']);
  });

  it('in the manifest are left out', async () => {
    const text = JSON.stringify({ formatVersion: 2, app: 'Moving Day 1', madeAt: '2026-01-01T00:00:00.000Z', startedAt: 1, account, kinds: [], files: [], media: [], archive: null, move: { id: 'm', createdAt: 1, old: null, new: null, facts: {} } });
    const bad = text.replace('"facts":{}', '"facts":{"__proto__":{"value":{},"source":"api","host":"","at":1}},"__proto__":{"admin":true}').replace('"account":{', '"__proto__":{"admin":true},"account":{"__proto__":{"admin":true},');
    expect(bad.match(/__proto__/g)).toHaveLength(4);
    expect(await open({ change: { text: bad } })).toMatchObject({ ok: true });
    clean();
    expect((await db.facts.toArray()).map((row) => row.id)).toEqual(['old.backup']);
  });
});

it('HTML in a post is kept as it is, for the reader to clean', async () => {
  const html = '<script>globalThis.pwned = true</script><img src=x onerror="globalThis.pwned = true">';
  const post = { uri: 'javascript:alert(1)', url: null, id: '1', replyTo: null, at: '2026-01-01T00:00:00Z', editedAt: null, acct: 'a@a.example', person: { id: '1', name: '<b>', avatar: 'https://tracker.example/x.png' }, html, warning: html, sensitive: false, visibility: 'public', language: null, media: [], poll: null, favourites: 0, boosts: 0, boostOf: null };
  expect(await open({ data: { posts: [JSON.stringify(post)] } })).toMatchObject({ ok: true });
  expect((await db.items.toArray())[0]?.row).toEqual(post);
});

it('a type that a server has made up for a picture cannot make the saved file one that nobody opens', async () => {
  const urls = ['constructor', '__proto__', 'toString', '../../evil', 'image/png'].map((mime, n) => ({ mime, url: `https://m.example/${n}.png` }));
  await db.accounts.put(account);
  const kind = { kind: 'media', status: 'done', cursor: null, source: null, sources: [{ id: 'api', at: 1, rows: urls.length }], failed: [], rows: urls.length, expected: null, requests: 0, repeats: 0, empties: 0, fullAt: null, why: null } as const;
  const backup: BackupRow = { id: 'b', moveId: null, actorUri: account.actorUri, purpose: 'backup', startedAt: 1, finishedAt: 2, status: 'done', waitsUntil: null, problem: null, failures: 0, kinds: [{ ...kind, sources: [...kind.sources], failed: [] }], savedAt: null, baseId: null, scheduled: false };
  await db.backups.put(backup);
  for (const [seq, { mime, url }] of urls.entries()) {
    await db.items.put({ id: `b|media|${url}`, backupId: 'b', kind: 'media', key: url, seq, row: { url, alt: null, mime, bytes: 1, gap: null }, source: 'api' });
    await db.files.put({ id: `${account.actorUri}|${url}`, actorUri: account.actorUri, url, blob: new Blob(['x']), bytes: 1 });
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new Response(readable).blob();
  const manifest = await writeBackup({ db, backup, account, appVersion: '1', readme: '' }, writable);
  expect(manifest.media.map(({ name }) => name.replace(/^media\/[0-9a-f]{32}\./, ''))).toEqual(['bin', 'bin', 'bin', 'bin', 'png']);
  const other = new MovingDayDb(`${db.name}-other`);
  expect(await openBackup({ db: other, file: await zip, newId: () => 'opened', room: null })).toMatchObject({ ok: true });
  expect(await other.files.count()).toBe(urls.length);
});

