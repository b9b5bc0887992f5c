import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '@/e2e/servers/model';
import { createTestBrowser } from '@/e2e/servers/pages/testBrowser';
import { acceptRequest, block, blockDomain } from '@/e2e/servers/relations';
import { followRow } from '@/e2e/servers/seeds';
import { createCopy, createLocal, nextId, type NewAccount } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId, LedgerRow, ReasonCode } from '@/lib/move/model';
import { leaveOut } from '@/lib/store/choices';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
const noon = Date.UTC(2030, 0, 5, 12);
const imported: KindId[] = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'];
let world: World;
let mover: Mover;
/** The files of rows that failed, as the new server gives them. */
const failures = new Map<KindId, string>();

/** Somebody whom ada of OLD follows, at home on that server. */
function followed(home: string, input: NewAccount): Account {
  const person = createLocal(world.server(home).instance, input);
  const { instance } = world.old;
  followRow(instance, personOn(world.old, 'ada'), createCopy(instance, world.server(home).instance, person));
  return person;
}

async function importAll(kinds: KindId[] = imported): Promise<void> {
  await mover.importAll(kinds);
  const browser = await createTestBrowser(world.new, 'ada');
  for (const kind of kinds) {
    const id = (await mover.db.imports.get(`${mover.move.id}|${kind}|1`))?.importId ?? '';
    failures.set(kind, (await browser.raw(`/settings/imports/${id}/failures.${kind === 'filters' ? 'json' : 'csv'}`)).text);
  }
}

const fate = async (kind: KindId, label: string) => {
  const row = (await mover.ledger(kind)).find((one) => one.label === label);
  return row && { status: row.status, reason: row.reason, detail: row.detail };
};
/** Whom a row is about, as the new server's files name them: without its own domain. */
const nameIn = (label: string) => label.replace(/^(.*: )?@/, '').replace(`@${at('new')}`, '');
const at = (name: string) => world.server(name).domain;

