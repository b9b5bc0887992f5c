import { browser } from 'wxt/browser';

/** Reads a value that lives as long as the browser session. The caller checks its shape. */
export async function readSession(key: string): Promise<unknown> {
  return (await browser.storage.session.get(key))[key];
}

/** Calls `next` with the value whenever it changes (null = it is forgotten), until the returned function is called. */
export function watchSession(key: string, next: (value: unknown) => void): () => void {
  const listener = (changes: Record<string, { newValue?: unknown }>) => {
    if (changes[key]) next(changes[key].newValue ?? null);
  };
  browser.storage.session.onChanged.addListener(listener);
  return () => browser.storage.session.onChanged.removeListener(listener);
}

/** Keeps a JSON value for the browser session; null forgets it. */
export async function writeSession(key: string, value: unknown): Promise<void> {
  if (value === null) await browser.storage.session.remove(key);
  else await browser.storage.session.set({ [key]: value });
}
