import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HostilityKind } from '@/e2e/servers/model';
import { startWorld, type World } from '@/e2e/servers/world';
import { writeBackup } from '@/lib/backupFile/write';
import { openBackup } from '@/lib/backupFile/read';
import { estimate } from '@/lib/kinds/estimate';
import { kindById, kinds } from '@/lib/kinds/registry';
import { accessTo } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds, type KindId } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((one) => one()));
const hostile = (kind: HostilityKind, path?: RegExp) => undo.push(world.old.hostile(kind, path));

/** Lists of more than one page, and the path of each. */
const lists: [KindId, RegExp][] = [
  ['following', /\/following$/],
  ['followers', /\/followers$/],
  ['posts', /\/statuses$/],
  ['favourites', /\/favourites$/],
  ['notifications', /\/notifications$/],
];

/** Reads one kind of a server that does harm on its path, and the followed tags after it. */
async function readHarmed(id: KindId): Promise<{ reader: Reader; kind: { status: string; rows: number; why: { code: string; vars: readonly (string | number)[] } | null }; keys: string[] }> {
  const reader = await readerFor(world.old, 'ada');
  const backup = await reader.backUp([id, 'preferences']);
  expect(backup.status).toBe('done');
  const [kind, next] = backup.kinds[0]?.kind === id ? backup.kinds : [...backup.kinds].reverse();
  expect(next).toMatchObject({ kind: 'preferences', status: 'done' });
  if (!kind) throw new Error('no such kind');
  const keys = (await reader.rows(backup.id, id)).map((row) => kindById(id).rowKey(row));
  expect(keys).toHaveLength(kind.rows);
  return { reader, kind, keys };
}

async function keysOf(id: KindId): Promise<string[]> {
  const reader = await readerFor(world.old, 'ada');
  const backup = await reader.backUp([id]);
  return (await reader.rows(backup.id, id)).map((row) => kindById(id).rowKey(row));
}

describe('a list whose links', () => {
  it.each(lists)('go round in a circle ends, keeps what it gave and says so: %s', async (id, path) => {
    const all = await keysOf(id);
    hostile('linkLoop', path);
    const { kind, keys, reader } = await readHarmed(id);
    expect(kind).toMatchObject({ status: 'failed', why: { code: 'endlessList' } });
    expect(keys.length).toBeGreaterThan(0);
    expect(keys).toEqual(all.slice(0, keys.length));
    expect(reader.asked.length).toBeLessThan(30);
  });

  it.each(lists)('never end ends all the same: %s', async (id, path) => {
    hostile('linkForever', path);
    const { kind, keys, reader } = await readHarmed(id);
    expect(kind).toMatchObject({ status: 'failed', why: { code: 'endlessList' } });
    expect(keys.length).toBeGreaterThan(0);
    expect(reader.asked.length).toBeLessThan(30);
  });

  it.each(lists)('lead to another host keeps its first page, and no token goes there: %s', async (id, path) => {
    const all = await keysOf(id);
    hostile('linkElsewhere', path);
    const { kind, keys, reader } = await readHarmed(id);
    expect(kind).toMatchObject({ status: 'failed', why: { code: 'linkElsewhere', vars: ['elsewhere.localhost:9'] } });
    expect(keys.length).toBeGreaterThan(9);
    expect(keys).toEqual(all.slice(0, keys.length));
    expect(reader.asked.filter((one) => new URL(one.split(' ')[1] ?? '').origin !== world.old.origin)).toEqual([]);
    expect(reader.waits).toEqual([]);
  });

  it('lead to another host in the middle of a list of conversations keeps each with its last message', async () => {
    const all = await keysOf('conversations');
    hostile('linkElsewhere', /\/conversations$/);
    const { kind, keys } = await readHarmed('conversations');
    expect(kind).toMatchObject({ status: 'failed', why: { code: 'linkElsewhere' } });
    expect(keys).toEqual(all);
  });
});

describe('rows', () => {
  const harms: [string, HostilityKind][] = [
    ['that come again, in a page and on the next, are kept once', 'repeats'],
    ['out of order are all there', 'shuffled'],
  ];
  const cases = harms.flatMap(([words, harm]) => lists.map(([id, path]) => ({ words, harm, id, path })));
  it.each(cases)('$words: $id', async ({ harm, id, path }) => {
    const all = await keysOf(id);
    hostile(harm, path);
    const { kind, keys } = await readHarmed(id);
    expect(kind).toMatchObject({ status: 'done', why: null });
    expect([...keys].sort()).toEqual([...all].sort());
  });
});

