/** Days in milliseconds. */
const day = 86_400_000;

/** What decides whether an old backup is kept. */
export interface KeptBackup {
  id: string;
  finishedAt: number;
  /** What it has read to the end. One that lacks something does not stand for one that has it. */
  holds: ReadonlySet<string>;
}

/**
 * Backups that may go: all of the last two days stay, then one a day for a week, one a week for two months, one a
 * month for ever. The newest two always stay, and so does what no later one of the same time holds. Pure.
 */
export function worthDropping(backups: readonly KeptBackup[], now: number): string[] {
  const newestFirst = [...backups].sort((a, b) => b.finishedAt - a.finishedAt);
  const kept = new Map<string, Set<string>>();
  return newestFirst.flatMap(({ id, finishedAt, holds }, index) => {
    const slot = slotOf(finishedAt, now);
    const there = kept.get(slot ?? '');
    const more = slot === null || there === undefined || [...holds].some((kind) => !there.has(kind));
    if (index >= 2 && !more) return [id];
    if (slot !== null) kept.set(slot, new Set([...(there ?? []), ...holds]));
    return [];
  });
}

/** Backups of one slot stand for one another; null = each stands for itself. */
function slotOf(at: number, now: number): string | null {
  const age = now - at;
  if (age < 2 * day) return null;
  if (age < 9 * day) return `day ${Math.floor(at / day)}`;
  if (age < 62 * day) return `week ${Math.floor(at / (7 * day))}`;
  return `month ${new Date(at).toISOString().slice(0, 7)}`;
}
