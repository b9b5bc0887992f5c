import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { followRow } from '@/e2e/servers/seeds';
import { createCopy, nextId } from '@/e2e/servers/state';
import { blockDomain } from '@/e2e/servers/relations';
import { domainOf } from '@/lib/formats/acct';
import { touched } from '@/lib/kinds/registry';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { outlookAt, placesOf, type Comparison, type Outlook } from '@/lib/move/compare';
import type { KindId } from '@/lib/move/model';
import { backupToCarry, deleteBackup, readItems } from '@/lib/store/backups';
import { choiceOf } from '@/lib/store/choices';
import { compareKind, wouldRemove, type Sides } from '@/lib/store/compare';
import { readMoveView } from '@/lib/store/testing/view';
import { importFile } from './guideFiles';
import { backUpNew, moveTo, page as from } from './testing/move';
import { startVerify } from './verify';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
const carried: KindId[] = ['profile', 'following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters', 'followers', 'notes'];
let world: World;
let reader: Reader;
let handlers: Awaited<ReturnType<typeof moveTo>>['handlers'];
const moveId = 'm';

beforeAll(async () => {
  world = await startWorld({ size: 'small' });
  const { instance } = world.old;
  // What Mastodon once let in, and its import does not take.
  const id = nextId(instance);
  instance.state.domainBlocks.set(id, { id, accountId: personOn(world.old, 'ada').id, domain: 'spam_er.example', createdAt: 0 });
  blockDomain(world.new.instance, personOn(world.new, 'ada'), 'only-here.example');
});
afterAll(() => world.stop());

/** A move with both accounts signed in, and a backup of the old one. */
beforeEach(async () => {
  // Each test has the server's whole window of requests before it.
  world.clock.advance(15 * 60_000);
  reader = await readerFor(world.old, 'ada');
  ({ handlers } = await moveTo(reader, world.new, 'ada'));
  await reader.backUp(carried);
});
const keepNew = () => backUpNew(reader, { moveId, handlers }, touched);

async function sides(): Promise<Sides> {
  const { db } = reader.background;
  const [mine, there] = await Promise.all([world.old, world.new].map(async (server) => (await db.backups.toArray()).find((row) => row.actorUri.startsWith(server.origin) && row.purpose === 'backup')));
  const next = (await db.accounts.toArray()).find((row) => row.origin === world.new.origin);
  const blocks = await handlers.readBlocks({ moveId }, from);
  if (!mine || !there || !next || !blocks.ok) throw new Error('not both sides');
  return { moveId, mine, oldAcct: `ada@${world.old.domain}`, there, next, blocks: new Map(blocks.value.near.map((row) => [row.domain, row.severity])) };
}

const run = async (kind: KindId): Promise<Comparison> => {
  const found = await compareKind(reader.background.db, await sides(), kind);
  if (!found) throw new Error(`none of ${kind}`);
  return found;
};
const keysOf = async (kind: KindId) => (await readItems(reader.background.db, (await sides()).mine.id, kind)).map((item) => item.key);
const file = async (kind: KindId) => {
  const found = await importFile(reader.background, kind);
  return found.ok ? (found.value?.text ?? '') : found.problem.code;
};

