import { readSession } from '@/lib/browser/session';
import { glanceKey } from '@/lib/messages/glance';

/** What lies in session storage as the copy of what the popup shows, to be judged by `glanceOf`; null = nothing, or it cannot be read. */
export function readCopy(): Promise<unknown> {
  return readSession(glanceKey).catch(() => null);
}
