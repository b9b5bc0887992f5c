import { browser } from 'wxt/browser';
import { isSafeUrl } from '@/lib/formats/acct';
import { patternOf } from './access';

/** Opens an address in a new tab: the extension's own pages, of which one that is open already is shown instead, and servers; nothing else. */
export async function openTab(url: string): Promise<void> {
  const own = browser.runtime.getURL('/' as '/popup.html');
  if (url.startsWith(own)) {
    const known = await browser.tabs.query({ url: `${own}desk.html*` }).catch(() => []);
    const tab = known[0];
    if (tab?.id !== undefined) {
      await browser.tabs.update(tab.id, { active: true, url });
      return;
    }
  } else if (!isSafeUrl(url)) return;
  await browser.tabs.create({ url });
}

/** Address of the desk at one of its places. */
export function deskUrl(at: string): string {
  return `${browser.runtime.getURL('/desk.html')}#${at}`;
}

/**
 * Asks the content script of each open page of an origin, until one answers with something. Null where none is open or
 * none answers: also without host access, since the pages are not seen then.
 */
export async function askPages(origin: string, message: unknown): Promise<unknown> {
  return (await firstPage(origin, message))?.answer ?? null;
}

/** As `askPages`, and which tab it was. */
export async function firstPage(origin: string, message: unknown): Promise<{ tab: number; answer: unknown } | null> {
  const tabs = await browser.tabs.query({ url: patternOf(origin) }).catch(() => []);
  for (const tab of tabs) {
    if (tab.id === undefined || tab.url === undefined || new URL(tab.url).origin !== origin) continue;
    const answer = await askPage(tab.id, message);
    if (answer !== null && answer !== undefined) return { tab: tab.id, answer };
  }
  return null;
}

/** Asks the content script of one tab; null where it has gone meanwhile. */
export async function askPage(tab: number, message: unknown): Promise<unknown> {
  return browser.tabs.sendMessage<unknown, unknown>(tab, message, { frameId: 0 }).catch(() => null);
}
