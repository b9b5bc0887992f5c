import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@/e2e/servers/model';
import { startWorld, type World } from '@/e2e/servers/world';
import { issueToken } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { BackupRow, ScheduleRow } from '@/lib/store/rows';
import { createMove } from '@/lib/store/moves';
import { dropAccount } from './accounts';
import { pauseBackup, resumeBackups } from './backup';
import { readerFor, type Reader } from './testing/reader';
import { readAll, readAnnouncements, runSchedules, setSchedule } from './schedule';

resolveLocalhost();
const hour = 3_600_000;
const day = 24 * hour;
let world: World;
let reader: Reader;
let uri: string;
/** Alarms that are set, and the mark on the button. */
let alarms: Map<string, number>;
let badge: { text: string; loud: boolean };
const undo: (() => void)[] = [];

// An account that no move knows.
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  reader = await readerFor(world.old, 'ada');
  const { background } = reader;
  uri = (await background.db.accounts.toArray())[0]?.actorUri ?? '';
  alarms = new Map();
  badge = { text: '', loud: false };
  background.setAlarm = (name, when) => Promise.resolve(void alarms.set(name, when));
  background.clearAlarm = (name) => Promise.resolve(void alarms.delete(name));
  background.setBadge = (text, loud) => {
    badge = { text, loud };
    return Promise.resolve();
  };
});
afterEach(async () => {
  undo.splice(0).forEach((one) => one());
  await world.stop();
});

