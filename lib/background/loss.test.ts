import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { Keeping } from '@/lib/browser/keeping';
import { MovingDayDb } from '@/lib/store/db';
import { createMove } from '@/lib/store/moves';
import type { Background } from './context';
import { findLoss, letGo, noteHeld } from './loss';
import { quietBrowser } from './testing/quiet';

let made = 0;

async function background(): Promise<{ of: Background; note: () => Keeping; signIn: () => Promise<string> }> {
  let keeping: Keeping = { held: false, lostAt: null };
  const db = new MovingDayDb(`loss-${made++}`);
  const of: Background = {
    ...quietBrowser,
    db,
    now: () => 1000,
    fetch: () => Promise.reject(new Error('no network')),
    setAlarm: () => Promise.resolve(),
    clearAlarm: () => Promise.resolve(),
    hasAccess: () => Promise.resolve(false),
    keeping: { read: () => Promise.resolve(keeping), write: (next) => Promise.resolve(void (keeping = next)) },
  };
  const signIn = async () => {
    const { id } = await createMove(db, 'm', 0);
    await db.moves.update(id, { old: { named: null, actorUri: 'https://old.example/users/ada' } });
    return id;
  };
  return { of, note: () => keeping, signIn };
}

describe('a database that is empty at the start', () => {
  it('is a first run where nothing was kept', async () => {
    const { of, note } = await background();
    await findLoss(of);
    expect(note()).toEqual({ held: false, lostAt: null });
  });
  it('is a loss where something was kept, said until something is kept again', async () => {
    const { of, note, signIn } = await background();
    const id = await signIn();
    await noteHeld(of);
    await findLoss(of);
    expect(note()).toEqual({ held: true, lostAt: null });
    await of.db.moves.delete(id);
    await findLoss(of);
    expect(note()).toEqual({ held: false, lostAt: 1000 });
    await findLoss(of);
    expect(note()).toEqual({ held: false, lostAt: 1000 });
    await signIn();
    await findLoss(of);
    expect(note()).toEqual({ held: true, lostAt: null });
  });
  it('is no loss where the person emptied it, also when that was killed half-way', async () => {
    const { of, note, signIn } = await background();
    const id = await signIn();
    await noteHeld(of);
    void letGo(of, async () => {
      await of.db.moves.delete(id);
      await new Promise(() => undefined);
    });
    await expect.poll(() => of.db.moves.count()).toBe(0);
    await findLoss(of);
    expect(note()).toEqual({ held: false, lostAt: null });
  });
});
