import type { MoveView } from '@/lib/move/view';
import type { MovingDayDb } from '../db';
import { countCurrentLedger, readMoveState } from '../view';

/** The view as a page puts it together of its two parts. */
export async function readMoveView(db: MovingDayDb, now: number): Promise<MoveView | null> {
  const [state, ledger] = [await readMoveState(db, now), await countCurrentLedger(db)];
  return state && { ...state, ledger };
}
