import { browser } from 'wxt/browser';

/** Reads a value that lives as long as the browser session. The caller checks its shape. */
export async function readSession(key: string): Promise<unknown> {
  return (await browser.storage.session.get(key))[key];
}

/** Keeps a JSON value for the browser session; null forgets it. */
export async function writeSession(key: string, value: unknown): Promise<void> {
  if (value === null) await browser.storage.session.remove(key);
  else await browser.storage.session.set({ [key]: value });
}
