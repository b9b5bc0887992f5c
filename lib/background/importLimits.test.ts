import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BulkImport } from '@/e2e/servers/model';
import { followRow } from '@/e2e/servers/seeds';
import { createLocal } from '@/e2e/servers/state';
import { startWorld, type World, type WorldOptions } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { changeRun } from '@/lib/store/imports';
import { readSending } from '@/lib/store/importView';
import { importFile } from './guideFiles';
import { bringFiles, createImporter } from './importRun';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
let page: ImportsPage;
async function begin(options: WorldOptions, prepare: () => void = () => undefined): Promise<void> {
  world = await startWorld({ size: 'small', ...options });
  prepare();
  mover = await moverIn(world);
  page = importsPageOf(world);
  Object.assign(mover.background, { guides: page.guides, guideReader: page.reader, hasAccess: () => Promise.resolve(true) });
}
afterEach(() => world.stop());

const run = () => mover.db.importRuns.get(mover.move.id);
const press = async (change: Parameters<typeof bringFiles>[2] = {}) => {
  await bringFiles(mover.background, mover.move, change);
  await createImporter(mover.background).run();
  return run();
};
/** The server works until every import has ended; the page is looked at, and the lists are compared. */
async function workedOff(): Promise<void> {
  for (let n = 0; n < 40; n++) {
    world.clock.advance(60_000);
    await world.clock.idle();
  }
  const answer = await page.guides.first('', { movingDayCommand: 'readImports' });
  const rows = new Map((answer?.answer as { rows: { importId: string; imported: number; total: number; finished: boolean }[] }).rows.map((row) => [row.importId, row]));
  for (const file of await mover.db.imports.toArray()) {
    const seen = rows.get(file.importId ?? '');
    if (seen) await mover.db.imports.update(file.id, { imported: seen.imported, total: seen.total, finished: seen.finished, changedAt: mover.background.now() });
  }
  await mover.compare();
}
const labels = async (kind: KindId, reason: string) => (await mover.ledger(kind)).filter((row) => row.reason === reason).map((row) => row.label).sort();
const ofType = (type: BulkImport['type']) => world.new.inspect.imports('ada').filter((one) => one.type === type);
/** Newest first, as exports have them. */
const followsOfOld = () => [...world.old.inspect.following('ada')].reverse().map((row) => row.acct);

describe('more follows than the server allows', () => {
  const limit = 20;
  let sent: string[][];
  beforeEach(async () => {
    await begin({ servers: [{ name: 'new', followLimit: limit, locale: 'de' }] });
    sent = [];
    const { ask } = page.guides;
    page.guides.ask = (tab, command) => {
      if (command.movingDayCommand === 'uploadImport' && command.type === 'following') sent.push(command.text.split('\n').slice(1, -1).map((line) => line.split(',')[0] ?? ''));
      return ask(tab, command);
    };
  });

  it('are learnt from the refusal, in whatever language; the person ranks, the others are named, lists with them', async () => {
    const owed = followsOfOld();
    expect(await press()).toMatchObject({ status: 'held', problem: { code: 'followLimit', vars: [limit, owed.length] }, limit });
    expect(ofType('following')).toEqual([]);
    // Nobody has said yet who has to stay: all of them still wait.
    await mover.compare();
    expect(await labels('following', 'followLimit')).toEqual([]);
    expect((await labels('following', 'notImportedYet')).length).toBe(owed.length);
    // The other kinds do not wait for the answer; lists follow people, so they do.
    expect(world.new.inspect.imports('ada').map((one) => one.type)).toEqual(['blocking', 'muting', 'domain_blocking', 'bookmarks', 'custom_filters']);
    const oldest = [...owed].reverse();
    // The same for those who put the file in by hand: what fits, in the order that was chosen.
    await changeRun(mover.db, mover.move.id, { order: 'oldest' });
    const byHand = await importFile(mover.background, 'following');
    expect(byHand.ok && byHand.value?.text.split('\n').slice(1, -1).map((line) => line.split(',')[0])).toEqual(oldest.slice(0, limit));
    expect(await press({ order: 'oldest' })).toMatchObject({ status: 'done', over: owed.length - limit, free: 0 });
    expect(sent.map((rows) => rows.length)).toEqual([owed.length, limit]);
    expect(sent[1]).toEqual(oldest.slice(0, limit));
    await mover.compare();
    expect(await labels('following', 'followLimit')).toEqual(oldest.slice(limit).map((acct) => `@${acct}`).sort());
    const members = world.old.inspect.lists('ada').flatMap((list) => list.members.map((acct) => ({ title: list.title, acct })));
    expect(await labels('lists', 'followLimit')).toEqual(members.filter(({ acct }) => !oldest.slice(0, limit).includes(acct)).map(({ title, acct }) => `${title}: @${acct}`).sort());
    expect(world.new.inspect.imports('ada').find((one) => one.type === 'lists')?.total).toBe(members.filter(({ acct }) => oldest.slice(0, limit).includes(acct)).length);
    expect((await mover.ledger('following')).length).toBe(owed.length);
  });

  it('are offered again when there is room, and no more are sent than fit', async () => {
    await press();
    await press({ order: 'newest' });
    const owed = followsOfOld();
    const followed = () => world.new.inspect.following('ada').length;
    await workedOff();
    // Those who have not come leave their places to others.
    expect(followed()).toBeLessThan(limit);
    expect(await run()).toMatchObject({ free: limit - followed(), over: owed.length - limit });
    const places = limit - followed();
    expect(await press()).toMatchObject({ status: 'done', over: owed.length - limit - places });
    expect(sent[2]).toEqual(owed.slice(limit, limit + places));
    await workedOff();
    // From the limit on, it grows with the followers.
    const ada = personOn(world.new, 'ada');
    for (let n = followed(); n < limit; n++) followRow(world.new.instance, ada, createLocal(world.new.instance, { username: `other_${n}` }));
    for (let n = 0; n < 30; n++) followRow(world.new.instance, createLocal(world.new.instance, { username: `fan_of_ada_${n}` }), ada);
    await mover.compare();
    const room = Math.round(world.new.inspect.followers('ada').length * 1.1) - followed();
    expect(room).toBeGreaterThan(5);
    expect(await run()).toMatchObject({ free: room });
    const left = (await run())?.over ?? 0;
    expect(await press()).toMatchObject({ status: 'done', over: Math.max(0, left - room) });
    expect(sent[3]).toEqual(owed.slice(limit + places, limit + places + room));
  });
});

