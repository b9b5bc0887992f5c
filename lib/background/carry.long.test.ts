import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { leaveOut } from '@/lib/store/choices';
import { replaceLedger } from '@/lib/store/ledger';
import { carryOne, carryRest, pauseRest, resumeRest } from './carry';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
const noon = Date.UTC(2030, 0, 5, 12);
let world: World;
let mover: Mover;

beforeEach(async () => {
  world = await startWorld({ size: 'small', now: noon });
  mover = await moverIn(world);
});
afterEach(() => world.stop());

/** What the API is to bring, by the servers' true state. */
function expectArrived(): void {
  const [old, next] = [world.old.inspect, world.new.inspect];
  const sorted = <T>(rows: T[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(sorted(next.listSettings('ada'))).toEqual(sorted(old.listSettings('ada')));
  expect(next.followedTags('ada').sort()).toEqual(old.followedTags('ada').sort());
  expect(next.featuredTags('ada').sort()).toEqual(old.featuredTags('ada').sort());
  expect(next.endorsed('ada').sort()).toEqual(old.endorsed('ada').sort());
  expect(sorted(next.notes('ada'))).toEqual(sorted(old.notes('ada')));
  const ends = next.mutesUntil('ada');
  for (const mute of old.mutesUntil('ada')) {
    const there = ends.find((row) => row.acct === mute.acct);
    expect(there?.notifications).toBe(mute.notifications);
    expect(Math.abs((there?.expiresAt ?? 0) - (mute.expiresAt ?? 0))).toBeLessThan(60_000);
  }
  expect(next.preferences('ada')).toMatchObject({ visibility: 'unlisted', sensitive: true, language: 'de', quotePolicy: 'followers' });
}

const fates = async (kind: KindId) => Object.fromEntries((await mover.ledger(kind)).map((row) => [row.label, row.reason ?? row.status]));

it('everything arrives, is named right in the ledger, and a second run changes nothing', async () => {
  await mover.importAll();
  await mover.compare();
  expect(await fates('followedTags')).toMatchObject({ '#tee': 'notBroughtYet' });
  expect(await fates('lists')).toMatchObject({ Empty: 'notBroughtYet', News: 'notBroughtYet', Friends: 'carried' });
  expect(mover.writes()).toEqual([]);

  await carryRest(mover.background, mover.move);
  const job = await mover.settle();
  expect(job).toMatchObject({ status: 'done', problem: null });
  expectArrived();
  const first = mover.writes();
  expect(first.every((line) => line.endsWith(' 200'))).toBe(true);
  for (const kind of ['lists', 'mutes', 'followedTags', 'featuredTags', 'featuredAccounts', 'notes'] as const) {
    const named = (await mover.ledger(kind)).filter((row) => row.status !== 'carried').map((row) => row.label);
    expect(named).toEqual(world.seed.notCarried.filter((row) => row.kind === kind).map((row) => row.label));
  }
  expect(await fates('preferences')).toMatchObject({ 'reading:autoplay:gifs = true': 'noApi', 'posting:default:language = de': 'carried' });
  expect(Object.values(await fates('scheduledPosts'))).toEqual(['waitsForYou', 'waitsForYou', 'waitsForYou']);

  await carryRest(mover.background, mover.move);
  await mover.settle();
  expect(mover.writes()).toEqual(first);

  // Another browser that knows of none of it finds it all there.
  await mover.db.carries.clear();
  await carryRest(mover.background, mover.move);
  expect(await mover.settle()).toMatchObject({ status: 'done' });
  expect(mover.writes()).toEqual(first);
});

it('a language to post in that was never chosen is not chosen for NEW, though servers name one', async () => {
  const user = world.old.instance.state.users.get(personOn(world.old, 'ada').id);
  if (!user) throw new Error('no user');
  user.defaultLanguage = null;
  mover = await moverIn(world);
  for (const name of ['language', 'visibility']) await carryOne(mover.background, mover.move, 'preferences', `posting:default:${name}`);
  await mover.settle();
  expect(await fates('preferences')).toMatchObject({ 'posting:default:language = null': 'carried', 'posting:default:visibility = unlisted': 'carried' });
  expect(world.new.inspect.preferences('ada')).toMatchObject({ visibility: 'unlisted', language: null });
});

/** Writes that were taken, each as often as it was. */
const doubled = (lines: string[]) => lines.filter((line, index) => lines.indexOf(line) !== index);
const exact = () => world.new.inspect.writes().map((one) => one.line).filter((line) => line !== 'PATCH /api/v1/accounts/update_credentials' && line !== 'POST /api/v1/lists' && line !== 'POST /api/v1/featured_tags');

it('killed after every single write, between the answer and the store, it ends the same with no write twice', async () => {
  await mover.importAll(['following', 'lists', 'mutes']);
  await mover.compare();
  await carryRest(mover.background, mover.move);
  let kills = 0;
  while (await mover.killAfterWrite(1)) kills++;
  expect(await mover.settle()).toMatchObject({ status: 'done', problem: null });
  expectArrived();
  expect(kills).toBeGreaterThan(15);
  expect(world.new.inspect.writes()).toHaveLength(kills);
  expect(doubled(exact())).toEqual([]);
});

describe('the follows of a day', () => {
  const day = 86_400_000;
  /** Hashtags beyond what one day allows. */
  function followMany(count: number): void {
    const { state } = world.old.instance;
    const [first] = [...state.tagFollows.values()];
    for (let n = 0; n < count; n++) {
      const id = String(9_000_000 + n);
      state.tagFollows.set(id, { id, accountId: first?.accountId ?? '', name: `tag_number_${n}` });
    }
  }

  it('are 400: the rest waits for the server’s next day, to the second, and nothing is refused', async () => {
    followMany(800);
    mover = await moverIn(world);
    await mover.importAll(['following', 'lists', 'mutes']);
    await mover.compare();
    await carryRest(mover.background, mover.move);
    const waiting = await mover.settle(8 * 3_600_000);
    expect(waiting).toMatchObject({ status: 'waiting', problem: null });
    const midnight = noon + day / 2;
    expect((waiting.waitsUntil ?? 0) - midnight).toBeGreaterThanOrEqual(0);
    expect((waiting.waitsUntil ?? 0) - midnight).toBeLessThanOrEqual(1000);
    expect(world.new.inspect.followedTags('ada')).toHaveLength(400);
    const ledger = await mover.ledger('followedTags');
    expect(ledger.filter((row) => row.status === 'carried')).toHaveLength(400);
    expect(ledger.filter((row) => row.reason === 'waitsForTomorrow')).toHaveLength(406);
    // Everything else did not wait with them.
    expect(world.new.inspect.featuredTags('ada')).toHaveLength(3);
    expect((await mover.ledger('notes')).filter((row) => row.status === 'waiting')).toEqual([]);

    expect(await mover.settle()).toMatchObject({ status: 'done' });
    expect(world.new.inspect.followedTags('ada')).toHaveLength(806);
    const made = world.new.inspect.writes().filter((one) => one.line.endsWith('/follow'));
    expect(made.every((one) => one.status === 200)).toBe(true);
    expect([...new Set(made.map((one) => Math.floor(one.at / day)))]).toHaveLength(3);
    expect(world.new.seen.filter((one) => one.status === 429)).toEqual([]);
  });

  it('that the person has used in an app: the server’s 429 is believed', async () => {
    const { clock, windows } = world.new.instance;
    const me = [...world.new.instance.state.users.keys()].find((id) => world.new.instance.state.accounts.get(id)?.username === 'ada') ?? '';
    windows.set(`follows:${me}:${Math.floor(clock.now() / day)}`, 400);
    await carryRest(mover.background, mover.move);
    const waiting = await mover.settle(6 * 3_600_000);
    expect((await mover.ledger('followedTags')).every((row) => row.status === 'waiting')).toBe(true);
    expect(waiting.status).toBe('waiting');
    expect(world.new.inspect.writes().filter((one) => one.line.endsWith('/follow')).map((one) => one.status)).toEqual([429]);
    await mover.settle(14 * 3_600_000);
    expect(world.new.inspect.followedTags('ada').sort()).toEqual(world.old.inspect.followedTags('ada').sort());
    expect(world.new.inspect.writes().filter((one) => one.status === 429)).toHaveLength(1);
  });
});

describe('what the server refuses is named', () => {
  const fault = (match: RegExp, status: number, times?: number) => world.new.addFault({ match, kind: 'status', status, ...(times === undefined ? {} : { times }) });
  const tags = async () => Object.values(await fates('featuredTags'));
  const go = async (most?: number) => {
    await carryRest(mover.background, mover.move);
    return mover.settle(most ?? 60_000);
  };

  it('404: not offered; 422: refused, after a second look; 403: refused', async () => {
    fault(/POST .*featured_tags$/, 404);
    await go();
    expect(new Set(await tags())).toEqual(new Set(['notOffered']));
    world.new.instance.faults.splice(0);
    fault(/POST .*featured_tags$/, 422);
    await go();
    expect(new Set(await tags())).toEqual(new Set(['refusedByServer']));
    expect(world.new.inspect.writes().filter((one) => one.status === 422 && one.line.endsWith('featured_tags'))).toHaveLength(6);
    world.new.instance.faults.splice(0);
    fault(/POST .*featured_tags$/, 403);
    await go();
    expect(new Set(await tags())).toEqual(new Set(['refusedByServer']));
    world.new.instance.faults.splice(0);
    await go();
    expect(new Set(await tags())).toEqual(new Set(['carried']));
  });

  it('a 422 for what is there already is no refusal', async () => {
    const { fetch } = mover.background;
    // The answer of the first write is lost on its way: the server has taken it.
    let lost = 1;
    mover.background.fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (init.method === 'POST' && url.endsWith('featured_tags') && lost-- > 0) return new Response('{"error":"Validation failed"}', { status: 422 });
      return answer;
    };
    await go();
    expect(new Set(await tags())).toEqual(new Set(['carried']));
    expect(mover.writes().filter((line) => line.includes('featured_tags'))).toHaveLength(3);
  });

  it('more than the server takes', async () => {
    const { state } = world.new.instance;
    const owner = [...state.users.keys()].find((id) => state.accounts.get(id)?.username === 'ada') ?? '';
    for (let n = 0; n < 9; n++) state.featuredTags.set(`own${n}`, { id: `own${n}`, accountId: owner, name: `mine_${n}`, createdAt: 0 });
    await go();
    expect((await tags()).sort()).toEqual(['carried', 'full', 'full']);
    expect(mover.writes().filter((line) => line.includes('featured_tags'))).toHaveLength(1);
  });

  it('429 of all requests is waited out by its header; 500 that stays costs its row, not the others', async () => {
    fault(/POST .*featured_tags$/, 429, 1);
    await carryRest(mover.background, mover.move);
    await mover.carry();
    const waiting = await mover.job();
    expect(waiting).toMatchObject({ status: 'waiting', problem: null });
    expect((waiting.waitsUntil ?? 0) - mover.background.now()).toBeLessThanOrEqual(61_000);
    fault(/POST .*featured_tags$/, 500);
    await mover.settle(20 * 3_600_000);
    expect(new Set(await tags())).toEqual(new Set(['serverTrouble']));
    expect((await mover.ledger('preferences')).filter((row) => row.status === 'waiting')).toEqual([]);
  });

  it('a sign-in that lacks a scope, or has ended: the person is asked, and it goes on', async () => {
    const [row] = await mover.db.tokens.where('actorUri').equals(mover.move.new.actorUri ?? '').toArray();
    if (!row) throw new Error('no token');
    await mover.db.tokens.put({ ...row, scopes: ['read', 'write:accounts'] });
    expect(await go()).toMatchObject({ status: 'paused', problem: { code: 'scopeMissing', role: 'new', vars: [new URL(world.new.origin).host, 'write:lists'] } });
    expect(mover.writes().filter((line) => line.includes('follow'))).toEqual([]);
    await mover.db.tokens.put(row);
    await resumeRest(mover.background, mover.move.id);
    const token = world.new.instance.state.tokens.get(row.accessToken);
    if (token) token.revoked = true;
    expect(await mover.settle(60_000)).toMatchObject({ status: 'paused', problem: { code: 'tokenRevoked' } });
    if (token) token.revoked = false;
    await mover.db.tokens.put(row);
    await resumeRest(mover.background, mover.move.id);
    await mover.settle(60_000);
    expect(world.new.inspect.followedTags('ada')).toHaveLength(6);
  });
});

describe('scheduled posts', () => {
  it('are sent one by one, each by its own press, and never twice', async () => {
    const rows = await mover.db.items.where('[backupId+kind]').between(['', 'scheduledPosts'], ['\uffff', 'scheduledPosts']).toArray();
    const keys = rows.filter((row) => row.kind === 'scheduledPosts').map((row) => row.key);
    await carryRest(mover.background, mover.move);
    await mover.settle(60_000);
    expect(world.new.inspect.scheduled('ada')).toEqual([]);
    await carryOne(mover.background, mover.move, 'scheduledPosts', keys[0] ?? '');
    expect(await mover.killAfterWrite(1)).toBe(true);
    await mover.settle(60_000);
    await carryOne(mover.background, mover.move, 'scheduledPosts', keys[0] ?? '');
    await mover.settle(60_000);
    const there = world.new.inspect.scheduled('ada');
    expect(there).toHaveLength(1);
    expect(world.old.inspect.scheduled('ada')).toContainEqual(there[0]);
    expect(mover.writes().filter((line) => line.includes('statuses'))).toHaveLength(1);
  });

  it('whose time is past by the server’s clock are named and not published', async () => {
    const rows = (await mover.db.items.toArray()).filter((row) => row.kind === 'scheduledPosts');
    // This device is an hour behind; the post is due in half an hour by the device.
    const [first] = rows;
    if (!first) throw new Error('nothing scheduled');
    await mover.db.items.put({ ...first, row: { ...(first.row as object), at: new Date(world.new.instance.clock.now() - 1_800_000).toISOString() } });
    const { clock } = world;
    mover.background.now = () => clock.now() - 3_600_000;
    await carryOne(mover.background, mover.move, 'scheduledPosts', first.key);
    await mover.carry();
    expect((await mover.ledger('scheduledPosts')).find((row) => row.key === first.key)).toMatchObject({ status: 'notCarried', reason: 'isPast' });
    expect(mover.writes()).toEqual([]);
  });
});

it('is held by the person: nothing is written until it goes on', async () => {
  await carryRest(mover.background, mover.move);
  await pauseRest(mover.background, mover.move.id);
  await mover.carry();
  expect([(await mover.job()).status, mover.writes()]).toEqual(['paused', []]);
  await resumeRest(mover.background, mover.move.id);
  expect((await mover.job()).status).toBe('paused');
});

it('leaves behind what the person leaves behind', async () => {
  await leaveOut(mover.db, mover.move.id, 'followedTags', ['tee', 'knitting'], true);
  await carryRest(mover.background, mover.move);
  await leaveOut(mover.db, mover.move.id, 'followedTags', ['poetry'], true);
  await mover.settle(60_000);
  expect(world.new.inspect.followedTags('ada').sort()).toEqual(['engines', 'mathematics', 'Überraschung'].sort());
  await mover.compare();
  expect(await fates('followedTags')).toMatchObject({ '#tee': 'leftOut', '#poetry': 'leftOut', '#engines': 'carried' });
});

describe('on an older server', () => {
  it('filters come by API, and accounts are featured by the old name', async () => {
    await world.stop();
    world = await startWorld({ size: 'small', now: noon, servers: [{ name: 'new', version: '4.3' }] });
    const { filters } = world.old.instance.state;
    const [ofWords] = [...filters.values()];
    ofWords?.statuses.push({ id: '1', statusId: world.old.instance.state.bookmarks.of('account', personOn(world.old, 'ada').id)[0]?.statusId ?? '' });
    mover = await moverIn(world);
    await mover.importAll(['following']);
    await mover.compare();
    expect(await fates('filters')).toMatchObject({ 'No spiders': 'notBroughtYet' });
    await carryRest(mover.background, mover.move);
    await mover.settle(60_000);
    const plain = (rows: { title: string; context: string[]; keywords: string[] }[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(plain(world.new.inspect.filters('ada'))).toEqual(plain(world.old.inspect.filters('ada')));
    expect(world.new.inspect.endorsed('ada').sort()).toEqual(world.old.inspect.endorsed('ada').sort());
    expect(mover.writes().some((line) => line.includes('/pin '))).toBe(true);
    expect(await fates('preferences')).toMatchObject({ 'posting:default:quote_policy = followers': 'notOffered' });
    // By its bringing, and by the comparison.
    for (let n = 0; n < 2; n++) {
      expect((await mover.ledger('filters')).find((row) => row.label === ofWords?.title)).toMatchObject({ status: 'carried', reason: 'withoutPosts' });
      expect(await fates('filters')).toMatchObject({ 'No spiders': 'carried' });
      await mover.compare();
    }
  });
});

it('what comes while the lists are being compared keeps its place in the ledger', async () => {
  await mover.compare();
  const [row] = await mover.ledger('followedTags');
  if (!row) throw new Error('nothing owed');
  await carryRest(mover.background, mover.move);
  await mover.settle(60_000);
  // A judgement that began before, and ends now.
  await replaceLedger(mover.db, mover.move.id, 'followedTags', [row]);
  expect(await mover.ledger('followedTags')).toMatchObject([{ key: row.key, status: 'carried', reason: null }]);
});

it.each(['linkLoop', 'linkForever', 'linkElsewhere'] as const)('a list of the new server that does not end (%s) costs its own kind alone, and nothing is written blindly', async (kind) => {
  // A page that names a next one.
  for (let n = 0; n < 200; n++) world.new.instance.state.tagFollows.set(`f${n}`, { id: String(90_000 + n), accountId: personOn(world.new, 'ada').id, name: `filler${n}` });
  const undo = world.new.hostile(kind, /\/followed_tags$/);
  await carryRest(mover.background, mover.move);
  await mover.settle(3_600_000);
  const tags = await mover.db.carries.where('[moveId+kind]').equals([mover.move.id, 'followedTags']).toArray();
  expect(tags.length).toBeGreaterThan(0);
  for (const row of tags) expect(row).toMatchObject({ status: 'refused', reason: 'listBroken' });
  expect(mover.writes().filter((line) => line.includes('/tags/') && line.includes('follow'))).toEqual([]);
  expect(world.new.inspect.featuredTags('ada').sort()).toEqual(world.old.inspect.featuredTags('ada').sort());
  expect(mover.asked.filter((line) => line.includes('/followed_tags')).length).toBeLessThan(600);

  undo();
  await carryRest(mover.background, mover.move);
  await mover.settle(3_600_000);
  expect(world.new.inspect.followedTags('ada')).toEqual(expect.arrayContaining(world.old.inspect.followedTags('ada')));
});
