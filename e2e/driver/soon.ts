import { expect } from '@playwright/test';

/** Looks again and again until it is there, half a minute at most. */
export async function soon<T>(find: () => T | undefined): Promise<T> {
  let found: T | undefined;
  await expect.poll(() => (found = find()) !== undefined, { intervals: [20, 50, 100], timeout: 30_000 }).toBe(true);
  if (found === undefined) throw new Error('not there');
  return found;
}