describe('both backups compared', () => {
  beforeEach(keepNew);

  it('every follow by name: what cannot come and why, who will be asked again, what comes', async () => {
    const result = await run('following');
    const found = Object.fromEntries((await keysOf('following')).map((key, place) => [`@${key}`, outlookAt(result, place)]));
    for (const row of world.seed.notCarried.filter(({ kind }) => kind === 'following')) {
      expect([row.label, found[row.label]]).toEqual([row.label, { hasMoved: 'moved', serverBlocked: 'serverBlocked', isYourself: 'self', notFound: 'add' }[row.reason]]);
    }
    for (const row of world.seed.waiting) expect([row.label, found[row.label]]).toEqual([row.label, 'asks']);
    expect(Object.keys(found)).toHaveLength(world.old.inspect.following('ada').length);
    const members = await run('lists');
    const moved = (await keysOf('lists')).filter((_key, place) => outlookAt(members, place) === 'moved').map((key) => key.replace('\u0000', ': @'));
    expect(moved).toEqual(world.seed.notCarried.filter(({ kind, reason }) => kind === 'lists' && reason === 'hasMoved').map(({ label }) => label));
  });

  it('a name that no server has is named, and does not stop the others', async () => {
    const result = await run('domainBlocks');
    const keys = await keysOf('domainBlocks');
    expect(placesOf(result, ['badDomain']).map((place) => keys[place])).toEqual(['spam_er.example']);
    expect((await file('domainBlocks')).split('\n').filter((line) => line !== '').sort()).toEqual(keys.filter((key) => key !== 'spam_er.example').sort());
  });

  it('accounts that have moved are taken along under their new handle, once, in follows, lists and notes; and back', async () => {
    const keys = await keysOf('following');
    const result = await run('following');
    const movers = placesOf(result, ['moved']).map((place) => keys[place] ?? '');
    const by = `mover_new@${world.server('friends').domain}`;
    await handlers.replaceAccounts({ moveId, pairs: movers.map((acct) => ({ acct, by })) }, from);
    const after = await run('following');
    expect([after.counts.moved, after.counts.double, after.counts.add]).toEqual([0, movers.length - 1, result.counts.add + 1]);
    const lines = (await file('following')).split('\n').map((line) => line.split(',')[0]);
    expect(lines.filter((acct) => acct === by)).toHaveLength(1);
    for (const acct of movers) expect(lines).not.toContain(acct);
    expect(await file('lists')).toContain(`Friends,${by}\n`);
    await handlers.replaceAccounts({ moveId, pairs: movers.map((acct) => ({ acct, by: null })) }, from);
    expect((await run('following')).counts).toEqual(result.counts);
  });

  it('a filter of the same name that NEW has with other words is named, unless all is overwritten', async () => {
    const { instance } = world.new;
    const [theirs] = [...world.old.instance.state.filters.values()];
    if (!theirs) throw new Error('no filter');
    const id = nextId(instance);
    instance.state.filters.set(id, { ...structuredClone(theirs), id, accountId: personOn(world.new, 'ada').id, keywords: [] });
    await deleteBackup(reader.background.db, (await sides()).there.id);
    await keepNew();
    const [key] = (await keysOf('filters')).filter((one) => one.includes(theirs.title));
    const outlook = async () => outlookAt(await run('filters'), (await keysOf('filters')).indexOf(key ?? ''));
    expect(await outlook()).toBe('otherThere');
    await handlers.setMode({ moveId, kind: 'filters', mode: 'overwrite' }, from);
    expect(await outlook()).toBe('add');
    instance.state.filters.delete(id);
  });

  it('rows and kinds that stay behind are in no file, and are counted', async () => {
    const keys = await keysOf('blocks');
    await handlers.leaveOut({ moveId, kind: 'blocks', keys: keys.slice(0, 2), left: true }, from);
    expect((await run('blocks')).counts).toMatchObject({ left: 2, add: keys.length - 2 });
    expect((await file('blocks')).split('\n').filter((line) => line !== '')).toEqual(keys.slice(2));
    await handlers.chooseKind({ moveId, kind: 'blocks', chosen: false }, from);
    expect((await run('blocks')).counts.left).toBe(keys.length);
    await handlers.chooseKind({ moveId, kind: 'blocks', chosen: true }, from);
    await handlers.leaveOut({ moveId, kind: 'blocks', keys: keys.slice(0, 2), left: false }, from);
    expect((await run('blocks')).counts.add).toBe(keys.length);
  });

  it('an older backup is carried where the person wants that; else the newest, and none that is not the old account’s', async () => {
    const { db } = reader.background;
    const first = (await sides()).mine;
    const { domainBlocks } = world.old.instance.state;
    const lost = [...domainBlocks.values()].find((row) => row.accountId === personOn(world.old, 'ada').id && row.domain !== 'spam_er.example');
    if (!lost) throw new Error('nothing to lose');
    domainBlocks.delete(lost.id);
    await reader.backUp(carried);
    domainBlocks.set(lost.id, lost);
    expect(await file('domainBlocks')).not.toContain(lost.domain);
    expect(await handlers.carryBackup({ moveId, backupId: first.id }, from)).toMatchObject({ ok: true });
    expect(await file('domainBlocks')).toContain(lost.domain);
    const move = await db.moves.get(moveId);
    if (!move) throw new Error('no move');
    expect((await readMoveView(db, world.clock.now()))?.carried?.backupId).toBe(first.id);
    await keepNew();
    const ofNew = (await db.backups.toArray()).find((row) => row.actorUri === move.new.actorUri);
    for (const backupId of [ofNew?.id ?? '', 'gone']) expect(await handlers.carryBackup({ moveId, backupId }, from)).toMatchObject({ ok: false });
    expect((await backupToCarry(db, move))?.id).toBe(first.id);
    await handlers.deleteBackup({ backupId: first.id }, from);
    expect(await file('domainBlocks')).not.toContain(lost.domain);
  });

  it('a place in a list stays behind with its follow, unless NEW follows them, and takes it along', async () => {
    const { db } = reader.background;
    const places = async (outlook: Outlook) => {
      const [keys, result] = [await keysOf('lists'), await run('lists')];
      return keys.filter((_key, place) => outlookAt(result, place) === outlook).map((key) => key.split('\u0000')[1] ?? '');
    };
    const [first = '', second = ''] = (await places('add')).filter((acct, index, all) => acct !== '' && all.indexOf(acct) === index);
    await db.ledger.put({ moveId, kind: 'following', key: second, label: second, status: 'carried', reason: null, detail: '', at: 1 });
    await handlers.leaveOut({ moveId, kind: 'following', keys: [first, second], left: true }, from);
    const left = await places('leftFollow');
    expect([left.includes(first), left.includes(second)]).toEqual([true, false]);
    expect([(await file('lists')).includes(first), (await file('lists')).includes(second)]).toEqual([false, true]);
    const place = (await keysOf('lists')).find((key) => key.endsWith(`\u0000${first}`)) ?? '';
    await handlers.leaveOut({ moveId, kind: 'lists', keys: [place], left: false }, from);
    expect(await places('leftFollow')).toEqual([]);
    expect(await file('following')).toContain(first);
    await handlers.chooseKind({ moveId, kind: 'following', chosen: false }, from);
    expect(await places('add')).not.toContain(first);
    expect(await places('leftFollow')).not.toContain(second);
    await handlers.chooseKind({ moveId, kind: 'following', chosen: true }, from);
  });

  it('overwriting names lists without members that no file can hold, and none whose title is in the file', async () => {
    const { lists } = world.new.instance.state;
    const ada = personOn(world.new, 'ada');
    const made = ['Empty', 'Friends', 'Mine'].map((title) => ({ id: nextId(world.new.instance), accountId: ada.id, title, repliesPolicy: 'list' as const, exclusive: false, members: [] }));
    for (const list of made) lists.set(list.id, list);
    await keepNew();
    const both = await sides();
    const there = (await reader.background.db.backups.where('actorUri').equals(both.there.actorUri).sortBy('startedAt')).filter((row) => row.purpose === 'backup').at(-1);
    for (const list of made) lists.delete(list.id);
    if (!there) throw new Error('not kept');
    expect((await wouldRemove(reader.background.db, { ...both, there }, 'lists', world.clock.now())).map((row) => row.label).sort()).toEqual(['Empty', 'Mine']);
  });

  it('overwriting names what it removes, and ends with the backup that could undo it', async () => {
    const both = await sides();
    expect(await wouldRemove(reader.background.db, both, 'domainBlocks', world.clock.now())).toEqual([{ key: 'only-here.example', label: 'only-here.example' }]);
    expect(await handlers.setMode({ moveId, kind: 'domainBlocks', mode: 'overwrite' }, from)).toMatchObject({ ok: true });
    expect(await choiceOf(reader.background.db, moveId, 'domainBlocks')).toMatchObject({ mode: 'overwrite' });
    await handlers.deleteBackup({ backupId: both.there.id }, from);
    expect(await choiceOf(reader.background.db, moveId, 'domainBlocks')).toMatchObject({ mode: 'merge' });
  });
});