const now = () => reader.background.now();
const backups = (): Promise<BackupRow[]> => reader.background.db.backups.orderBy('startedAt').toArray();
const schedule = async (): Promise<ScheduleRow> => {
  const row = await reader.background.db.schedules.get(uri);
  if (!row) throw new Error('no schedule');
  return row;
};
/** The background is awake: it reads what there is to read. */
const work = () => readAll(reader.background, { run: () => reader.wake() });
const every = async (period: 'off' | 'day' | 'week') => {
  await setSchedule(reader.background, uri, period);
  await work();
};
const fault = (change: Partial<Fault>) => undo.push(world.old.addFault({ match: /\/api\//, kind: 'status', status: 503, ...change }));

/** The browser is open for so long: alarm after alarm rings. */
async function open(time: number): Promise<void> {
  const end = now() + time;
  for (;;) {
    const next = Math.min(...alarms.values());
    if (next > end) break;
    if (next > now()) world.old.instance.clock.advance(next - now());
    await work();
  }
  world.old.instance.clock.advance(Math.max(0, end - now()));
}

it('is off by itself, and off again when the person says so', async () => {
  await work();
  expect([await backups(), alarms.size]).toEqual([[], 0]);
  await every('day');
  await every('off');
  expect(alarms.has('schedule')).toBe(false);
  await open(3 * day);
  expect(await backups()).toHaveLength(1);
});

describe('runs', () => {
  it('every day, of everything, for an account without a move', async () => {
    await every('day');
    await open(3 * day + hour);
    const made = await backups();
    expect(made.map((backup) => [backup.status, backup.scheduled, backup.moveId, backup.kinds.length])).toEqual(Array.from({ length: 4 }, () => ['done', true, null, 24]));
    expect(made.slice(1).map((backup, place) => Math.round((backup.startedAt - (made[place]?.startedAt ?? 0)) / hour))).toEqual([24, 24, 24]);
    expect(badge.text).toBe('');
  });

  it('every week', async () => {
    await every('week');
    await open(15 * day);
    expect(await backups()).toHaveLength(3);
  });

  it('first a period after the last backup', async () => {
    await reader.backUp(['profile', 'following']);
    await every('day');
    await open(23 * hour);
    expect(await backups()).toHaveLength(1);
    await open(2 * hour);
    expect(await backups()).toHaveLength(2);
  });

  it('missed while the browser was closed are made up for, once', async () => {
    await every('day');
    world.old.instance.clock.advance(5 * day);
    await work();
    expect(await backups()).toHaveLength(2);
    expect(alarms.get('schedule')).toBeGreaterThan(now() + 23 * hour);
    expect(badge.text).toBe('');
  });

  it('on when the clock has been set back by a year', async () => {
    await every('day');
    reader.background.now = () => world.old.instance.clock.now() - 365 * day;
    await work();
    await open(25 * hour);
    expect(await backups()).toHaveLength(2);
  });
});

describe('a run that does not work', () => {
  it('is marked when it ends, not a day later; the mark goes when one works again', async () => {
    await every('day');
    for (const token of world.old.instance.state.tokens.values()) token.revoked = true;
    await open(25 * hour);
    expect((await backups()).at(-1)).toMatchObject({ status: 'paused', problem: { code: 'tokenRevoked' } });
    expect(badge).toEqual({ text: '!', loud: false });
    issueToken(world.old, 'ada', ['read']);
    await resumeBackups(reader.background, uri);
    await work();
    expect((await backups()).at(-1)).toMatchObject({ status: 'done' });
    expect(badge).toEqual({ text: '', loud: false });
  });

  it('because the server is down is marked after half a day, and warned of on the third', async () => {
    await every('day');
    await world.old.down();
    await open(day + 11 * hour);
    expect(badge.text).toBe('');
    await open(3 * hour);
    expect([badge, (await schedule()).failedDays]).toEqual([{ text: '!', loud: false }, 1]);
    await open(day);
    expect([badge.loud, (await schedule()).failedDays]).toEqual([false, 2]);
    await open(day);
    expect([badge, (await schedule()).failedDays]).toEqual([{ text: '!', loud: true }, 3]);
    // It is one backup all the while, and it goes on by itself.
    expect(await backups()).toHaveLength(2);
    await world.old.up();
    await open(hour);
    expect([badge, (await schedule()).failedDays]).toEqual([{ text: '', loud: false }, 0]);
    expect((await backups()).map((backup) => backup.status)).toEqual(['done', 'done']);
  });

  it('because the server says that it is closing is warned of at once', async () => {
    await every('day');
    world.old.closing(true);
    await open(25 * hour);
    expect([badge, (await schedule()).closing]).toEqual([{ text: '!', loud: true }, true]);
    world.old.closing(false);
    await open(day);
    expect([badge.text, (await schedule()).closing]).toEqual(['', false]);
  });

  it('for one kind is marked too', async () => {
    await every('day');
    fault({ match: /\/favourites$/, kind: 'truncate' });
    await open(26 * hour);
    expect((await backups()).at(-1)?.kinds.find((kind) => kind.kind === 'favourites')).toMatchObject({ status: 'failed', why: { code: 'badAnswer' } });
    expect(badge).toEqual({ text: '!', loud: false });
  });

  it('is not one that the person holds, nor one that slept for a night', async () => {
    await every('day');
    fault({ match: /\/favourites$/, status: 429 });
    await open(24 * hour + 1000);
    const running = (await backups()).at(-1);
    expect(running?.status).toBe('waiting');
    world.old.instance.clock.advance(14 * hour);
    await runSchedules(reader.background);
    expect(badge.text).toBe('');
    await pauseBackup(reader.background, running?.id ?? '');
    await runSchedules(reader.background);
    expect(badge.text).toBe('');
  });

  it('is made good by a backup that the person makes', async () => {
    await every('day');
    fault({ match: /\/favourites$/, kind: 'truncate', times: 4 });
    await open(26 * hour);
    expect(badge.text).toBe('!');
    await reader.backUp(['following', 'favourites']);
    await work();
    expect(badge.text).toBe('');
  });
});

it('ends with the sign-in: what the person has ended is no failure', async () => {
  const { background } = reader;
  await every('day');
  const move = await createMove(background.db, 'm', now());
  await background.db.moves.update(move.id, { old: { named: null, actorUri: uri } });
  await dropAccount(background, { ...move, old: { named: null, actorUri: uri } }, 'old');
  await open(3 * day);
  expect([await background.db.schedules.count(), badge.text, alarms.has('schedule')]).toEqual([0, '', false]);
  expect(await backups()).toHaveLength(1);
});

describe('what the server says', () => {
  it('is read as plain text', async () => {
    expect(await readAnnouncements(reader.background, uri)).toEqual(['We close for repairs on Sunday.']);
  });
  it('is cut and made harmless', async () => {
    undo.push(world.old.hostile('text', /announcements$/));
    const [text = ''] = await readAnnouncements(reader.background, uri);
    expect(text).toMatch(/^We close for repairs on Sunday\..*…$/s);
    expect(text).not.toMatch(/[<>\u202a-\u202e]/);
    expect(text).toHaveLength(1000);
  });
  it('is nothing where it does not answer', async () => {
    fault({});
    expect(await readAnnouncements(reader.background, uri)).toEqual([]);
    await world.old.down();
    expect(await readAnnouncements(reader.background, uri)).toEqual([]);
  });
});
