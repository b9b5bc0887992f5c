import { expect, it } from 'vitest';
import { allowedAt, emptyBudget, isPaged, learn, spend } from './budget';

const now = 1_000_000_000;

it('lets 290 paged requests through, then waits until the first is 15 minutes old', () => {
  let budget = emptyBudget('a');
  for (let n = 0; n < 290; n++) {
    const at = now + n * 2000;
    expect(allowedAt(budget, at, true)).toBe(at);
    budget = spend(budget, at, true);
  }
  const later = now + 290 * 2000;
  expect(allowedAt(budget, later, true)).toBe(now + 15 * 60_000);
  expect(allowedAt(budget, later, false)).toBe(later);
});

it('waits as long as the server says', () => {
  const budget = learn(emptyBudget('a'), { limit: 300, remaining: 0, reset: now + 5000 });
  expect(allowedAt(budget, now, false)).toBe(now + 5000);
  expect(learn(emptyBudget('a'), { limit: 300, remaining: 1, reset: now + 5000 }).blockedUntil).toBeNull();
});

it('knows paged requests by their parameters', () => {
  expect(isPaged('https://a.b/api?limit=80')).toBe(false);
  expect(isPaged('https://a.b/api?limit=80&max_id=1')).toBe(true);
});
