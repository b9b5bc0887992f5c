import { useLayoutEffect, useState } from 'preact/hooks';
import type { MoveState } from '@/lib/move/view';
import { standIn } from '../data/silent';
import type { Room } from '../steps/StepList';

/** A browser gives a popup 600 pixels. */
const highest = 600;
const rooms: readonly Room[] = ['full', 'dense', 'short', 'strip'];

/** The room that is wanted, or less where words are so long that it would be too high. */
export function useRoom(wanted: Room): Room {
  const [less, setLess] = useState(0);
  const at = Math.min(rooms.indexOf(wanted) + less, rooms.length - 1);
  useLayoutEffect(() => {
    if (at < rooms.length - 1 && document.documentElement.scrollHeight > highest) setLess(less + 1);
  });
  return rooms[at] ?? wanted;
}

/** What is shown above the steps leaves them the rest. */
export function roomFor(view: MoveState): Room {
  const trouble = view.problems[0];
  const naming = !view.old.signedIn || !view.new.signedIn;
  if (!trouble && view.refusal !== null) return 'strip';
  if (!trouble) return naming ? 'dense' : 'full';
  const calm = trouble.role === 'old' && standIn(view) !== null;
  return calm && !naming ? 'short' : 'strip';
}
