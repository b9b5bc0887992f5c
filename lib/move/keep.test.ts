import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worthDropping, type KeptBackup } from './keep';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2030-06-15T12:00:00Z');
const all = new Set(['following', 'posts']);
/** Backups of these ages, newest first; each is called by its age in hours. */
const aged = (ages: number[], holds: ReadonlySet<string> = all): KeptBackup[] => ages.map((age) => ({ id: String(age), finishedAt: now - age * hour, holds }));
const keptOf = (backups: KeptBackup[]): number[] => {
  const gone = new Set(worthDropping(backups, now));
  return backups.filter((backup) => !gone.has(backup.id)).map((backup) => Number(backup.id)).sort((a, b) => a - b);
};

describe('what is kept', () => {
  it('of two days is everything, then one a day, a week, a month', () => {
    const kept = keptOf(aged(Array.from({ length: 365 * 4 }, (_, n) => n * 6)));
    const within = (from: number, to: number) => kept.filter((age) => age >= from * 24 && age < to * 24).length;
    expect(within(0, 2)).toBe(8);
    expect(within(2, 9)).toBeGreaterThanOrEqual(7);
    expect(within(2, 9)).toBeLessThanOrEqual(8);
    expect(within(9, 62)).toBeLessThanOrEqual(9);
    expect(within(62, 365)).toBeLessThanOrEqual(12);
    expect(within(62, 365)).toBeGreaterThanOrEqual(10);
  });

  it('is the newest two, however old they are', () => expect(keptOf(aged([5000, 5001, 5002]))).toEqual([5000, 5001]));

  it('is what a later one has not read: a quick one does not push out a whole one', () => {
    const whole = aged([73, 100])[0];
    const quick = aged([72], new Set(['following']))[0];
    const newer = aged([1, 2]);
    if (!whole || !quick) throw new Error('no backup');
    expect(keptOf([...newer, quick, whole])).toEqual([1, 2, 72, 73]);
    // The other way round the whole one stands for the quick one.
    const [later, earlier] = [aged([72])[0], aged([73], new Set(['following']))[0]];
    if (!later || !earlier) throw new Error('no backup');
    expect(keptOf([...newer, later, earlier])).toEqual([1, 2, 72]);
  });

  it('is everything that was read, by some backup of about that time', () => {
    const kinds = ['following', 'posts', 'media'];
    const backup = fc.record({ age: fc.integer({ min: 0, max: 24 * 400 }), holds: fc.subarray(kinds) });
    fc.assert(
      fc.property(fc.uniqueArray(backup, { selector: (one) => one.age, maxLength: 60 }), (list) => {
        const backups = list.map(({ age, holds }) => ({ id: String(age), finishedAt: now - age * hour, holds: new Set(holds) }));
        const kept = keptOf(backups).map((age) => backups.find((one) => one.id === String(age)));
        for (const gone of backups.filter((one) => !kept.includes(one))) {
          const near = kept.filter((one) => one && Math.abs(one.finishedAt - gone.finishedAt) <= 31 * day && one.finishedAt > gone.finishedAt);
          for (const kind of gone.holds) expect(near.some((one) => one?.holds.has(kind))).toBe(true);
        }
        expect(worthDropping(backups.filter((one) => kept.includes(one)), now)).toEqual([]);
      }),
    );
  });
});
