import { browser } from 'wxt/browser';

/** Who sent a message, as the browser vouches for it. */
export interface MessageOrigin {
  /** Address of the document that sent it, empty when unknown. */
  url: string;
  tabId: number | null;
  /** Only the top document of a tab counts. */
  topFrame: boolean;
  ours: boolean;
}

/** Sends a JSON value to the background and resolves with its answer. Rejects when nobody listens. */
export async function sendToBackground(message: unknown): Promise<unknown> {
  return browser.runtime.sendMessage<unknown, unknown>(message);
}

/**
 * Listens for messages. `listener` answers null for messages that are not its own. To be called synchronously when
 * the background starts; answers through `sendResponse`, since a promise from another realm is lost in Chromium.
 */
export function onMessage(listener: (message: unknown, from: MessageOrigin) => Promise<unknown> | null): void {
  browser.runtime.onMessage.addListener((message, sender, sendResponse) => {
    const answer = listener(message, {
      url: sender.url ?? '',
      tabId: sender.tab?.id ?? null,
      topFrame: (sender.frameId ?? 0) === 0,
      ours: sender.id === browser.runtime.id,
    });
    if (answer === null) return undefined;
    answer.then(sendResponse, () => sendResponse(null));
    return true;
  });
}

/** Listens, on a server's page, for what the background asks. `answer` is null for what is not for it. Until the returned function is called. */
export function onCommand(answer: (message: unknown) => Promise<unknown> | null): () => void {
  const listener = (message: unknown, sender: { id?: string; tab?: unknown }, sendResponse: (reply: unknown) => void): true | undefined => {
    const reply = sender.id === browser.runtime.id && sender.tab === undefined ? answer(message) : null;
    if (reply === null) return undefined;
    reply.then(sendResponse, () => sendResponse(null));
    return true;
  };
  browser.runtime.onMessage.addListener(listener);
  return () => browser.runtime.onMessage.removeListener(listener);
}

/** Root address of the extension's own pages, with a trailing slash. */
export function extensionRoot(): string {
  return browser.runtime.getURL('/' as '/popup.html');
}

/** Version from the manifest. */
export function extensionVersion(): string {
  return browser.runtime.getManifest().version;
}

/** Was the extension updated or removed while this script is still on its page? Nothing answers it any more, then. */
export function isOrphan(): boolean {
  const runtime: { id?: string } | undefined = browser.runtime;
  return runtime?.id === undefined;
}

/** Calls `listener` after an install or update, and when the browser starts. */
export function onStart(listener: () => void): void {
  browser.runtime.onInstalled.addListener(listener);
  browser.runtime.onStartup.addListener(listener);
}

/** A cheap extension API call. Firefox stops a background after 30 s without one, so each slice of work makes it. */
export async function heartbeat(): Promise<void> {
  await browser.runtime.getPlatformInfo();
}

/** Marks the extension's button; empty = no mark. `loud` = the person should act. */
export async function setBadge(text: string, loud: boolean): Promise<void> {
  await browser.action.setBadgeText({ text });
  await browser.action.setBadgeBackgroundColor({ color: loud ? '#a4262c' : '#8a6d1a' });
}

/** Address of the worker that writes and opens backup files. */
export function fileWorkerUrl(): string {
  return browser.runtime.getURL('/fileWorker.js' as '/popup.html');
}

/** The browser as it names itself. */
export function userAgent(): string {
  return navigator.userAgent;
}
