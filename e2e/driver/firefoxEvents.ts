import { expect } from '@playwright/test';
import type { Bidi } from './firefoxBidi';

/** Firefox tells no load events of the extension's own pages, whose addresses begin with `root`: Playwright hears of them from here. */
export function tellOfLoads(bidi: Bidi, root: string): void {
  bidi.on('browsingContext.navigationCommitted', (params) => {
    const { context, url } = params as { context: string; url: string };
    if (!url.startsWith(root)) return;
    const ready = async (): Promise<string> => {
      const answer = (await bidi.send('script.evaluate', { expression: 'location.protocol + document.readyState', target: { context }, awaitPromise: false })) as { result?: { value?: string } };
      return answer.result?.value ?? '';
    };
    void expect
      .poll(ready, { timeout: 20_000, intervals: [20] })
      .toBe('moz-extension:complete')
      .then(() => {
        for (const event of ['browsingContext.domContentLoaded', 'browsingContext.load']) bidi.pretend(event, params);
      })
      // The page went on to another address, or away.
      .catch(() => null);
  });
}

/** Firefox does not tell of a tab that a link of an extension's page opens: Playwright hears of it when it goes to its address. */
export async function tellOfTabs(bidi: Bidi): Promise<void> {
  const tabs = async () => ((await bidi.send('browsingContext.getTree', { maxDepth: 0 })) as { contexts: { context: string }[] }).contexts;
  const known = new Set((await tabs()).map((tab) => tab.context));
  bidi.on('browsingContext.contextCreated', ({ context }) => known.add(String(context)));
  bidi.on('browsingContext.navigationStarted', ({ context }) => {
    if (known.has(String(context))) return;
    known.add(String(context));
    void tabs().then((all) => {
      const tab = all.find((one) => one.context === context);
      if (tab) bidi.pretend('browsingContext.contextCreated', { ...tab, parent: null });
    });
  });
}
