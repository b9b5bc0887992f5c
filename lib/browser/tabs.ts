import { browser } from 'wxt/browser';

/** Opens an address in a new tab. One of the extension's own pages that is open already is shown instead. */
export async function openTab(url: string): Promise<void> {
  const own = browser.runtime.getURL('/' as '/popup.html');
  if (url.startsWith(own)) {
    const known = await browser.tabs.query({ url: `${own}desk.html*` }).catch(() => []);
    const tab = known[0];
    if (tab?.id !== undefined) {
      await browser.tabs.update(tab.id, { active: true, url });
      return;
    }
  }
  await browser.tabs.create({ url });
}

/** Address of the desk at one of its places. */
export function deskUrl(at: string): string {
  return `${browser.runtime.getURL('/desk.html')}#${at}`;
}