it('mutuals come first, and are all among them', async () => {
  const mutuals: string[] = [];
  await begin({ servers: [{ name: 'new', followLimit: 20 }] }, () => {
    const { instance } = world.old;
    const ada = personOn(world.old, 'ada');
    const people = [...instance.state.follows.values()].filter((row) => row.from === ada.id).flatMap((row) => instance.state.accounts.get(row.to) ?? []);
    for (const person of people.filter((_, n) => n % 5 === 0)) {
      followRow(instance, person, ada);
      mutuals.push(`${person.username}@${person.domain ?? world.old.domain}`);
    }
  });
  expect(mutuals.length).toBeGreaterThan(5);
  await press();
  let file = '';
  const { ask } = page.guides;
  page.guides.ask = (tab, command) => {
    if (command.movingDayCommand === 'uploadImport' && command.type === 'following') file = command.text;
    return ask(tab, command);
  };
  await press({ order: 'mutuals' });
  const sent = file.split('\n').slice(1, -1).map((line) => line.split(',')[0] ?? '');
  expect(sent).toHaveLength(20);
  expect(sent.slice(0, mutuals.length).sort()).toEqual([...mutuals].sort());
});

describe('what could not come', () => {
  beforeEach(() => begin({}));

  it('is read from the failures files, and trying again sends only what is missing', async () => {
    await press();
    await workedOff();
    const failed = new Map((await mover.db.importKeys.toArray()).map((row) => [row.id.split('|')[1], row.failed]));
    const rowsLeft = (type: BulkImport['type']) => ofType(type)[0]?.rows.length ?? 0;
    expect(failed.get('following')).toHaveLength(rowsLeft('following'));
    expect(failed.get('lists')).toHaveLength(rowsLeft('lists'));
    expect(failed.get('bookmarks')).toHaveLength(rowsLeft('bookmarks'));
    expect([failed.get('blocks'), failed.get('filters')]).toEqual([[], []]);
    const before = (await mover.ledger('following')).filter((row) => row.status === 'notCarried' && row.reason !== 'isYourself' && row.reason !== 'hasMoved');
    expect((await readSending(mover.db, mover.move.id)).again).toBeGreaterThanOrEqual(before.length);
    await world.server('dead').up();
    expect(await press({ again: true })).toMatchObject({ status: 'done' });
    expect(ofType('following')).toHaveLength(2);
    expect(ofType('following')[1]?.total).toBe(before.length);
    // What has arrived, or never can, is in no file.
    expect(world.new.inspect.imports('ada').slice(7).map((one) => [one.type, one.total])).toEqual([
      ['following', before.length],
      ['lists', 1],
      ['bookmarks', failed.get('bookmarks')?.length],
    ]);
    await workedOff();
    expect(await labels('following', 'notFound')).toEqual([]);
    expect((await mover.ledger('following')).find((row) => row.label.startsWith('@gone_0@'))).toMatchObject({ status: 'carried' });
  });

  it('is known from them even when the server has forgotten the import', async () => {
    await press();
    await workedOff();
    const [gone] = (await mover.db.importKeys.toArray()).filter((row) => row.id.includes('|bookmarks|'));
    expect(gone?.failed?.length).toBeGreaterThan(0);
    world.new.instance.state.imports.clear();
    await mover.compare();
    expect(await mover.db.importKeys.get(gone?.id ?? '')).toEqual(gone);
    expect((await labels('bookmarks', 'postNotFound')).sort()).toEqual([...(gone?.failed ?? [])].sort());
  });
});