describe('each reason, as the new server makes it', () => {
  beforeAll(async () => {
    world = await startWorld({ size: 'small', now: noon, servers: [{ name: 'quiet' }, { name: 'shut' }] });
    const { instance } = world.new;
    const ada = personOn(world.new, 'ada');
    block(instance, followed('new', { username: 'refuses' }), ada);
    block(instance, ada, followed('new', { username: 'shunned' }));
    followed('new', { username: 'suspended' }).suspended = true;
    followed('shut', { username: 'behind' });
    blockDomain(instance, ada, at('shut'));
    // Known on NEW, and silent since.
    createCopy(instance, world.server('quiet').instance, followed('quiet', { username: 'slow' }));
    followed('friends', { username: 'choosy', locked: true });
    followed('friends', { username: 'stays' });
    const old = world.old.instance;
    const mine = personOn(world.old, 'ada');
    const dead = createCopy(old, world.server('dead').instance, createLocal(world.server('dead').instance, { username: 'nuisance' }));
    block(old, mine, dead);
    const [id, domainId, filterId, wordId] = [nextId(old), nextId(old), nextId(old), nextId(old)];
    old.state.mutes.set(id, { id, from: mine.id, to: dead.id, notifications: true, expiresAt: null, createdAt: 0 });
    old.state.domainBlocks.set(domainId, { id: domainId, accountId: mine.id, domain: 'spam_er.example', createdAt: 0 });
    old.state.filters.set(filterId, { id: filterId, accountId: mine.id, title: 'Nowhere', context: [], action: 'warn', expiresAt: null, keywords: [{ id: wordId, keyword: 'x', wholeWord: false }], statuses: [] });
    mover = await moverIn(world);
    await world.server('quiet').down();
    await leaveOut(mover.db, mover.move.id, 'following', [`stays@${at('friends')}`], true);
    await importAll();
    await mover.compare();
  });
  afterAll(() => world.stop());

  const no = (reason: ReasonCode) => ['notCarried', reason] as const;
  const waits = (reason: ReasonCode) => ['waiting', reason] as const;
  /** What, of which kind, whom it names, what the ledger says; whether it stands in the new server's file of failures. */
  const cases: [string, KindId, () => string, readonly [LedgerRow['status'], ReasonCode], boolean, (() => string)?][] = [
    ['a dead server', 'following', () => `@gone_0@${at('dead')}`, no('notFound'), true],
    ['an account that has moved', 'following', () => `@mover_0@${at('friends')}`, no('hasMoved'), true, () => `mover_new@${at('friends')}`],
    ['they block me', 'following', () => `@refuses@${at('new')}`, no('blocksYou'), true],
    ['I block them', 'following', () => `@shunned@${at('new')}`, no('youBlock'), true],
    ['I block their server', 'following', () => `@behind@${at('shut')}`, no('yourDomainBlock'), true],
    ['the new server blocks their server', 'following', () => `@shunned_0@${at('blocked')}`, no('serverBlocked'), true],
    ['the new server suspends them', 'following', () => `@suspended@${at('new')}`, no('suspended'), true],
    ['oneself', 'following', () => `@ada@${at('new')}`, no('isYourself'), true],
    ['a locked account', 'following', () => `@locked_0@${at('friends')}`, waits('waitsForApproval'), false],
    ['another one', 'following', () => `@choosy@${at('friends')}`, waits('waitsForApproval'), false],
    ['a server that does not answer the request', 'following', () => `@slow@${at('quiet')}`, waits('waitsForServer'), false],
    ['left behind', 'following', () => `@stays@${at('friends')}`, no('leftOut'), false],
    ['a member on a dead server', 'lists', () => `Friends: @gone_0@${at('dead')}`, no('notFound'), true],
    ['a member that has moved', 'lists', () => `Friends: @mover_0@${at('friends')}`, no('hasMoved'), true, () => `mover_new@${at('friends')}`],
    ['a block on a dead server', 'blocks', () => `@nuisance@${at('dead')}`, no('notFound'), true],
    ['a mute on a dead server', 'mutes', () => `@nuisance@${at('dead')}`, no('notFound'), true],
    ['a post that is gone', 'bookmarks', () => `${personOn(world.server('friends'), 'author').uri}/statuses/deleted-0`, no('postNotFound'), true],
    ['a name that no server has', 'domainBlocks', () => 'spam_er.example', no('badDomain'), false],
    ['a filter that is none', 'filters', () => 'Nowhere', no('filterChanged'), true],
  ];

  it.each(cases)('%s', async (_what, kind, label, [status, reason], failed, detail) => {
    expect(await fate(kind, label())).toEqual({ status, reason, detail: detail?.() ?? '' });
    expect(failures.get(kind)?.includes(nameIn(label()))).toBe(failed);
  });

  it('every other row is carried, and every one has a fate', async () => {
    for (const kind of imported) {
      const named = (await mover.ledger(kind)).filter((row) => row.status !== 'carried' && row.reason !== 'notBroughtYet').map((row) => row.label);
      const known = [...cases.filter(([, id]) => id === kind).map(([, , label]) => label()), ...world.seed.notCarried.filter((row) => row.kind === kind).map((row) => row.label), ...world.seed.waiting.filter((row) => row.kind === kind).map((row) => row.label)];
      expect(named.sort()).toEqual([...new Set(known)].sort());
    }
  });

  it('who says yes comes, who says no is named, and what went since is said', async () => {
    const { instance } = world.server('friends');
    const request = (username: string) => [...instance.state.followRequests.values()].find((row) => row.to === personOn(world.server('friends'), username).id);
    const yes = request('locked_0');
    if (!yes) throw new Error('not asked');
    acceptRequest(instance, yes);
    // A refusal, as their server tells it.
    const refused = [...world.new.instance.state.followRequests.values()].find((row) => row.to === [...world.new.instance.state.accounts.values()].find((one) => one.username === 'choosy')?.id);
    if (!refused) throw new Error('not asked');
    world.new.instance.state.followRequests.delete(refused.id);
    const friend = [...world.new.instance.state.follows.values()].find((row) => world.new.instance.state.accounts.get(row.to)?.username === 'friend_0');
    if (!friend) throw new Error('not followed');
    world.new.instance.state.follows.delete(friend.id);
    world.clock.advance(6 * 60_000);
    await world.clock.idle();
    await mover.compare();
    expect(await fate('following', `@locked_0@${at('friends')}`)).toEqual({ status: 'carried', reason: null, detail: '' });
    for (let n = 0; n < 2; n++) {
      expect(await fate('following', `@choosy@${at('friends')}`)).toEqual({ status: 'notCarried', reason: 'declined', detail: '' });
      expect(await fate('following', `@friend_0@${at('friends')}`)).toEqual({ status: 'notCarried', reason: 'goneSince', detail: '' });
      world.clock.advance(6 * 60_000);
      await mover.compare();
    }
  });
});

