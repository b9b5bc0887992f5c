import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestArchive } from '@/e2e/servers/archive';
import { createTestBrowser } from '@/e2e/servers/pages/testBrowser';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { Move } from '@/lib/move/model';
import { exportPage } from '@/lib/pages/export';
import { readFacts } from '@/lib/store/moves';
import { checkArchive } from './archive';
import type { Background } from './context';
import { hello } from './guide';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
const minute = 60_000;
let world: World;
let reader: Reader;
let background: Background;
let move: Move;
/** When the alarm rings next; null = it is off. */
let alarm: number | null = null;
let badge = '';

beforeAll(async () => {
  world = await startWorld({ size: 'small' });
  reader = await readerFor(world.old, 'ada');
  background = {
    ...reader.background,
    setAlarm: async (name, when) => {
      if (name === 'archive') alarm = when;
    },
    clearAlarm: async (name) => {
      if (name === 'archive') alarm = null;
    },
    setBadge: async (text) => {
      badge = text;
    },
  };
  const [account] = await background.db.accounts.toArray();
  move = { id: 'move', createdAt: 0, old: { named: null, actorUri: account?.actorUri ?? null }, new: { named: null, actorUri: null } };
  await background.db.moves.put(move);
});
afterAll(() => world.stop());

const fact = async () => (await readFacts(background.db, 'move'))['old.archive'];
const asked = () => reader.asked.filter((line) => line.endsWith('/settings/export')).length;
/** The guide says hello on the export page, seen as that person. */
async function sayHello(username: string): Promise<void> {
  const doc = await (await createTestBrowser(world.old, username)).get('/settings/export');
  await hello(background, world.old.origin, { page: 'export', path: '/settings/export', identity: { acct: `${username}@${world.old.domain}`, disabled: false, movedTo: null }, reading: exportPage.read(doc) });
}
async function later(ms: number): Promise<void> {
  world.clock.advance(ms);
  await world.clock.idle();
}

it('looks at the export page until the archive is ready, and says so', async () => {
  await sayHello('ada');
  expect(await fact()).toMatchObject({ value: { state: 'none', askedAt: null, askFrom: null }, source: 'page', host: world.old.origin });
  expect([alarm, badge]).toEqual([null, '']);

  requestArchive(world.old.instance, personOn(world.old, 'ada'));
  await sayHello('ada');
  const value = (await fact())?.value;
  expect(value).toMatchObject({ state: 'making', seen: true });
  expect((value?.askFrom ?? 0) - (value?.askedAt ?? 0)).toBe(6 * 24 * 60 * minute);
  expect((alarm ?? 0) - background.now()).toBeGreaterThan(9 * minute);

  // A start of the background does not ask again before its time.
  await checkArchive(background, move);
  expect(asked()).toBe(0);

  // Without host access, signed out, or signed in as somebody else: nothing is believed, and it is tried again.
  await later(11 * minute);
  await checkArchive(background, move);
  expect(asked()).toBe(0);
  reader.session.signedInAs = 'bob';
  await checkArchive(background, move);
  expect([asked(), (await fact())?.value.state]).toEqual([1, 'making']);
  expect((alarm ?? 0) - background.now()).toBeGreaterThan(9 * minute);

  reader.session.signedInAs = 'ada';
  await checkArchive(background, move);
  expect((await fact())?.value).toMatchObject({ state: 'ready', seen: false });
  expect([alarm, badge]).toEqual([null, '↓']);

  // On the export page it is seen: the mark goes.
  await sayHello('ada');
  expect((await fact())?.value).toMatchObject({ state: 'ready', seen: true });
  expect(badge).toBe('');
});

it('does not take another person’s page for the account’s own', async () => {
  const before = await fact();
  await sayHello('bob');
  expect(await fact()).toEqual(before);
});

it('works after the move, and marks the button again for a new one', async () => {
  await later(6 * 24 * 60 * minute);
  personOn(world.old, 'ada').movedToUri = personOn(world.new, 'ada').uri;
  requestArchive(world.old.instance, personOn(world.old, 'ada'));
  await sayHello('ada');
  expect((await fact())?.value.state).toBe('making');
  await later(11 * minute);
  await checkArchive(background, move);
  expect((await fact())?.value).toMatchObject({ state: 'ready', seen: false });
  expect(badge).toBe('↓');
});
