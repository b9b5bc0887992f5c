import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { KindId } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import { RowIndex } from './rowIndex';

const content = { uri: 'u', url: null, id: '1', replyTo: null, at: '2026-01-01', editedAt: null, acct: 'a@a.example', person: { id: '1', name: 'A', avatar: '' }, html: '', warning: '', sensitive: false, visibility: 'public', language: null, media: [], poll: null, favourites: 0, boosts: 0 };
const post = (change: object) => ({ ...content, boostOf: null, ...change });
let made = 0;

async function indexOf(kind: KindId, rows: unknown[]): Promise<RowIndex> {
  const db = new MovingDayDb(`index-${made++}`);
  await db.items.bulkPut(rows.map((row, seq) => ({ id: `b|${kind}|${seq}`, backupId: 'b', kind, key: String(seq), seq, row, source: 'api' })));
  const index = new RowIndex(db, 'b', kind);
  await index.build(() => undefined, () => false);
  return index;
}

it('finds a late word of a long conversation', async () => {
  const posts = Array.from({ length: 500 }, (_, n) => post({ uri: `u${n}`, html: `<p>${'words and words '.repeat(20)}</p>` }));
  const talk = (last: string) => ({ id: last, people: [], posts: [...posts, post({ uri: 'late', html: `<p>${last}</p>` }), post({ uri: 'last', html: 'Bye' })] });
  const index = await indexOf('conversations', [talk('farewell'), talk('goodbye')]);
  expect([index.search('goodbye'), index.search('FAREWELL words'), index.search('nothing')]).toEqual([[1], [0], []]);
});

it('finds a boost by what was boosted, and a post by its warning and the text of a picture', async () => {
  const boosted = { ...content, uri: 'x', html: '<p>A swallow</p>', media: [{ url: 'm', type: 'image', alt: 'wings' }] };
  const index = await indexOf('posts', [post({ boostOf: { ...boosted, html: `<p>${'long '.repeat(60)} swallow</p>` } }), post({ warning: 'Birds', media: [{ url: 'm', type: 'image', alt: 'A heron' }] })]);
  expect([index.search('swallow'), index.search('wings'), index.search('birds heron')]).toEqual([[0], [0], [1]]);
});

it('ties a post to what it answers and to what answers it', async () => {
  const index = await indexOf('posts', [post({ id: '3', replyTo: '2' }), post({ id: '2', replyTo: '1' }), post({ id: '1' }), post({ id: '9', replyTo: 'elsewhere' })]);
  expect([index.thread('2', '1'), index.thread('1', null), index.thread('9', 'elsewhere')]).toEqual([[2, 1, 0], [2, 1], [3]]);
});
