import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { accountOf, readFacts } from '@/lib/store/moves';
import { showBadge } from './badge';
import { hello } from './guide';
import { pairOf, type Pair } from './testing/pair';
import { watchRefusal } from './watch';

resolveLocalhost();
const minute = 60_000;
let world: World;
let pair: Pair;
let badge: string;
let notified: string[];
const alarms = new Map<string, number>();
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  pair = await pairOf(world, { old: ['read'], new: ['read'] });
  alarms.clear();
  badge = '';
  notified = [];
  Object.assign(pair.background, {
    setAlarm: (name: string, when: number) => Promise.resolve(void alarms.set(name, when)),
    notify: (id: string, vars: string[]) => Promise.resolve(void notified.push([id, ...vars].join(' '))),
    setBadge: (text: string) => Promise.resolve(void (badge = text)),
  });
  await pair.reader.backUp(['profile', 'following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters', 'followers']);
});
afterEach(() => world.stop());

const accountName = async (role: 'old' | 'new') => (await accountOf(pair.background.db, pair.move, role))?.acct ?? '';
/** The old server's migration page, shown once more with an error at the handle. */
const refusedAt = async (load: string) => (await hello(pair.background, world.old.origin, { page: 'migration', path: '/settings/migration', load, identity: { acct: await accountName('old'), disabled: false, movedTo: null }, reading: { lastMigration: null, refused: 'handle' } })).context.refusal;
const aliasListed = async (listed: boolean) => hello(pair.background, world.new.origin, { page: 'aliases', path: '/settings/aliases', identity: { acct: await accountName('new'), disabled: false, movedTo: null }, reading: { aliases: listed ? [await accountName('old')] : [] } });
const ring = () => watchRefusal(pair.background, pair.move);
const told = async () => (await refusedAt('first'))?.code;

describe('the old server says that NEW is no alias', () => {
  it('without an alias: said, and watched until there is one, though nobody presses anything', async () => {
    await aliasListed(false);
    expect(await refusedAt('first')).toEqual({ code: 'notSet', minutes: null });
    const asked = world.clock.now();
    await ring();
    // The world's time runs on while it is asked.
    const due = (alarms.get('alias') ?? 0) - 3 * minute - 1000;
    expect(due).toBeGreaterThanOrEqual(asked);
    expect(due).toBeLessThanOrEqual(world.clock.now());
    personOn(world.new, 'ada').alsoKnownAs.push(personOn(world.old, 'ada').uri);
    await aliasListed(true);
    await ring();
    // The page was shown once; each look at it since is the same refusal.
    expect(await refusedAt('first')).toEqual({ code: 'copy', minutes: 3 });
    world.clock.advance(3 * minute);
    await ring();
    expect(await told()).toBe('tryAgain');
    expect(badge).toBe('→');
    await ring();
    expect(notified).toEqual([`tryAgain @${await accountName('new')}`]);
    // Another try is another refusal, of which the person is told once more.
    expect(await refusedAt('second')).toEqual({ code: 'copy', minutes: 3 });
    world.clock.advance(3 * minute);
    await ring();
    await ring();
    expect(notified.length).toBe(2);
  });

  it('for three minutes, while NEW shows a copy from before', async () => {
    await aliasListed(true);
    await refusedAt('first');
    await ring();
    expect(await refusedAt('first')).toEqual({ code: 'cached', minutes: 3 });
    world.clock.advance(2 * minute);
    expect(await refusedAt('first')).toEqual({ code: 'cached', minutes: 1 });
    world.clock.advance(minute);
    expect(await told()).toBe('late');
  });

  it('since NEW answers nobody: said, watched, and worth another try once it does again', async () => {
    personOn(world.new, 'ada').alsoKnownAs.push(personOn(world.old, 'ada').uri);
    await aliasListed(true);
    await world.new.down();
    await refusedAt('first');
    await ring();
    expect(await told()).toBe('unreachable');
    expect(alarms.get('alias')).toBeGreaterThan(world.clock.now());
    await world.new.up();
    world.clock.advance(3 * minute + 1000);
    await ring();
    expect(await told()).toBe('tryAgain');
  });

  it('is watched for a day, with a backup that stays fresh, and then no more', async () => {
    await aliasListed(true);
    await refusedAt('first');
    const backups = () => pair.background.db.backups.filter((row) => row.purpose === 'backup').count();
    const before = await backups();
    world.clock.advance(21 * 60 * minute);
    await ring();
    expect(await backups()).toBe(before + 1);
    expect(alarms.get('alias')).toBeGreaterThan(world.clock.now());
    world.clock.advance(4 * 60 * minute);
    await ring();
    expect(await backups()).toBe(before + 1);
    await showBadge(pair.background);
    expect(badge).toBe('');
    expect((await hello(pair.background, world.old.origin, { page: null, path: '/', identity: null, reading: {} })).context.refusal).toBeNull();
  });
});

it('a wrong password is said, and nothing is watched for it', async () => {
  const { context } = await hello(pair.background, world.old.origin, { page: 'migration', path: '/settings/migration', load: 'x', identity: { acct: await accountName('old'), disabled: false, movedTo: null }, reading: { lastMigration: null, refused: 'password' } });
  expect(context.refusal).toEqual({ code: 'password', minutes: 0 });
  await ring();
  expect(alarms.has('alias')).toBe(false);
  expect((await readFacts(pair.background.db, pair.move.id))['old.refused']?.value.where).toBe('password');
});
