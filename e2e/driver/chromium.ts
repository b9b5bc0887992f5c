import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page, type Worker } from '@playwright/test';
import { findChromium } from './browsers';
import type { Build, Driver } from './driver';

const folders: Record<Build, string> = { shipped: '.output/chrome-mv3', e2e: '.output/chrome-mv3-e2e' };

/** How a browser is started; `folder` = another unpacked build, `profile` = one that was used before. */
export interface ChromiumOptions {
  build?: Build;
  folder?: string;
  headed?: boolean;
  locale?: string;
  ignoreTls?: boolean;
  profile?: string;
}

/** Starts Chromium with the built extension in a fresh profile. */
export async function startChromium(options: ChromiumOptions = {}): Promise<Driver & { context: BrowserContext }> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'moving-day-chromium-'));
  const extension = resolve(options.folder ?? folders[options.build ?? 'e2e']);
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
  const newTab = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  let stillborn = 0;
  const stopBackground = async () => {
    await watched.send('ServiceWorker.stopAllWorkers');
  };
  const watched = await watchWorkers(context, `${root}/manifest.json`, () => {
    starts++;
    if (stillborn === 0) return;
    stillborn--;
    void stopBackground();
  });
  const keep = context.pages()[0] ?? (await context.newPage());

  return {
    name: 'chromium',
    context,
    newTab,
    openPopup: async () => {
      const page = await context.newPage();
      await page.setViewportSize({ width: 384, height: 600 });
      await page.goto(`${root}/popup.html`);
      return page;
    },
    openDesk: (place = 'home') => newTab(`${root}/desk.html#${place}`),
    tab: async (prefix) => {
      const full = prefix.startsWith('/') ? root + prefix : prefix;
      const open = context.pages().filter((page) => page.url().startsWith(full)).at(-1);
      if (open) return open;
      return context.waitForEvent('page', { predicate: async (page) => (await page.waitForURL((url) => url.href.startsWith(full), { waitUntil: 'commit' }).catch(() => null), page.url().startsWith(full)), timeout: 30_000 });
    },
    windowOpenedBy: async (trigger, prefix) => {
      const opened = context.waitForEvent('page', { predicate: (page) => page.url() === '' || page.url() === 'about:blank' || page.url().startsWith(prefix), timeout: 30_000 });
      await trigger();
      const page = await opened;
      await page.waitForURL((url) => url.href.startsWith(prefix));
      return page;
    },
    allowHost: async (origin) => {
      await keep.goto('chrome://extensions');
      const url = new URL(origin);
      await keep.evaluate(
        ([extensionId, pattern]) => {
          const api = (globalThis as unknown as { chrome: { developerPrivate: { addHostPermission(id: string | undefined, host: string | undefined): Promise<void> } } }).chrome;
          return api.developerPrivate.addHostPermission(extensionId, pattern);
        },
        [id, `${url.protocol}//${url.hostname}/*`],
      );
      await keep.goto('about:blank');
    },
    setClock: async (setting) => {
      const set = (value: typeof setting) => (globalThis as unknown as { movingDayClock: { set(value: unknown): Promise<void> } }).movingDayClock.set(value);
      // A page answers for sure; a worker that was stopped never does.
      const desk = context.pages().find((page) => page.url().startsWith(`${root}/desk.html`));
      await (desk ? desk.evaluate(set, setting) : (await worker()).evaluate(set, setting));
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
      const background = await worker();
      await background.evaluate((refuse) => {
        type Write = (this: { name: string }, ...values: unknown[]) => unknown;
        const edge = globalThis as unknown as { IDBObjectStore: { prototype: Record<'put' | 'add' | 'realPut' | 'realAdd', Write | undefined> } };
        const store = edge.IDBObjectStore.prototype;
        for (const [name, real] of [['put', 'realPut'], ['add', 'realAdd']] as const) {
          const write = (store[real] ??= store[name]);
          store[name] = function refusing(...values) {
            if (refuse && this.name === 'items') throw new DOMException('no room', 'QuotaExceededError');
            return write?.apply(this, values);
          };
        }
      }, full);
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
      const kept = await page?.evaluate(() => (globalThis as unknown as { chrome: { storage: { local: { get(key: string): Promise<Record<string, { lostAt: number | null }>> } } } }).chrome.storage.local.get('keeping'));
      return (kept?.keeping?.lostAt ?? null) !== null;
    },
    stop: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
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
