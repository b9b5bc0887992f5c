import { browser } from 'wxt/browser';

const scriptId = 'guide';
const scriptFile = '/content-scripts/guide.js';

/** The permission pattern of an origin. Patterns know no ports. */
export function patternOf(origin: string): string {
  const url = new URL(origin);
  return `${url.protocol}//${url.hostname}/*`;
}

/** Has the person allowed the guide on this origin? */
export async function hasAccess(origin: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [patternOf(origin)] });
}

/**
 * Asks the person for these servers. Call it synchronously in a click handler, in the page of the click: the prompt
 * needs the gesture, and may close the popup before this resolves.
 */
export function requestAccess(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...new Set(origins.map(patternOf))] });
}

/** Gives host access back. */
export async function giveBack(origins: readonly string[]): Promise<void> {
  const patterns = [...new Set(origins.map(patternOf))];
  if (patterns.length > 0) await browser.permissions.remove({ origins: patterns });
}

/** Calls `listener` whenever host access is given or taken. */
export function onAccessChanged(listener: () => void): () => void {
  browser.permissions.onAdded.addListener(listener);
  browser.permissions.onRemoved.addListener(listener);
  return () => {
    browser.permissions.onAdded.removeListener(listener);
    browser.permissions.onRemoved.removeListener(listener);
  };
}

let reconciling: Promise<unknown> = Promise.resolve();

/**
 * Puts the guide on the granted ones of these origins and nowhere else, also into tabs that are open already. Safe to
 * repeat: browsers may lose registered scripts while a grant remains. One at a time: a new grant wakes the background,
 * which reconciles at its start as well, and two that both find nothing would both register.
 */
export function reconcileGuide(origins: readonly string[]): Promise<void> {
  const next = reconciling.then(() => reconcile(origins));
  reconciling = next.catch(() => undefined);
  return next;
}

async function reconcile(origins: readonly string[]): Promise<void> {
  const granted: string[] = [];
  for (const origin of new Set(origins)) if (await hasAccess(origin)) granted.push(patternOf(origin));
  const matches = [...new Set(granted)];
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [scriptId] });
  const current = known[0]?.matches ?? [];
  const same = current.length === matches.length && matches.every((match) => current.includes(match));
  if (same && (known.length > 0 || matches.length === 0)) return;
  if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [scriptId] });
  if (matches.length === 0) return;
  await browser.scripting.registerContentScripts([{ id: scriptId, js: [scriptFile], matches, runAt: 'document_idle', persistAcrossSessions: true }]);
  for (const tab of await browser.tabs.query({ url: matches })) {
    if (tab.id !== undefined) await browser.scripting.executeScript({ target: { tabId: tab.id }, files: [scriptFile] }).catch(() => []);
  }
}