it('the ledger follows: carried under the new handle, left behind, and no name of a server', async () => {
  const friends = world.server('friends');
  const by = `mover_new@${friends.domain}`;
  const movers = world.seed.notCarried.filter(({ kind, reason }) => kind === 'following' && reason === 'hasMoved').map(({ label }) => label.slice(1));
  await handlers.replaceAccounts({ moveId, pairs: movers.map((acct) => ({ acct, by })) }, from);
  const { instance } = world.new;
  const target = createCopy(instance, friends.instance, personOn(friends, 'mover_new'));
  followRow(instance, personOn(world.new, 'ada'), target);
  const { db } = reader.background;
  const move = await db.moves.get(moveId);
  if (!move) throw new Error('no move');
  expect(await startVerify(reader.background, move)).toBe(true);
  await reader.wake();
  const ledger = (await db.ledger.toArray()).map(({ label, status, reason }) => [label, status, reason]);
  for (const acct of movers) expect(ledger).toContainEqual([`@${acct} → @${by}`, 'carried', null]);
  expect(ledger).toContainEqual(['spam_er.example', 'notCarried', 'badDomain']);
  for (const row of [...instance.state.follows.values()]) if (row.to === target.id) instance.state.follows.delete(row.id);
});

it('overwriting is refused while the new account is not kept', async () => {
  const refused = { ok: false, problem: { code: 'newNotKept' } };
  expect(await handlers.setMode({ moveId, kind: 'following', mode: 'overwrite' }, from)).toMatchObject(refused);
  await keepNew();
  const { db } = reader.background;
  expect(await handlers.setMode({ moveId, kind: 'following', mode: 'overwrite' }, from)).toMatchObject({ ok: true });
  await handlers.setMode({ moveId, kind: 'following', mode: 'merge' }, from);
  await deleteBackup(db, (await sides()).there.id);
  expect(await handlers.setMode({ moveId, kind: 'following', mode: 'overwrite' }, from)).toMatchObject(refused);
  expect(await choiceOf(db, moveId, 'following')).toMatchObject({ mode: 'merge' });
});

