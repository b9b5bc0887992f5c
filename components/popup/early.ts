import { readSession } from '@/lib/browser/session';
import { glanceKey } from '@/lib/messages/glance';

/** The copy of what the popup shows, asked for before anything else is set up: the answer takes as long as all of that. Null = there is none. */
export const early: Promise<unknown> = readSession(glanceKey).catch(() => null);
