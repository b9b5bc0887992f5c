import { now } from '@/lib/browser/clock';

/** How long to wait before asking again what changes, in milliseconds: a backup commits many slices a second, and nobody reads as fast; who has just pressed something waits for what it does. */
const rest = { watching: 1000, pressing: 250 };
/** A press counts for so long, in milliseconds. */
const pressCounts = 3000;

let pressedAt = -Infinity;
if (typeof document !== 'undefined') for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, () => (pressedAt = now()), true);

/** How long to wait just now. */
export function restNow(): number {
  return now() - pressedAt < pressCounts ? rest.pressing : rest.watching;
}

/** The shorter of both. */
export const shortestRest = rest.pressing;

/** How long to wait where asking has failed. */
export const restAfterFailure = rest.watching;
