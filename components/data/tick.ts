import { useEffect, useState } from 'preact/hooks';
import { every } from '@/lib/browser/clock';

/** Grows every half a minute: what depends on the time is drawn again. */
export function useTick(): number {
  const [tick, setTick] = useState(0);
  useEffect(() => every(30_000, () => setTick((value) => value + 1)), []);
  return tick;
}
