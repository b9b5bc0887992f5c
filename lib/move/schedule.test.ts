import { expect, it } from 'vitest';
import { afterRun, dueAt } from './schedule';

const day = 86_400_000;
const now = 1000 * day;
const fine = { failedDays: 0, failedSince: null };

it('is due a period after the last run, at once when one was missed, never when off', () => {
  expect(dueAt({ every: 'day', lastAt: now - 1000 }, now)).toBe(now - 1000 + day);
  expect(dueAt({ every: 'week', lastAt: now }, now)).toBe(now + 7 * day);
  expect(dueAt({ every: 'day', lastAt: 0 }, now)).toBe(day);
  expect(dueAt({ every: 'off', lastAt: 0 }, now)).toBeNull();
});

it('is not put off by a clock that has been set back', () => {
  expect(dueAt({ every: 'day', lastAt: now + 365 * day }, now)).toBe(now + day);
});

it('counts days on which it failed, however often it was tried, and forgets them when it worked', () => {
  const first = afterRun(fine, false, now);
  expect(first).toEqual({ failedDays: 1, failedSince: now });
  expect(afterRun(first, false, now + 1000)).toEqual(first);
  expect(afterRun(first, false, now + day)).toEqual({ failedDays: 2, failedSince: now });
  expect(afterRun(afterRun(first, false, now + day), false, now + 2 * day).failedDays).toBe(3);
  expect(afterRun(first, true, now + day)).toEqual(fine);
});

it('keeps counting after the clock was set back', () => {
  const third = { failedDays: 3, failedSince: now };
  expect(afterRun(third, false, now - 365 * day)).toEqual({ failedDays: 3, failedSince: now - 365 * day });
});
