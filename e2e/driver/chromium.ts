import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, expect, type BrowserContext, type CDPSession, type Page, type Worker } from '@playwright/test';
import { findChromium } from './browsers';
import type { Build, Driver, DriverOptions } from './driver';
import { addHost, reloadExtension } from './inBrowserPage';
import { hasLostDatabase, refuseRows, setClock } from './inExtension';
import { newer } from './newer';
import { popupPage } from './popupPage';
import { soon } from './soon';

const folders: Record<Build, string> = { shipped: '.output/chrome-mv3', e2e: '.output/chrome-mv3-e2e' };

/** Starts Chromium with the built extension in a fresh profile. */
export async function startChromium(options: DriverOptions = {}): Promise<Driver> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'moving-day-chromium-'));
  // A copy of its own, that an update may change. Its place makes its id: a profile knows it by that.
  const extension = options.folder === undefined ? `${profile}-extension` : resolve(options.folder);
  if (!existsSync(extension)) cpSync(resolve(folders[options.build ?? 'e2e']), extension, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: !options.headed,
    chromiumSandbox: false,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    args: [
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--lang=${options.locale ?? 'en'}`,
      ...(options.ignoreTls ? ['--ignore-certificate-errors'] : []),
    ],
  });
  const requests: { method: string; url: URL }[] = [];
  let starts = 0;
  let loads = 0;
  let id = '';
  context.on('request', (request) => {
    // The address that codes come back to is the browser's own: it is caught before it leaves.
    const ownDoor = request.url().startsWith(`https://${id}.chromiumapp.org/`);
    if (/^https?:/.test(request.url()) && !ownDoor) requests.push({ method: request.method(), url: new URL(request.url()) });
  });
  const countLoads = (page: Page) => page.on('framenavigated', (frame) => (frame === page.mainFrame() && /^(https?|chrome-extension):/.test(frame.url()) ? loads++ : 0));
  context.pages().forEach(countLoads);
  context.on('page', countLoads);
  const first = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  id = new URL(first.url()).host;
  const root = `chrome-extension://${id}`;

  const worker = async (): Promise<Worker> => context.serviceWorkers().find((candidate) => candidate.url().startsWith(root)) ?? context.waitForEvent('serviceworker');
  // A tab is told of when it opens, which may have been before anybody asked, and long before it shows its address.
  const tab = (prefix: string) => soon(() => context.pages().filter((page) => page.url().startsWith(prefix)).at(-1));
  const newTab = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  let stillborn = 0;
  const stopBackground = async () => {
    await watched.send('ServiceWorker.stopAllWorkers');
  };
  const watch = () =>
    watchWorkers(context, `${root}/manifest.json`, () => {
      starts++;
      if (stillborn === 0) return;
      stillborn--;
      void stopBackground();
    });
  let watched = await watch();
  const keep = context.pages()[0] ?? (await context.newPage());
  // Slow to load: it stays where it is for the next time.
  const openExtensions = async () => void (keep.url() === 'chrome://extensions/strings.m.js' || (await keep.goto('chrome://extensions/strings.m.js')));

  return {
    name: 'chromium',
    context,
    newTab,
    openPopup: () => popupPage(context, root),
    openDesk: (place = 'home') => newTab(`${root}/desk.html#${place}`),
    tab: (prefix) => tab(prefix.startsWith('/') ? root + prefix : prefix),
    followLink: async (link) => {
      await link.click();
      return tab((await link.getAttribute('href')) ?? '');
    },
    pressFocused: (focused) => focused.page().keyboard.press('Enter'),
    windowOpenedBy: async (trigger, prefix) => {
      const opened = context.waitForEvent('page', { predicate: (page) => page.url() === '' || page.url() === 'about:blank' || page.url().startsWith(prefix), timeout: 30_000 });
      await trigger();
      const page = await opened;
      await page.waitForURL((url) => url.href.startsWith(prefix));
      return page;
    },
    allowHost: async (origin) => {
      await openExtensions();
      const url = new URL(origin);
      await keep.evaluate(addHost, { id, pattern: `${url.protocol}//${url.hostname}/*` });
    },
    setClock: async (setting) => {
      // A page answers for sure; a worker that was stopped never does.
      const desk = context.pages().find((page) => page.url().startsWith(`${root}/desk.html`));
      await (desk ? desk.evaluate(setClock, setting) : (await worker()).evaluate(setClock, setting));
    },
    killBackground: async (andStarts = 0) => {
      stillborn = andStarts;
      await stopBackground();
    },
    blockBackground: async (path) => {
      await context.route(
        (url) => path.test(url.pathname),
        (route) => (route.request().serviceWorker() === null ? route.continue() : route.abort()),
      );
    },
    backgroundStarts: () => starts,
    requests: () => requests,
    pageLoads: () => loads,
    storageFull: async (full) => {
      await (await worker()).evaluate(refuseRows, full);
    },
    pickFile: async (button, press, file) => {
      const picker = button.page().waitForEvent('filechooser');
      await press();
      await (await picker).setFiles(file);
    },
    nextDownload: async (trigger) => {
      const watch = (page: Page) => page.waitForEvent('download', { timeout: 180_000 });
      const later = context.waitForEvent('page', { timeout: 180_000 }).then(watch);
      const [download] = await Promise.all([Promise.any([later, ...context.pages().map(watch)]), trigger()]);
      return download.path();
    },
    crashAndRestart: async ({ damaged = false } = {}) => {
      const closed = context.waitForEvent('close');
      execFileSync('pkill', ['-KILL', '-f', `user-data-dir=${profile}`]);
      await closed;
      if (damaged) damage(join(profile, 'Default/IndexedDB', `chrome-extension_${id}_0.indexeddb.leveldb`));
      return startChromium({ ...options, profile });
    },
    hasLostDatabase: async () => {
      const page = context.pages().find((one) => one.url() === `${root}/manifest.json`);
      return (await page?.evaluate(hasLostDatabase)) ?? false;
    },
    update: async () => {
      const path = join(extension, 'manifest.json');
      writeFileSync(path, newer(readFileSync(path, 'utf8')));
      const own = context.pages().filter((page) => page.url().startsWith(root));
      const closed = own.map((page) => page.waitForEvent('close'));
      const before = starts;
      await openExtensions();
      await keep.evaluate(reloadExtension, id);
      await Promise.all(closed);
      // Its pages answer when it is there again.
      await expect.poll(() => canOpen(context, `${root}/manifest.json`), { timeout: 30_000 }).toBe(true);
      watched = await watch();
      await expect.poll(() => starts, { timeout: 30_000 }).toBeGreaterThan(before);
    },
    stop: async () => {
      await context.close();
      for (const folder of [profile, `${profile}-extension`]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Can that page be opened? */
async function canOpen(context: BrowserContext, url: string): Promise<boolean> {
  const page = await context.newPage();
  const opened = await page.goto(url).then(() => true, () => false);
  await page.close();
  return opened;
}

/** Leaves a database as a write that was cut short may leave it: its log holds bytes that do not fit their checksum. */
function damage(folder: string): void {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  if (logs.length === 0) throw new Error(`no log in ${folder}`);
  for (const name of logs) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 20, 60);
    writeFileSync(path, bytes);
  }
}

/** Follows the extension's workers from a page of its own origin; Playwright does not tell of a worker that starts again. */
async function watchWorkers(context: BrowserContext, url: string, onStart: () => void): Promise<CDPSession> {
  const page = await context.newPage();
  await page.goto(url);
  const session = await context.newCDPSession(page);
  const running = new Set<string>();
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const version of versions) {
      if (version.runningStatus === 'running' && !running.has(version.versionId)) {
        running.add(version.versionId);
        onStart();
      }
      if (version.runningStatus === 'stopped') running.delete(version.versionId);
    }
  });
  await session.send('ServiceWorker.enable');
  return session;
}
