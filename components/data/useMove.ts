import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import type { LedgerCount } from '@/lib/move/model';
import type { MoveState, MoveView } from '@/lib/move/view';
import { MovingDayDb } from '@/lib/store/db';
import { countCurrentLedger, readMoveState } from '@/lib/store/view';
import { useWithAccess } from './access';
import { watch } from './live';
import { useTick } from './tick';

/** The database as the desk reads it; only the background writes, and the worker that takes files in. */
export const db = new MovingDayDb();

/** The current move with the numbers of its ledger, alive: null = there is none yet, undefined = still reading. */
export function useMove(): MoveView | null | undefined {
  const state = useMoveState();
  const [ledger, setLedger] = useState<LedgerCount[] | undefined>(undefined);
  useEffect(() => watch(() => countCurrentLedger(db), (counts) => setLedger((before) => counts ?? before ?? [])), []);
  return state && (ledger ? { ...state, ledger } : undefined);
}

function useMoveState(): MoveState | null | undefined {
  const [stored, setStored] = useState<MoveState | null | undefined>(undefined);
  const tick = useTick();
  // Not after the first picture, which shows nothing yet.
  useLayoutEffect(() => watch(() => readMoveState(db, now()), (view) => setStored((before) => (view === undefined ? (before ?? null) : view))), [tick]);
  return useWithAccess(stored);
}

/**
 * Runs a live query of the database; undefined while it reads for the first time. `keys` tell one question from another:
 * an answer is kept with them, so that it never stands under the title of the next question, not for one frame.
 */
export function useLive<T>(query: () => Promise<T>, keys: readonly (string | number | boolean | null | undefined)[]): T | undefined {
  const asked = JSON.stringify(keys);
  const [answer, setAnswer] = useState<{ asked: string; value: T } | null>(null);
  useEffect(() => {
    return watch(query, (value) => value !== undefined && setAnswer({ asked, value }));
  }, [asked]);
  return answer?.asked === asked ? answer.value : undefined;
}
