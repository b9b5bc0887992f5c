import type { MoveView } from '@/lib/move/view';
import type { MovingDayDb } from './db';

/**
 * Everything popup and desk show about the current move, or null before the first one. Made for `liveQuery`: it reads
 * the database only. `hostAccess` is always false here; the page adds it, since the browser holds it.
 */
export async function readMoveView(db: MovingDayDb, _now: number): Promise<MoveView | null> {
  const move = await db.moves.toCollection().last();
  return move ? Promise.reject(new Error('not built yet')) : null;
}
