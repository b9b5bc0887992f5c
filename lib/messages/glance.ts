import type { MoveParts } from '@/lib/move/parts';

/**
 * What the popup shows, as the background told it last. A copy lies in session storage while it is true: the popup draws
 * it before the database, or a background that was stopped, could answer. Before anything of it changes it is forgotten.
 */
export interface Glance {
  /** Version of the extension that wrote it. */
  version: string;
  /** The current move, null before the first one. */
  parts: MoveParts | null;
  /** A newer version of the extension has written the data: nothing of it can be shown. */
  newer: boolean;
}

/** Name of the copy in session storage. */
export const glanceKey = 'glance';

/**
 * The copy, where it is one that this version wrote. No schema reads it: session storage is open to our own contexts alone
 * and does not outlive an update, so that what lies there was made by this very code; a schema would take longer than to draw it.
 */
export function glanceOf(value: unknown, version: string): Glance | null {
  return isGlance(value) && value.version === version ? value : null;
}

function isGlance(value: unknown): value is Glance {
  return typeof value === 'object' && value !== null && 'version' in value && 'parts' in value && 'newer' in value;
}
