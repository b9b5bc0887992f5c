import type { Keeping } from '@/lib/browser/keeping';
import type { MovingDayDb } from '@/lib/store/db';
import type { Background } from './context';

/** Where the note on the database is kept. */
export interface KeepingStore {
  read(): Promise<Keeping>;
  write(keeping: Keeping): Promise<void>;
}

/**
 * Finds out whether the browser has deleted the database since the last start, and leaves word of it for the pages.
 * Chromium does so when a process ended in the middle of a write has left it damaged: measured with Chromium 156, 2 of 80
 * times that all its processes were killed during steady writing ("Corruption: checksum mismatch" in its log).
 */
export async function findLoss(background: Background): Promise<void> {
  const { held, lostAt } = await background.keeping.read();
  const holds = await holdsAnything(background.db);
  if (held && !holds) await background.keeping.write({ held: false, lostAt: background.now() });
  else if (held !== holds) await background.keeping.write({ held: holds, lostAt: holds ? null : lostAt });
}

/** Notes that there is something to lose now. */
export async function noteHeld(background: Background): Promise<void> {
  await background.keeping.write({ held: await holdsAnything(background.db), lostAt: null });
}

/** Does work that may take the last thing out of the database because the person wants it: that is no loss, also when it is killed half-way. */
export async function letGo<T>(background: Background, work: () => Promise<T>): Promise<T> {
  await background.keeping.write({ held: false, lostAt: null });
  const value = await work();
  await noteHeld(background);
  return value;
}

async function holdsAnything(db: MovingDayDb): Promise<boolean> {
  if ((await db.backups.count()) + (await db.archives.count()) > 0) return true;
  return (await db.moves.filter((move) => move.old.actorUri !== null || move.new.actorUri !== null).count()) > 0;
}
