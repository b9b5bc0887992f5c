import { createTestBrowser, type TestBrowser } from '@/e2e/servers/pages/testBrowser';
import type { World } from '@/e2e/servers/world';
import { commandOf } from '@/lib/messages/commands';
import { readIdentity } from '@/lib/pages/identity';
import { workOnImports } from '@/lib/pages/importWork';
import type { Background } from '../context';

/** The new server's imports page in a browser tab, with the real guide's work in it. */
export interface ImportsPage {
  /** Who is signed in there; null = nobody. */
  signedInAs: string | null;
  /** The tab is open. */
  open: boolean;
  /** Called before each request of the page, with `METHOD /path`. */
  onRequest: (line: string) => void;
  guides: Background['guides'];
  /** Reads files of the settings pages, as the guide does. */
  reader: Background['guideReader'];
  /** A browser of its own, as the same person. */
  browser(): Promise<TestBrowser>;
  /** What was asked to be changed on the settings pages, as `METHOD /path status`, numbers as N. */
  writes(): string[];
}

/** Opens the page, signed in as Ada. */
export function importsPageOf(world: World): ImportsPage {
  const browsers = new Map<string, Promise<TestBrowser>>();
  const browserOf = (who: string | null) => {
    const known = browsers.get(who ?? '') ?? createTestBrowser(world.new, who ?? undefined);
    browsers.set(who ?? '', known);
    return known;
  };
  const page: ImportsPage = {
    signedInAs: 'ada',
    open: true,
    onRequest: () => undefined,
    browser: () => createTestBrowser(world.new, page.signedInAs ?? undefined),
    guides: {
      first: async (_origin, command) => (page.open ? { tab: 1, answer: await page.guides.ask(1, command) } : null),
      ask: async (_tab, message) => {
        // As on the wire, and no later than now may another have signed in.
        const command = commandOf(JSON.parse(JSON.stringify(message)));
        if (!page.open || command === null || command.movingDayCommand === 'whoIsSignedIn' || command.movingDayCommand === 'readExport') return null;
        const parse: TestBrowser['parse'] = (html, url) => shown.parse(html, url);
        const shown = await browserOf(page.signedInAs);
        const send = async (url: string, init: RequestInit) => {
          page.onRequest(`${init.method ?? 'GET'} ${new URL(url, world.new.origin).pathname}`);
          return (await browserOf(page.signedInAs)).fetch(url, init);
        };
        const reply = await workOnImports(command, { send, parse });
        return page.open ? structuredClone(reply) : null;
      },
    },
    reader: {
      who: async () => readIdentity(await (await browserOf(page.signedInAs)).get('/settings/export')),
      file: async (_origin, path) => {
        const answer = await (await browserOf(page.signedInAs)).raw(path);
        return answer.status === 200 ? answer.text : null;
      },
    },
    writes: () => world.new.seen.filter((one) => one.method === 'POST' && one.path.startsWith('/settings/imports')).map((one) => `${one.method} ${one.path.replace(/\d+/, 'N')} ${one.status}`),
  };
  return page;
}
