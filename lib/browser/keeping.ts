import * as v from 'valibot';
import { browser } from 'wxt/browser';

/**
 * What is known of the database outside of it. A browser that is ended while it writes may find its database damaged at
 * the next start, and then deletes the whole of it; this note lies in another store and tells that from a first run.
 */
export interface Keeping {
  /** The database holds a signed-in account, a backup or an archive. */
  held: boolean;
  /** When it was found to be gone, in milliseconds since the epoch; null = it is there, or the person knows. */
  lostAt: number | null;
}

const key = 'keeping';
const schema = v.object({ held: v.boolean(), lostAt: v.nullable(v.number()) });
const none: Keeping = { held: false, lostAt: null };

function parse(value: unknown): Keeping {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : none;
}

/** Reads the note. */
export async function readKeeping(): Promise<Keeping> {
  return parse((await browser.storage.local.get(key))[key]);
}

/** Writes the note; all contexts see it. */
export async function writeKeeping(keeping: Keeping): Promise<void> {
  await browser.storage.local.set({ [key]: keeping });
}

/** Calls `next` with the note, now and whenever it changes, until the returned function is called. */
export function watchKeeping(next: (keeping: Keeping) => void): () => void {
  const listener = (changes: Record<string, { newValue?: unknown }>) => {
    if (changes[key]) next(parse(changes[key].newValue));
  };
  browser.storage.local.onChanged.addListener(listener);
  void readKeeping().then(next);
  return () => browser.storage.local.onChanged.removeListener(listener);
}
