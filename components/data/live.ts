import { liveQuery } from 'dexie';
import { every, now } from '@/lib/browser/clock';

/** How long a query rests after a change, in milliseconds: a backup commits many slices a second, and nobody reads as fast; who has just pressed something waits for what it does. */
const rest = { watching: 1000, pressing: 250 };
/** A press counts for so long, in milliseconds. */
const pressCounts = 3000;

let pressedAt = -Infinity;
if (typeof document !== 'undefined') for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, () => (pressedAt = now()), true);

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
        stop = every(now() - pressedAt < pressCounts ? rest.pressing : rest.watching, again);
      },
      error: () => {
        next(undefined);
        stop = every(rest.watching, again);
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
