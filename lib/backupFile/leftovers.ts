import type { MovingDayDb } from '@/lib/store/db';
import { dropLoose } from '@/lib/store/loose';
import { clearShelf } from './shelf';

/** Held, in whichever page, while a file is taken in; the browser gives it back when that page is killed. */
const lock = 'moving-day-taking-in';

/** Takes a file in while nobody else does: one at a time. */
export function whileTakingIn<T>(take: () => Promise<T>): Promise<T> {
  return navigator.locks.request(lock, take);
}

/** Throws away what a file that was killed half-way has left, unless one is being taken in just now. `at` = now, in milliseconds. */
export function sweepLeftovers(db: MovingDayDb, at: number): Promise<void> {
  return navigator.locks.request(lock, { ifAvailable: true }, async (free) => {
    if (!free) return;
    await dropLoose(db);
    await clearShelf(at);
  });
}
