import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStatus } from '@/e2e/servers/posts';
import { seedGiant } from '@/e2e/servers/seeds/giant';
import { nextId } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { kindById } from '@/lib/kinds/registry';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { kindIds, type KindId } from '@/lib/move/model';
import { deleteBackup, readItems } from '@/lib/store/backups';
import { changedRows, countChanges } from '@/lib/store/changes';
import type { BackupRow } from '@/lib/store/rows';
import { retryMedia } from './backup';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
const day = 86_400_000;
let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await startWorld();
  reader = await readerFor(world.old, 'ada');
});
afterEach(() => world.stop());

const old = () => world.old.instance;
const state = () => old().state;
const keys = async (backup: BackupRow, id: KindId) => (await readItems(reader.background.db, backup.id, id)).map((item) => item.key);
const row = async <Row>(backup: BackupRow, id: KindId, key: string) => (await readItems(reader.background.db, backup.id, id)).find((item) => item.key === key)?.row as Row | undefined;
const changes = async (backup: BackupRow) => countChanges(reader.background.db, backup.id, backup.baseId ?? '');
/** Requests of one path since the last call. */
function asked(path: RegExp): number {
  const found = reader.asked.filter((one) => path.test(one)).length;
  reader.asked.splice(0);
  return found;
}
const any = /./;

describe('lists that are read whole', () => {
  const whole: KindId[] = ['following', 'followers', 'blocks', 'mutes', 'lists', 'filters'];
  it('say who is gone and who is new', async () => {
    await reader.backUp(whole);
    const first = <Row extends { id: string }>(rows: Iterable<Row>, mine: (one: Row) => boolean) => [...rows].find(mine);
    const ada = personOn(world.old, 'ada');
    const gone: { table: Map<string, unknown>; id: string | undefined }[] = [
      { table: state().follows, id: first(state().follows.values(), (one) => one.from === ada.id)?.id },
      { table: state().follows, id: first(state().follows.values(), (one) => one.to === ada.id)?.id },
      { table: state().blocks, id: first(state().blocks.values(), (one) => one.from === ada.id)?.id },
      { table: state().mutes, id: first(state().mutes.values(), (one) => one.from === ada.id)?.id },
      { table: state().filters, id: first(state().filters.values(), (one) => one.accountId === ada.id)?.id },
    ];
    for (const { table, id } of gone) expect(table.delete(id ?? '')).toBe(true);
    const list = first(state().lists.values(), (one) => one.accountId === ada.id && one.members.length > 1);
    list?.members.pop();
    const second = await reader.backUp(whole);
    const counts = await changes(second);
    expect(whole.map((id) => [id, counts.get(id)?.added, counts.get(id)?.gone])).toEqual(whole.map((id) => [id, 0, 1]));
    const named = await changedRows(reader.background.db, second.id, second.baseId ?? '', 'following');
    expect(named.gone.map((one) => kindById('following').label(one))).toHaveLength(1);
  });
});

describe('lists that grow at their top', () => {
  it('cost next to nothing when nothing has changed, and every row is there', async () => {
    const kinds: KindId[] = ['posts', 'favourites', 'bookmarks', 'notifications', 'conversations'];
    const first = await reader.backUp(kinds);
    const cost = asked(any);
    const second = await reader.backUp(kinds);
    // One page each; a conversation's thread is asked about for its newest message.
    expect(asked(any)).toBeLessThanOrEqual(5 + 5);
    expect(cost).toBeGreaterThanOrEqual(10);
    for (const id of kinds) expect(await keys(second, id)).toEqual(await keys(first, id));
    expect([...(await changes(second)).values()]).toEqual(kinds.map(() => ({ added: 0, gone: 0 })));
    expect(second.kinds.map((kind) => [kind.status, kind.why])).toEqual(kinds.map(() => ['done', null]));
  });

  it('stop at the known, a thousand posts in', async () => {
    const giant = seedGiant(old(), 7, { follows: 10, followers: 10, favourites: 900, posts: 1000 });
    reader = await readerFor(world.old, 'giant');
    await reader.backUp(['posts', 'favourites']);
    expect(asked(any)).toBeGreaterThanOrEqual(25 + 23);
    const fresh = Array.from({ length: 45 }, (_, n) => createStatus(old(), giant, { content: `New ${n}` }).uri);
    const second = await reader.backUp(['posts', 'favourites']);
    expect([asked(/\/statuses/), await keys(second, 'posts')]).toEqual([3, world.old.inspect.posts('giant').map((post) => post.uri).reverse()]);
    expect((await keys(second, 'posts')).slice(0, 45)).toEqual(fresh.reverse());
    expect((await changes(second)).get('posts')).toEqual({ added: 45, gone: 0 });
  });

  it('a whole second backup of everything is mostly the lists that must be read whole', async () => {
    await reader.backUp(kindIds);
    const first = asked(any);
    await reader.backUp(kindIds);
    const media = reader.asked.filter((one) => one.includes('media-')).length;
    // The one file that is lost is looked for again; those that are kept are not.
    expect(media).toBe(1);
    expect(asked(any)).toBeLessThan(first * 0.8);
  });

  it('is not put off by an export file that cannot be had', async () => {
    const first = await reader.backUp(['bookmarks']);
    expect(first.kinds[0]).toMatchObject({ failed: ['csv'], sources: [{ id: 'api' }] });
    const cost = asked(/bookmarks/);
    for (let n = 0; n < 60; n++) {
      const status = createStatus(old(), personOn(world.old, 'bob'), { content: `Kept ${n}` });
      const id = nextId(old());
      state().bookmarks.set(id, { id, accountId: personOn(world.old, 'ada').id, statusId: status.id });
    }
    await reader.backUp(['bookmarks']);
    asked(any);
    const third = await reader.backUp(['bookmarks']);
    expect([cost, asked(/bookmarks/)]).toEqual([2, 1]);
    expect(await keys(third, 'bookmarks')).toHaveLength(world.old.inspect.bookmarks('ada').length);
  });
});

