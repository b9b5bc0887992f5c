import { liveQuery } from 'dexie';
import { every } from '@/lib/browser/clock';

/** How long a query rests after a change, in milliseconds: a backup commits many slices a second, and nobody reads as fast. */
const rest = 250;

/**
 * Runs a query of the database, and again after it changes: the first change is told at once, those that follow come
 * together `rest` later. `next` gets undefined where the query fails. Ends with the function that it answers.
 */
export function watch<T>(query: () => Promise<T>, next: (value: T | undefined) => void): () => void {
  let stop: () => void = () => undefined;
  const run = () => {
    let answers = 0;
    const subscription = liveQuery(query).subscribe({
      next: (value) => {
        next(value);
        if (++answers < 2) return;
        subscription.unsubscribe();
        stop = every(rest, again);
      },
      error: () => next(undefined),
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