describe('counters that lie', () => {
  it.each<[HostilityKind, number | null]>([
    ['countersZero', 0],
    ['countersHuge', null],
  ])('change no row and promise nothing absurd: %s', async (lie, expected) => {
    const all = await keysOf('following');
    hostile(lie);
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(['following', 'followers', 'posts']);
    expect(backup.kinds.map((kind) => [kind.status, kind.expected])).toEqual(Array.from({ length: 3 }, () => ['done', expected]));
    expect((await reader.rows(backup.id, 'following')).map((row) => kindById('following').rowKey(row))).toEqual(all);
    const { account } = await accessTo(world.old, 'ada');
    expect(estimate(kinds, account).requests).toBeLessThan(100);
  });
});

describe('texts full of HTML, overrides, NUL and a million letters', () => {
  it('come in, are saved, and come back, and nothing of them is shown as it is', async () => {
    hostile('text', /\/(statuses|following|followers|relationships|notifications|favourites|bookmarks|context|conversations|verify_credentials|instance)$/);
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(kindIds);
    expect(backup.kinds.filter((kind) => kind.status !== 'done').map((kind) => [kind.kind, kind.why?.code])).toEqual([]);
    const account = await reader.background.db.accounts.get(backup.actorUri);
    if (!account) throw new Error('no account');
    // The name is cut, and one sees it.
    expect(account.displayName).toMatch(/^Ada .*…$/s);
    expect(account.displayName).toHaveLength(500);

    const posts = (await reader.rows(backup.id, 'posts')) as { html: string; warning: string }[];
    expect(posts.some((post) => post.warning.length > 1_000_000 || post.html.length > 1_000_000)).toBe(true);
    expect(posts.some((post) => post.html.includes('\u0000'))).toBe(true);
    const following = (await reader.rows(backup.id, 'following')) as { note?: string; person: { name: string } }[];
    expect(Math.max(...following.map((row) => row.person.name.length))).toBe(500);
    expect(following.some((row) => row.person.name.length === 500 && row.person.name.endsWith('…'))).toBe(true);
    expect(following.some((row) => (row.note ?? '').length > 1_000_000)).toBe(true);
    for (const { kind } of backup.kinds) {
      for (const row of await reader.rows(backup.id, kind)) {
        const label = kindById(kind).label(row);
        expect(label).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
        expect(label).not.toContain('\u0000');
        expect(label.length).toBeLessThanOrEqual(1000);
      }
    }

    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const blob = new Response(readable).blob();
    const manifest = await writeBackup({ db: reader.background.db, backup, account, appVersion: '1', readme: 'Read me' }, writable);
    expect(manifest.files.map((file) => file.name).filter((name) => !/^[\w./-]+$/.test(name) || name.includes('..'))).toEqual([]);
    const db = new MovingDayDb('opened-hostile');
    const opened = await openBackup({ db, file: await blob, newId: () => 'opened', room: null });
    expect(opened).toMatchObject({ ok: true });
    for (const { kind } of backup.kinds) {
      const there = await db.items.where('[backupId+kind]').equals(['opened', kind]).sortBy('seq');
      expect(there.map((item) => item.row)).toEqual(await reader.rows(backup.id, kind));
    }
  });

  it('are cut where they are a title: one bad title does not cost the other lists', async () => {
    hostile('text', /\/lists$/);
    const { kind, keys } = await readHarmed('lists');
    expect(kind).toMatchObject({ status: 'done', why: null });
    expect(Math.max(...keys.map((key) => (key.split('\u0000')[0] ?? '').length))).toBe(1024);
  });
});

describe('files', () => {
  interface File {
    url: string;
    gap: string | null;
    mime: string;
    bytes: number;
  }
  async function readMedia(): Promise<{ rows: File[]; reader: Reader }> {
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(['posts', 'media']);
    expect(backup).toMatchObject({ status: 'done', kinds: [{ status: 'done' }, { status: 'done' }] });
    return { rows: (await reader.rows(backup.id, 'media')) as File[], reader };
  }

  it('that are missing are named, one by one', async () => {
    const before = (await readMedia()).rows;
    hostile('mediaMissing');
    const { rows, reader } = await readMedia();
    expect(rows.map((row) => row.url)).toEqual(before.map((row) => row.url));
    expect(rows.every((row) => row.gap === 'gone' && row.bytes === 0)).toBe(true);
    expect(await reader.background.db.files.count()).toBe(0);
  });

  it('that are a page and no picture are kept as bytes that no browser opens', async () => {
    hostile('mediaMislabelled');
    const { rows, reader } = await readMedia();
    const kept = await reader.background.db.files.toArray();
    expect(kept.length).toBe(rows.filter((row) => row.gap === null).length);
    expect(new Set(kept.map((file) => file.blob.type))).toEqual(new Set(['application/octet-stream']));
  });

  it('are fetched without token and cookies', async () => {
    world.old.seen.splice(0);
    await readMedia();
    const asked = world.old.seen.filter((request) => request.host.startsWith('media-'));
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((request) => request.authorized || request.cookies)).toEqual([]);
  });
});