describe('what has changed on the server since', () => {
  const ada = () => personOn(world.old, 'ada');
  /** Enough newer posts that the first page is not the last. */
  const more = (count: number) => Array.from({ length: count }, (_, n) => createStatus(old(), ada(), { content: `More ${n}` }));
  const edit = (uri: string) => {
    const status = state().statuses.first('uri', uri);
    if (status) Object.assign(status, { content: 'Better words', editedAt: old().clock.now() });
  };

  it('an edited post near the top is read again, and has its new words', async () => {
    more(100);
    const first = await reader.backUp(['posts']);
    const [uri = ''] = (await keys(first, 'posts')).slice(20);
    edit(uri);
    const second = await reader.backUp(['posts']);
    expect(await row(second, 'posts', uri)).toMatchObject({ html: expect.stringContaining('Better words') as string });
    expect(await keys(second, 'posts')).toEqual(await keys(first, 'posts'));
  });

  it('what was edited or deleted further down is kept as it was, for a month at most', async () => {
    more(100);
    const first = await reader.backUp(['posts', 'favourites']);
    const there = await keys(first, 'posts');
    const [edited = '', deleted = ''] = there.slice(90);
    edit(edited);
    state().statuses.delete(state().statuses.first('uri', deleted)?.id ?? '');
    const second = await reader.backUp(['posts', 'favourites']);
    expect(await keys(second, 'posts')).toEqual(there);
    expect(await row(second, 'posts', edited)).not.toMatchObject({ html: expect.stringContaining('Better words') as string });
    old().clock.advance(20 * day);
    await reader.backUp(['posts']);
    old().clock.advance(11 * day);
    asked(any);
    const later = await reader.backUp(['posts']);
    expect(asked(/\/statuses/)).toBeGreaterThan(2);
    expect(await row(later, 'posts', edited)).toMatchObject({ html: expect.stringContaining('Better words') as string });
    expect(await keys(later, 'posts')).toEqual(there.filter((key) => key !== deleted));
    expect((await changes(later)).get('posts')).toEqual({ added: 0, gone: 1 });
    // From now on it is known again.
    asked(any);
    await reader.backUp(['posts']);
    expect(asked(/\/statuses/)).toBe(1);
  });

  it('a favourite that was taken back is gone when the list says so, and the last backup still has it', async () => {
    const first = await reader.backUp(['favourites']);
    const mine = state().favourites.of('account', ada().id);
    const undone = state().statuses.get(mine.at(-1)?.statusId ?? '')?.uri ?? '';
    state().favourites.delete(mine.at(-1)?.id ?? '');
    const status = createStatus(old(), personOn(world.old, 'bob'), { content: 'Liked instead' });
    const id = nextId(old());
    state().favourites.set(id, { id, accountId: ada().id, statusId: status.id });
    const second = await reader.backUp(['favourites']);
    expect((await keys(second, 'favourites'))[0]).toBe(status.uri);
    expect(new Set([...(await keys(second, 'favourites')), undone])).toEqual(new Set([...(await keys(first, 'favourites')), status.uri]));
    expect(await keys(first, 'favourites')).toContain(undone);
  });

  it('a conversation with a new message holds all of it, and the others stay', async () => {
    const first = await reader.backUp(['conversations']);
    const [talk] = [...state().conversations.values()].filter((one) => one.accountId === ada().id);
    if (!talk) throw new Error('nobody talks');
    const status = createStatus(old(), ada(), { content: 'One more', visibility: 'direct', mentions: talk.others, inReplyToId: talk.statusIds.at(-1) ?? null });
    talk.statusIds.push(status.id);
    const second = await reader.backUp(['conversations']);
    const before = await row<{ posts: { uri: string }[] }>(first, 'conversations', talk.id);
    const after = await row<{ posts: { uri: string }[] }>(second, 'conversations', talk.id);
    expect(after?.posts.map((post) => post.uri)).toEqual([...(before?.posts.map((post) => post.uri) ?? []), status.uri]);
    expect([...(await keys(second, 'conversations'))].sort()).toEqual([...(await keys(first, 'conversations'))].sort());
  });

  it('messages that somebody deleted stay in their conversation', async () => {
    const first = await reader.backUp(['conversations']);
    const mine = [...state().conversations.values()].filter((one) => one.accountId === ada().id);
    const texts = async (backup: BackupRow, id: string) => (await row<{ posts: { html: string }[] }>(backup, 'conversations', id))?.posts.map((post) => post.html);
    // Of one all, of another the one in the middle, and it goes on.
    const [all, middle] = mine;
    if (!all || !middle) throw new Error('nobody talks');
    const wanted = [await texts(first, all.id), await texts(first, middle.id)];
    for (const id of all.statusIds) state().statuses.delete(id);
    state().statuses.delete(middle.statusIds[1] ?? '');
    const status = createStatus(old(), ada(), { content: 'Still there?', visibility: 'direct', mentions: middle.others, inReplyToId: middle.statusIds.at(-1) ?? null });
    middle.statusIds.push(status.id);
    const second = await reader.backUp(['conversations']);
    expect(second.kinds[0]).toMatchObject({ status: 'done', why: null });
    expect(await texts(second, all.id)).toEqual(wanted[0]);
    expect((await texts(second, middle.id))?.slice(0, -1)).toEqual(wanted[1]);
    expect((await texts(second, middle.id))?.at(-1)).toContain('Still there?');
  });
});