describe('limits of the new server', () => {
  beforeEach(async () => {
    world = await startWorld({ size: 'small', now: noon });
    mover = await moverIn(world);
  });
  afterEach(() => world.stop());
  const left = async (kind: KindId, reason: ReasonCode) => (await mover.ledger(kind)).filter((row) => row.reason === reason).map((row) => row.label);

  it('names the follows that have no room, in lists as well', async () => {
    const { instance } = world.new;
    const ada = personOn(world.new, 'ada');
    const file = world.old.inspect.following('ada').length;
    // The file itself still fits; as many others are followed after it was taken.
    const crowd = Array.from({ length: 7500 }, (_, n) => createLocal(instance, { username: `crowd_${n}` }));
    for (const person of crowd.slice(0, 7500 - file)) followRow(instance, ada, person);
    world.clock.after(1000, () => crowd.slice(7500 - file).forEach((person) => followRow(instance, ada, person)));
    await importAll(['following', 'lists']);
    await mover.compare();
    for (const kind of ['following', 'lists'] as const) {
      const labels = await left(kind, 'followLimit');
      expect(labels.length).toBeGreaterThan(20);
      for (const label of labels) expect(failures.get(kind)).toContain(nameIn(label));
    }
  });

  it('names the lists that have no room', async () => {
    const ada = personOn(world.new, 'ada');
    const { lists } = world.new.instance.state;
    for (let n = 0; n < 48; n++) lists.set(`full-${n}`, { id: `full-${n}`, accountId: ada.id, title: `Full ${n}`, repliesPolicy: 'list', exclusive: false, members: [] });
    await importAll(['following', 'lists']);
    await mover.compare();
    const labels = await left('lists', 'full');
    expect(new Set(labels.map((label) => label.split(': @')[0])).size).toBe(3);
    for (const label of labels) expect(failures.get('lists')).toContain(nameIn(label));
  });
});

describe('more questions than the server answers in one go', () => {
  afterAll(() => world.stop());

  it('are asked once each, however often the limit ends them, and what stands between is asked for a hundred at a time', async () => {
    world = await startWorld({ size: 'small', now: noon });
    const { instance } = world.new;
    const ada = personOn(world.new, 'ada');
    for (let n = 0; n < 320; n++) followed('dead', { username: `lost_${n}` });
    for (let n = 0; n < 110; n++) block(instance, followed('new', { username: `cross_${n}` }), ada);
    mover = await moverIn(world);
    await importAll(['following']);
    mover.asked.splice(0);
    await mover.compare();
    const rows = await mover.ledger('following');
    expect(rows.filter((row) => row.reason === 'notFound')).toHaveLength(322);
    expect(rows.filter((row) => row.reason === 'blocksYou')).toHaveLength(110);
    const lookUps = mover.asked.filter((line) => line.includes('/accounts/lookup'));
    expect(lookUps.length).toBeGreaterThan(430);
    expect(lookUps).toHaveLength(new Set(lookUps).size);
    expect(world.new.seen.filter((seen) => seen.status === 429)).toEqual([]);
  });
});
