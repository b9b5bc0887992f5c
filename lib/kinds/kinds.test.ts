import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readerFor } from '@/lib/background/testing/reader';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { kindById, kinds } from './registry';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Reads whole kinds of ada's account with the real runner into a real database; answers the rows of the last one. */
async function readAll(...ids: KindId[]): Promise<unknown[]> {
  const reader = await readerFor(world.old, 'ada');
  const backup = await reader.backUp(ids);
  expect(backup.kinds.map((kind) => [kind.kind, kind.status])).toEqual(ids.map((id) => [id, 'done']));
  return reader.rows(backup.id, ids.at(-1) ?? 'profile');
}

describe('reading from a server', () => {
  it('takes every follow with its options', async () => {
    const rows = (await readAll('following')) as { acct: string; reblogs: boolean; notify: boolean; languages: string[] | null }[];
    const truth = world.old.inspect.following('ada');
    const sorted = <T extends { acct: string }>(list: T[]) => [...list].sort((a, b) => a.acct.localeCompare(b.acct));
    expect(sorted(rows).map(({ acct, reblogs, notify, languages }) => ({ acct, reblogs, notify, languages }))).toEqual(sorted(truth));
  });

  it('takes mutes with their notification flag', async () => {
    const rows = (await readAll('mutes')) as { acct: string; notifications: boolean }[];
    expect(rows.map(({ acct, notifications }) => `${acct} ${notifications}`).sort()).toEqual(world.old.inspect.mutes('ada').map((row) => `${row.acct} ${row.notifications}`).sort());
  });

  it('takes lists with their members, and those without', async () => {
    const rows = (await readAll('lists')) as { title: string; acct: string | null }[];
    const truth = world.old.inspect.lists('ada');
    expect(rows.filter((row) => row.acct === null).map((row) => row.title).sort()).toEqual(truth.map((list) => list.title).sort());
    expect(rows.filter((row) => row.acct !== null)).toHaveLength(truth.reduce((sum, list) => sum + list.members.length, 0));
  });

  it.each<[KindId, () => number]>([
    ['blocks', () => world.old.inspect.blocks('ada').length],
    ['domainBlocks', () => world.old.inspect.domainBlocks('ada').length],
    ['bookmarks', () => world.old.inspect.bookmarks('ada').length],
    ['filters', () => world.old.inspect.filters('ada').length],
    ['followers', () => world.old.inspect.followers('ada').length],
    ['profile', () => 1],
    ['followedTags', () => world.old.inspect.followedTags('ada').length],
    ['featuredTags', () => world.old.inspect.featuredTags('ada').length],
    ['featuredAccounts', () => world.old.inspect.endorsed('ada').length],
    ['collections', () => world.old.inspect.collections('ada').length],
    ['preferences', () => Object.keys(world.old.inspect.preferences('ada')).length],
    ['scheduledPosts', () => world.old.inspect.scheduled('ada').length],
    ['requestsReceived', () => world.old.inspect.requestsIn('ada').length],
    ['posts', () => world.old.inspect.posts('ada').length],
    ['pinned', () => world.old.inspect.pinned('ada').length],
    ['conversations', () => world.old.inspect.conversations('ada').length],
    ['favourites', () => world.old.inspect.favourites('ada').length],
    ['notifications', () => world.old.inspect.notifications('ada').length],
  ])('takes all %s', async (id, truth) => {
    const rows = await readAll(id);
    expect(rows).toHaveLength(truth());
    expect(new Set(rows.map((row) => kindById(id).rowKey(row))).size).toBe(rows.length);
  });
});

