import { browser } from 'wxt/browser';
import { isSafeUrl } from '@/lib/formats/acct';

/** Where the browser hands codes back to the extension; fixed by the extension's id. */
export function redirectUri(): string {
  return browser.identity.getRedirectURL();
}

let queue: Promise<unknown> = Promise.resolve();

/**
 * Opens a server's sign-in in the browser's own window and resolves with the address it came back to, or null when the
 * person closed it. One window at a time: browsers refuse a second flow.
 */
export function openSignIn(url: string): Promise<string | null> {
  const next = queue.then(() => open(url));
  queue = next;
  return next;
}

async function open(url: string): Promise<string | null> {
  if (!isSafeUrl(url)) return null;
  try {
    return (await browser.identity.launchWebAuthFlow({ url, interactive: true })) ?? null;
  } catch {
    return null;
  }
}
