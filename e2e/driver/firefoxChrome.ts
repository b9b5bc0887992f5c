import { expect } from '@playwright/test';
import type { Bidi } from './firefoxBidi';

/** What the browser's own scope tells while it runs. */
export type Told = { at: 'request'; method: string; url: string } | { at: 'started' };

/** The browser's own scope, where what no page may do is done: as the browser itself would. */
export interface FirefoxChrome {
  terminate(andStarts: number): Promise<void>;
  block(path: RegExp): Promise<void>;
  setPref(name: string, value: number): Promise<void>;
  /** Watches the extension that is installed now: an update is another one. */
  follow(): Promise<void>;
}

/**
 * Runs in the browser's own scope. Requests of the browser itself (its settings, its checks) are left out; what a person
 * types into the address bar is not. An ending is asked for until it has happened: Firefox gives it up when a listener has
 * not answered yet, and when an event comes in between (ext-backgroundPage.js, terminateBackground).
 */
const watcher = `(addonId, tell) => {
  const own = { extension: null, starts: 0, stillborn: 0, blocked: null };
  const end = async () => {
    const { starts } = own;
    do await own.extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
    while (own.starts === starts && own.extension.backgroundState === 'running');
  };
  own.terminate = (andStarts) => {
    own.stillborn = andStarts;
    return end().then(() => 'stopped');
  };
  const started = () => {
    own.starts++;
    tell(JSON.stringify({ at: 'started' }));
    if (own.stillborn === 0) return;
    own.stillborn--;
    Promise.resolve().then(end);
  };
  own.follow = () => {
    const { extension } = WebExtensionPolicy.getByID(addonId);
    if (extension === own.extension) return;
    const update = own.extension !== null;
    own.extension = extension;
    extension.on('background-script-started', started);
    if (update && extension.backgroundState === 'running') tell(JSON.stringify({ at: 'started' }));
  };
  own.follow();
  const isBackground = (info) => [...own.extension.views].some((view) => view.viewType === 'background' && view.xulBrowser?.browsingContext?.id === info.browsingContextID);
  Services.obs.addObserver((subject) => {
    const channel = subject.QueryInterface(Ci.nsIHttpChannel);
    const info = channel.loadInfo;
    const isPage = info.externalContentPolicyType === Ci.nsIContentPolicy.TYPE_DOCUMENT;
    if (info.triggeringPrincipal.isSystemPrincipal && !isPage) return;
    if (own.blocked && isBackground(info) && new RegExp(own.blocked).test(channel.URI.filePath)) return channel.cancel(Cr.NS_BINDING_ABORTED);
    tell(JSON.stringify({ at: 'request', method: channel.requestMethod, url: channel.URI.spec }));
  }, 'http-on-modify-request');
  globalThis.movingDayDriver = own;
}`;

/** Watches the extension from the browser's own scope; `tell` hears of it as it happens. */
export async function watchFromChrome(bidi: Bidi, addonId: string, tell: (told: Told) => void): Promise<FirefoxChrome> {
  const tree = (await bidi.send('browsingContext.getTree', { 'moz:scope': 'chrome' })) as { contexts: { context: string; url: string }[] };
  const context = tree.contexts.find((one) => one.url.includes('browser.xhtml'))?.context;
  if (context === undefined) throw new Error('no window of Firefox itself');
  const run = async (expression: string): Promise<string> => {
    const answer = (await bidi.send('script.evaluate', { expression, target: { context }, awaitPromise: true })) as { type: string; result?: { value?: string }; exceptionDetails?: { text: string } };
    if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'refused');
    return answer.result?.value ?? '';
  };
  bidi.on('script.message', (params) => {
    const { channel, data } = params as { channel: string; data: { value: string } };
    if (channel === 'moving-day') tell(JSON.parse(data.value) as Told);
  });
  await expect.poll(() => run(`String(WebExtensionPolicy.getByID('${addonId}')?.extension?.backgroundState)`)).toMatch(/running|stopped/);
  await bidi.send('script.callFunction', {
    functionDeclaration: watcher,
    arguments: [{ type: 'string', value: addonId }, { type: 'channel', value: { channel: 'moving-day' } }],
    target: { context },
    awaitPromise: true,
  });
  return {
    follow: async () => void (await run('void movingDayDriver.follow()')),
    terminate: async (andStarts) => void (await run(`movingDayDriver.terminate(${andStarts})`)),
    block: async (path) => void (await run(`void (movingDayDriver.blocked = ${JSON.stringify(path.source)})`)),
    setPref: async (name, value) => void (await run(`void Services.prefs.setIntPref('${name}', ${value})`)),
  };
}
