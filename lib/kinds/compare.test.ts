import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readerFor } from '@/lib/background/testing/reader';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import { acctOfKey, keyWith, rowFacts } from './compare';
import { kindById } from './registry';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld({ size: 'small' });
});
afterAll(() => world.stop());

it('reads out of every key what the kind itself says of its row', async () => {
  const ids: KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters', 'followedTags', 'featuredTags', 'featuredAccounts', 'notes'];
  const reader = await readerFor(world.old, 'ada');
  const backup = await reader.backUp(ids);
  for (const id of ids) {
    const items = await readItems(reader.background.db, backup.id, id);
    expect([id, items.length > 0]).toEqual([id, true]);
    for (const item of items) {
      const facts = rowFacts(kindById(id), item, world.old.domain);
      expect([item.key, facts.acct, facts.place]).toEqual([item.key, kindById(id).account(item.row), item.seq]);
      if (facts.acct !== null) expect(keyWith(id, item.key, 'someone@else.example')).toBe(kindById(id).rowKey({ ...(item.row as object), acct: 'someone@else.example' }));
      else expect(keyWith(id, item.key, 'someone@else.example')).toBe(item.key);
    }
  }
  const follows = (await readItems(reader.background.db, backup.id, 'following')).map((item) => rowFacts(kindById('following'), item, world.old.domain));
  expect(follows.filter((row) => row.locked).map((row) => `@${row.key}`).sort()).toEqual(world.seed.waiting.map((row) => row.label).sort());
  const moved = world.seed.notCarried.filter((row) => row.kind === 'following' && row.reason === 'hasMoved').map((row) => row.label);
  expect(follows.filter((row) => row.movedTo !== null).map((row) => [`@${row.key}`, row.movedTo]).sort()).toEqual(moved.map((label) => [label, `mover_new@${world.server('friends').domain}`]).sort());
});

describe('row keys know the spellings of one account', () => {
  const spellings = ['ada@bücher.example', '@Ada@BÜCHER.example', ' ADA@xn--bcher-kva.example '];
  it.each<[KindId, (acct: string) => string, string]>([
    ['following', (acct) => `Account address,Show boosts,Notify on new posts,Languages\n${acct},true,false,\n`, 'ada@xn--bcher-kva.example'],
    ['blocks', (acct) => `${acct}\n`, 'ada@xn--bcher-kva.example'],
    ['mutes', (acct) => `Account address,Hide notifications\n${acct},true\n`, 'ada@xn--bcher-kva.example'],
    ['lists', (acct) => `Friends,${acct}\n`, 'Friends\u0000ada@xn--bcher-kva.example'],
    ['domainBlocks', (acct) => `${acct.trim().split('@').at(-1) ?? ''}\n`, 'xn--bcher-kva.example'],
  ])('%s', (id, text, key) => {
    const kind = kindById(id);
    const { carry } = kind;
    if (carry.by !== 'importForm') throw new Error('no file');
    for (const spelling of spellings) {
      const rows = carry.fromFile(text(spelling));
      expect([spelling, rows.map((row) => kind.rowKey(row))]).toEqual([spelling, [key]]);
      expect(acctOfKey(id, key)).toBe(id === 'domainBlocks' ? null : 'ada@xn--bcher-kva.example');
    }
    // Two spellings are one row, or the import would never end.
    const twice = spellings.flatMap((spelling) => carry.fromFile(text(spelling)));
    const lines = carry.toFile(twice).split('\n').filter((line) => line.includes('xn--'));
    expect(lines).toHaveLength(1);
  });
});
