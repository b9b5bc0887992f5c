import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedAt, emptyBudget, followAllowedAt, isFamily, isPaged, learn, note, noteFollow, spend, take } from './budget';
import { memoryBudget } from './testing/net';

const now = 1_000_000_000;
const minute = 60_000;

it('lets 297 paged requests through, then waits until the first is 15 minutes old', () => {
  let budget = emptyBudget('a');
  for (let n = 0; n < 297; n++) {
    const at = now + n * 2000;
    expect(allowedAt(budget, at, true)).toBe(at);
    budget = spend(budget, at, true);
  }
  const later = now + 297 * 2000;
  expect(allowedAt(budget, later, true)).toBe(now + 15 * minute);
  expect(allowedAt(budget, later, false)).toBe(later);
});

it('uses the server’s own windows once it has said its time: no request too many, none a window later', () => {
  const skew = 123_456;
  const limits = [['all', 5 * minute], ['paged', 15 * minute]] as const;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 700, maxLength: 900, size: 'max' }), fc.integer({ min: -1000, max: 0 }), (pauses, rounded) => {
      const windows = new Map<string, number>();
      // The header's whole seconds are up to one second behind.
      let budget = learn(emptyBudget('a'), null, skew + rounded);
      let at = now;
      let waits = 0;
      for (const pause of pauses) {
        const wanted = at + pause;
        at = allowedAt(budget, wanted, true);
        if (at > wanted) {
          waits++;
          const serverTime = at + skew;
          // Whatever it waited for began just now.
          expect(Math.min(...limits.map(([, length]) => serverTime % length))).toBeLessThan(4000);
        }
        budget = spend(budget, at, true);
        for (const [name, length] of limits) {
          const key = `${name}:${Math.floor((at + skew) / length)}`;
          windows.set(key, (windows.get(key) ?? 0) + 1);
        }
      }
      expect(Math.max(...windows.values())).toBeLessThanOrEqual(300);
      expect(waits).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});

it('takes half on other software, unless its headers say more', () => {
  const spent = (count: number) => Array.from({ length: count }).reduce<ReturnType<typeof emptyBudget>>((budget) => spend(budget, now, true), emptyBudget('a'));
  expect(allowedAt(spent(147), now, true, 'unknown')).toBe(now);
  expect(allowedAt(spent(148), now, true, 'unknown')).toBe(now + 15 * minute);
  expect(allowedAt(learn(spent(200), { limit: 300, remaining: 100, reset: now }), now, true, 'unknown')).toBe(now);
});

it('stays under the limits of every window that a server may count in', () => {
  const steps = fc.array(fc.record({ pause: fc.integer({ min: 0, max: 500 }), paged: fc.boolean() }), { minLength: 500, maxLength: 1500, size: 'max' });
  fc.assert(
    fc.property(steps, (list) => {
      const windows = new Map<string, number>();
      let budget = emptyBudget('a');
      let at = now;
      for (const { pause, paged } of list) {
        at = allowedAt(budget, at + pause, paged);
        budget = spend(budget, at, paged);
        for (const [name, length] of paged ? ([['all', 5 * minute], ['paged', 15 * minute]] as const) : ([['all', 5 * minute]] as const)) {
          const key = `${name}:${Math.floor(at / length)}`;
          windows.set(key, (windows.get(key) ?? 0) + 1);
        }
      }
      expect(Math.max(...windows.values())).toBe(297);
    }),
    { numRuns: 20 },
  );
});

describe('what the server says', () => {
  it('is waited for, also when a few are left: the person’s apps share the limit', () => {
    expect(allowedAt(learn(emptyBudget('a'), { limit: 300, remaining: 0, reset: now + 5000 }), now, false)).toBe(now + 5000);
    expect(allowedAt(learn(emptyBudget('a'), { limit: 300, remaining: 3, reset: now + 5000 }), now, false)).toBe(now + 5000);
    expect(learn(emptyBudget('a'), { limit: 300, remaining: 4, reset: now + 5000 }).blockedUntil).toBeNull();
    expect(learn(emptyBudget('a'), null).blockedUntil).toBeNull();
  });

  it('is not shortened by a later answer of another limit', () => {
    const blocked = learn(emptyBudget('a'), { limit: 300, remaining: 0, reset: now + 9000 });
    expect(learn(blocked, { limit: 300, remaining: 0, reset: now + 5000 }).blockedUntil).toBe(now + 9000);
  });
});

it('is not stopped by times of a clock that has been set back', () => {
  let budget = emptyBudget('a');
  for (let n = 0; n < 297; n++) budget = spend(budget, now + 400 * 86_400_000, true);
  budget = { ...budget, blockedUntil: now + 400 * 86_400_000 };
  expect(allowedAt(budget, now, true)).toBe(now);
});

describe('side by side', () => {
  it('counts every request once', async () => {
    const store = memoryBudget();
    const answers = await Promise.all(Array.from({ length: 300 }, () => take(store, 'a', now, false)));
    expect(answers.filter((answer) => answer.allowed)).toHaveLength(297);
    expect(store.rows.get('a')?.all).toHaveLength(297);
    expect(answers.at(-1)).toEqual({ allowed: false, until: now + 5 * minute });
    expect(await take(store, 'b', now, false)).toEqual({ allowed: true });
  });

  it('loses no request to what an answer says meanwhile', async () => {
    const store = memoryBudget();
    await Promise.all([take(store, 'a', now, true), note(store, 'a', { limit: 300, remaining: 0, reset: now + 5000 }), take(store, 'a', now + 5000, true)]);
    expect(store.rows.get('a')).toEqual({ actorUri: 'a', all: [now, now + 5000], paged: [now, now + 5000], blockedUntil: now + 5000, saidLimit: 300, skew: null, follows: [], followsUntil: null });
  });
});

describe('the follows of a day', () => {
  const day = 86_400_000;
  it('end with 400 of our own, for a day', () => {
    const follows = Array.from({ length: 400 }, (_, n) => now - 400 + n);
    expect(followAllowedAt({ ...emptyBudget('a'), follows: follows.slice(1) }, now)).toBe(now);
    expect(followAllowedAt({ ...emptyBudget('a'), follows }, now)).toBe(now - 400 + day);
  });
  it('end when the server says so, and begin at the moment that it names', async () => {
    const store = memoryBudget();
    await noteFollow(store, 'a', now, { limit: 400, remaining: 0, reset: now + 5000 }, true);
    const budget = store.rows.get('a') ?? emptyBudget('b');
    expect([followAllowedAt(budget, now), followAllowedAt(budget, now + 5000)]).toEqual([now + 5000, now + 5000]);
    // No other request waits for it.
    expect(allowedAt(budget, now, true)).toBe(now);
  });
  it('are told from the limit of all requests', () => {
    expect([isFamily({ limit: 400, remaining: 0, reset: now + 1000 }, now), isFamily({ limit: 300, remaining: 9, reset: now + 3 * 3_600_000 }, now), isFamily({ limit: 300, remaining: 0, reset: now + 300_000 }, now)]).toEqual([true, true, false]);
  });
});

it('knows paged requests by their parameters', () => {
  expect(isPaged('https://a.b/api?limit=80')).toBe(false);
  expect(isPaged('https://a.b/api?limit=80&max_id=1')).toBe(true);
});
