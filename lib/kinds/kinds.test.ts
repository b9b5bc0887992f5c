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
  ])('takes all %s', async (id, truth) => {
    const rows = await readAll(id);
    expect(rows).toHaveLength(truth());
    expect(new Set(rows.map((row) => kindById(id).rowKey(row))).size).toBe(rows.length);
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