describe('a place to go', () => {
  it('says what a server is, which of one’s people it shuts out, and whether it and the old one block each other', async () => {
    const { instance } = world.new;
    Object.assign(instance.options, { registrations: 'approval', description: '<p>A calm &amp; small place.</p>', rules: ['Be kind', 'No spam'] });
    instance.state.limitedDomains.add(world.old.domain);
    reader.asked.splice(0);
    const look = await handlers.lookAtServer({ moveId, text: `https://${world.new.domain}`.replace('https', 'http') }, from);
    if (!look.ok) throw new Error(look.problem.code);
    expect(look.value.facts).toEqual({
      origin: world.new.origin,
      domain: world.new.domain,
      title: 'new.localhost',
      description: 'A calm & small place.',
      software: 'mastodon',
      version: '4.6.5',
      people: { count: 12, active: true },
      languages: ['en'],
      registrations: 'approval',
      minAge: null,
      signUp: `${world.new.origin}/auth/sign_up`,
      rules: ['Be kind', 'No spam'],
      limits: { post: 500, media: 4, displayName: 40, note: 500, fields: 4 },
    });
    const near = [{ domain: world.server('blocked').domain, severity: 'suspend' }, { domain: world.old.domain, severity: 'silence' }];
    expect(look.value).toMatchObject({ blocks: { published: true }, towardsOld: 'silence', fromOld: null });
    for (const row of near) expect(look.value.blocks.near).toContainEqual(row);
    expect(new Set(reader.asked.map((line) => new URL(line.split(' ')[1] ?? '').origin))).toEqual(new Set([world.new.origin, world.old.origin]));
    instance.state.limitedDomains.clear();
  });

  it('reads a server of the old API as well, and one that is closed', async () => {
    const { options } = world.new.instance;
    const remove = world.new.addFault({ match: /\/api\/v2\/instance/, kind: 'status', status: 404 });
    options.registrations = 'closed';
    const look = await handlers.lookAtServer({ moveId, text: world.new.domain }, from);
    expect(look).toMatchObject({ ok: true, value: { facts: { registrations: 'closed', people: { count: 12, active: false } } } });
    options.registrations = 'open';
    remove();
  });

  it('says what is wrong with what was typed, and with who answers', async () => {
    const about = async (text: string) => {
      const look = await handlers.lookAtServer({ moveId, text }, from);
      return look.ok ? 'fine' : look.problem.code;
    };
    expect([await about('no server'), await about(domainOf(`x@${world.server('dead').domain}`))]).toEqual(['notAHandle', 'serverNotFound']);
  });
});
