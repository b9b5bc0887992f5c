import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@/e2e/servers/model';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { deleteBackup } from '@/lib/store/backups';
import { pauseBackup, resumeBackups } from './backup';
import { readerFor, type Reader } from './testing/reader';
import { expectWhole, some } from './testing/whole';

resolveLocalhost();
const hour = 3_600_000;
let world: World;
let reader: Reader;
const undo: (() => void)[] = [];
beforeEach(async () => {
  world = await startWorld();
  reader = await readerFor(world.old, 'ada');
});
afterEach(async () => {
  undo.splice(0).forEach((one) => one());
  await world.stop();
});

const fault = (change: Partial<Fault>) => undo.push(world.old.addFault({ match: /\/api\//, kind: 'status', ...change }));

describe('the person', () => {
  /** Does something at the n-th request from now. */
  function atRequest(nth: number, act: () => Promise<void>): void {
    const { fetch } = reader.background;
    let left = nth;
    reader.background.fetch = async (url, init) => {
      if (--left === 0) await act();
      return fetch(url, init);
    };
  }
  const newest = async () => (await reader.background.db.backups.toArray())[0];

  it.each([1, 2, 3, 5, 8, 12])('pauses in the middle of slice %i, and goes on', async (nth) => {
    atRequest(nth, async () => pauseBackup(reader.background, (await newest())?.id ?? ''));
    const paused = await reader.begin(some);
    expect(paused).toMatchObject({ status: 'paused', problem: null, waitsUntil: null });
    const asked = reader.asked.length;
    await reader.wake();
    expect(reader.asked).toHaveLength(asked);
    await expectWhole(world.old, reader, await reader.backUp(some));
  });

  it('pauses while it waits: no alarm goes on by itself', async () => {
    fault({ match: /\/followers$/, status: 503 });
    const waiting = await reader.begin(some);
    await pauseBackup(reader.background, waiting.id);
    world.old.instance.clock.advance(hour);
    await reader.wake();
    expect(await newest()).toMatchObject({ status: 'paused', problem: null });
    await resumeBackups(reader.background, waiting.actorUri);
    expect((await newest())?.status).toBe('paused');
    undo.splice(0).forEach((one) => one());
    await expectWhole(world.old, reader, await reader.backUp(some));
  });

  it('pauses at a slice that fails: it stays paused', async () => {
    fault({ match: /\/followers$/, status: 503 });
    const { fetch } = reader.background;
    reader.background.fetch = async (url, init) => {
      if (url.includes('/followers')) await pauseBackup(reader.background, (await newest())?.id ?? '');
      return fetch(url, init);
    };
    expect(await reader.begin(some)).toMatchObject({ status: 'paused', problem: null });
  });

  it.each([1, 3, 6])('throws it away in the middle of slice %i: nothing of it comes back', async (nth) => {
    const { db } = reader.background;
    atRequest(nth, async () => deleteBackup(db, (await newest())?.id ?? ''));
    await expect(reader.begin([...some, 'media'])).rejects.toThrow('gone');
    await reader.wake();
    expect(await Promise.all([db.backups, db.items, db.files].map((table) => table.count()))).toEqual([0, 0, 0]);
  });
});