describe('what no list of the server holds', () => {
  it('takes every private note, asking about each account once', async () => {
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(['following', 'blocks', 'mutes', 'followers', 'lists', 'notes', 'requestsSent']);
    const rows = (await reader.rows(backup.id, 'notes')) as { acct: string; note: string }[];
    const plain = (list: { acct: string; note: string }[]) => list.map(({ acct, note }) => `${acct} ${note}`).sort();
    expect(plain(rows)).toEqual(plain(world.old.inspect.notes('ada').map(({ acct, comment }) => ({ acct, note: comment }))));
    const asked = reader.asked.filter((one) => one.includes('/relationships')).flatMap((one) => new URL(one.slice(4)).searchParams.getAll('id[]'));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('takes direct messages of both sides', async () => {
    const rows = (await readAll('conversations')) as { posts: { acct: string }[] }[];
    const writers = new Set(rows.flatMap((row) => row.posts.map((post) => post.acct)));
    expect(writers.size).toBeGreaterThan(1);
    const truth = world.old.inspect.conversations('ada');
    expect(rows.map((row) => row.posts.length).sort()).toEqual(truth.map((one) => one.posts.length).sort());
  });

  it('takes notifications that the account’s own policy keeps out of sight', async () => {
    const all = world.old.inspect.notifications('ada');
    const hidden = world.old.instance.state.notifications.get(all[0]?.id ?? '');
    if (!hidden) throw new Error('the seed has changed');
    hidden.filtered = true;
    expect((await readAll('notifications')).map((row) => (row as { id: string }).id).sort()).toEqual(all.map((row) => row.id).sort());
    hidden.filtered = false;
  });

  it('takes pictures with their texts, and names those that are lost', async () => {
    const reader = await readerFor(world.old, 'ada');
    const backup = await reader.backUp(['profile', 'posts', 'media']);
    const rows = (await reader.rows(backup.id, 'media')) as { url: string; alt: string | null; gap: string | null; bytes: number }[];
    expect(rows.filter((row) => row.gap === 'gone')).toHaveLength(1);
    expect(rows.filter((row) => row.gap === null && row.bytes > 0 && row.alt !== null).length).toBeGreaterThan(5);
    expect(await reader.background.db.files.count()).toBe(rows.filter((row) => row.gap === null).length);
  });
});

describe('the export files of a signed-in browser', () => {
  const files: KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];

  it('give each list in one request, and the same rows as the API', async () => {
    const slow = await readerFor(world.old, 'ada');
    const quick = await readerFor(world.old, 'ada');
    quick.session.signedInAs = 'ada';
    const [byApi, byFile] = [await slow.backUp(files), await quick.backUp(files)];
    expect(byFile.kinds.map((kind) => kind.sources.map((source) => source.id).join())).toEqual(['csv', 'csv,api', 'csv', 'csv,api', 'csv', 'csv', 'json']);
    expect(quick.asked.filter((one) => one.includes('/settings/exports/'))).toHaveLength(files.length);
    for (const id of files) {
      const bare = (rows: unknown[]) => rows.map((row) => ({ ...(row as object), person: undefined, note: undefined, post: undefined, statusIds: undefined })).map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
      expect(bare(await quick.rows(byFile.id, id))).toEqual(bare(await slow.rows(byApi.id, id)));
    }
  });

  it('are not taken for this account’s when another is signed in', async () => {
    const reader = await readerFor(world.old, 'ada');
    reader.session.signedInAs = 'bob';
    const backup = await reader.backUp(['following']);
    expect(backup.kinds[0]).toMatchObject({ status: 'done', failed: ['csv'], sources: [{ id: 'api' }] });
    expect(reader.asked.filter((one) => one.includes('follows.csv'))).toEqual([]);
  });
});

describe('import files', () => {
  it('have the names and types of Mastodon’s own export', () => {
    const carried = kinds.flatMap((kind) => (kind.carry.by === 'importForm' ? [[kind.carry.importType, kind.carry.fileName]] : []));
    expect(carried).toEqual([
      ['following', 'following_accounts.csv'],
      ['lists', 'lists.csv'],
      ['blocking', 'blocked_accounts.csv'],
      ['muting', 'muted_accounts.csv'],
      ['domain_blocking', 'blocked_domains.csv'],
      ['bookmarks', 'bookmarks.csv'],
      ['custom_filters', 'custom_filters.json'],
    ]);
  });

  it('give back the rows that went in, unique', async () => {
    for (const id of ['following', 'mutes', 'blocks', 'domainBlocks', 'bookmarks'] as const) {
      const { carry, ...kind } = kindById(id);
      if (carry.by !== 'importForm') throw new Error('not importable');
      const rows = await readAll(id);
      expect(carry.fromFile(carry.toFile([...rows, ...rows])).map((row) => kind.rowKey(row))).toEqual(rows.map((row) => kind.rowKey(row)));
    }
  });

  it('write follows as Mastodon does', () => {
    const { carry } = kindById('following');
    if (carry.by !== 'importForm') throw new Error('not importable');
    expect(carry.toFile([{ acct: 'a@b.example', reblogs: false, notify: true, languages: ['en', 'de'] }])).toBe('Account address,Show boosts,Notify on new posts,Languages\na@b.example,false,true,"en, de"\n');
  });
});
