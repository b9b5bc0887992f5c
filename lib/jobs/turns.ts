/** Waits after a server that does not answer, by failures in a row, in milliseconds; the last one repeats. */
const pauses = [15_000, 60_000, 120_000, 300_000, 900_000];

/** How long work rests after so many failures in a row, in milliseconds. */
export function pauseAfter(failures: number): number {
  return pauses[Math.min(failures, pauses.length) - 1] ?? 900_000;
}

/** Is a wait over? Also where it is longer than `longest`: then the clock has been set back since. All in milliseconds. */
export function isOver(waitsUntil: number, now: number, longest: number): boolean {
  return waitsUntil <= now || waitsUntil - now > longest;
}

/** One run of `work` at a time: calls while one is running make it look again at its end, and share its answer: did any turn say true? */
export function inTurns(work: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | null = null;
  let again = false;
  const turns = async () => {
    let any = false;
    do {
      again = false;
      any = (await work()) || any;
    } while (again);
    return any;
  };
  return () => {
    again = true;
    running ??= turns().finally(() => {
      running = null;
    });
    return running;
  };
}
