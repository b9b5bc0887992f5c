import type { ComponentType } from 'preact';
import type { MoveView } from '@/lib/move/view';

/** What every place of the desk gets. */
export interface PlaceProps {
  view: MoveView;
}

/** A place as a person sees it. */
export type Place = ComponentType<PlaceProps>;

/** The names of the places, as they stand in the address, in the order in which they are offered. */
export const placeNames = ['home', 'server', 'backup', 'profile', 'announcement', 'compare', 'import', 'checkpoint', 'after', 'leave', 'help', 'settings'];