describe('nothing that is known is lost', () => {
  it('when a list cannot be read this time: what the last backup has of it stays', async () => {
    const kinds: KindId[] = ['following', 'posts', 'favourites'];
    const first = await reader.backUp(kinds);
    const undo = world.old.addFault({ match: /\/(following|favourites)$/, kind: 'truncate' });
    const second = await reader.backUp(kinds);
    undo();
    expect(second.kinds.map((kind) => [kind.kind, kind.status, kind.why?.code ?? null])).toEqual([['following', 'failed', 'badAnswer'], ['posts', 'done', null], ['favourites', 'failed', 'badAnswer']]);
    for (const id of kinds) {
      expect(await reader.rows(second.id, id)).toEqual(await reader.rows(first.id, id));
      expect(second.kinds.find((kind) => kind.kind === id)?.rows).toBe((await keys(first, id)).length);
    }
    // No word of who is gone where nobody knows.
    expect([...(await changes(second)).keys()]).toEqual(['posts']);
    const third = await reader.backUp(kinds);
    expect(third.kinds.map((kind) => kind.status)).toEqual(['done', 'done', 'done']);
    expect(await keys(third, 'following')).toEqual(await keys(first, 'following'));
  });

  it('when a list leads astray after its first page: new rows and old ones, with what each says', async () => {
    const first = await reader.backUp(['following']);
    const undo = world.old.hostile('linkElsewhere', /\/following$/);
    const second = await reader.backUp(['following']);
    undo();
    expect(second.kinds[0]).toMatchObject({ status: 'failed', why: { code: 'linkElsewhere' } });
    const sorted = async (backup: BackupRow) => (await reader.rows(backup.id, 'following')).map((one) => JSON.stringify(one, Object.keys(one as object).sort())).sort();
    expect(await sorted(second)).toEqual(await sorted(first));
  });

  it.each([1, 2, 3, 4, 5, 6])('when the last backup is deleted in the middle of the next one, at change %i', async (nth) => {
    const giant = seedGiant(old(), 3, { follows: 10, followers: 10, favourites: 10, posts: 4300 });
    reader = await readerFor(world.old, 'giant');
    const { db } = reader.background;
    const first = await reader.backUp(['posts']);
    createStatus(old(), giant, { content: 'New' });
    const wanted = world.old.inspect.posts('giant').map((post) => post.uri).reverse();
    let left = nth;
    reader.background.heartbeat = async () => {
      if (--left === 0) await deleteBackup(db, first.id);
    };
    const second = await reader.backUp(['posts']);
    expect(await db.backups.count()).toBe(left <= 0 ? 1 : 2);
    expect([second.status, second.kinds[0]?.status, second.kinds[0]?.why]).toEqual(['done', 'done', null]);
    expect(await keys(second, 'posts')).toEqual(wanted);
  });
});

it('fetching files once more does not make a backup younger', async () => {
  const first = await reader.backUp(['posts', 'media']);
  old().clock.advance(3 * day);
  await retryMedia(reader.background, first.id);
  const again = await reader.finish(first.id);
  expect(again).toMatchObject({ status: 'done', finishedAt: first.finishedAt });
  expect(again.kinds.map((kind) => kind.rows)).toEqual(first.kinds.map((kind) => kind.rows));
});
