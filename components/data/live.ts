import { liveQuery } from 'dexie';
import { every } from '@/lib/browser/clock';
import { restAfterFailure, restNow } from './rest';

/**
 * Runs a query of the database, and again after it changes: the first change is told at once, those that follow come
 * together after a rest. `next` gets undefined where the query fails; it is asked again then. Ends with the function that
 * it answers.
 */
export function watch<T>(query: () => Promise<T>, next: (value: T | undefined) => void): () => void {
  let stop: () => void = () => undefined;
  const run = () => {
    let answers = 0;
    // Dexie follows what an async function awaits; of others it loses sight after the first answer.
    const subscription = liveQuery(async () => query()).subscribe({
      next: (value) => {
        next(value);
        if (++answers < 2) return;
        subscription.unsubscribe();
        stop = every(restNow(), again);
      },
      error: () => {
        next(undefined);
        stop = every(restAfterFailure, again);
      },
    });
    stop = () => subscription.unsubscribe();
  };
  const again = () => {
    stop();
    run();
  };
  run();
  return () => stop();
}
