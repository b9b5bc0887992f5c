import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, firefox, type Page } from '@playwright/test';
import { findFirefox } from './browsers';
import type { Build, Driver, DriverOptions } from './driver';
import { bidiOf } from './firefoxBidi';
import { watchFromChrome, type FirefoxChrome } from './firefoxChrome';
import { tellOfLoads, tellOfTabs } from './firefoxEvents';
import { withFile } from '../fixtures/zip';
import { hasLostDatabase, refuseRows, setClock } from './inExtension';
import { newer } from './newer';
import { popupPage } from './popupPage';
import { soon } from './soon';

const addonId = 'moving-day@moving-day.invalid';
const uuid = '2f6d0f0a-5d1b-4f0e-9a53-0b6f3a1c7d21';
const root = `moz-extension://${uuid}`;
/** A page of the extension's origin that does nothing by itself. */
const still = `${root}/icon/16.png`;

/** The packed extension, as a person's Firefox would take it. */
function packed(build: Build): string {
  const name = readdirSync('.output').find((one) => (build === 'e2e' ? /-firefox-e2e\.zip$/ : /-firefox\.zip$/).test(one));
  if (name === undefined) throw new Error(`no packed extension for Firefox (${build})`);
  return resolve('.output', name);
}

const installedProfiles = new Map<Build, Promise<string>>();

/** A profile in which the extension was installed and nothing else was done: to start for the first time of all takes Firefox as long as many a test. */
function installedProfile(build: Build): Promise<string> {
  const known = installedProfiles.get(build);
  if (known) return known;
  const profile = mkdtempSync(join(tmpdir(), 'moving-day-installed-'));
  process.on('exit', () => rmSync(profile, { recursive: true, force: true }));
  const made = startFirefox({ build, profile }).then(async (driver) => {
    await driver.context.close();
    return profile;
  });
  installedProfiles.set(build, made);
  return made;
}

/** Starts Firefox with the packed extension in a fresh profile. */
export async function startFirefox(options: DriverOptions = {}): Promise<Driver> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'moving-day-firefox-'));
  if (options.profile === undefined && options.folder === undefined) cpSync(await installedProfile(options.build ?? 'e2e'), profile, { recursive: true });
  const installed = existsSync(join(profile, 'extensions'));
  const context = await firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    executablePath: findFirefox(),
    headless: options.headed !== true,
    ignoreHTTPSErrors: options.ignoreTls === true,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: {
      'extensions.webextensions.uuids': JSON.stringify({ [addonId]: uuid }),
      'extensions.webextOptionalPermissionPrompts': false,
      // An extension that no store has signed is kept over a restart.
      'xpinstall.signatures.required': false,
      'network.cookie.cookieBehavior': 5,
      'intl.locale.requested': 'en-US',
    },
  });
  const bidi = bidiOf(context);
  tellOfLoads(bidi, root);
  await tellOfTabs(bidi);
  // Playwright knows a download by a name that this Firefox does not give it.
  const saved: string[] = [];
  bidi.on('browsingContext.downloadEnd', ({ status, filepath }) => (status === 'complete' ? saved.push(String(filepath)) : 0));
  let loads = 0;
  bidi.on('browsingContext.navigationCommitted', ({ url }) => (/^(https?|moz-extension):/.test(String(url)) && url !== still ? loads++ : 0));
  if (!installed) await bidi.send('webExtension.install', { extensionData: options.folder === undefined ? { type: 'archivePath', path: packed(options.build ?? 'e2e') } : { type: 'path', path: options.folder }, ...(options.folder === undefined ? { 'moz:permanent': true } : {}) });

  const requests: { method: string; url: URL }[] = [];
  let starts = 1;
  const chrome = await watchFromChrome(bidi, addonId, (told) => {
    if (told.at === 'started') starts++;
    // The address that codes come back to is the browser's own: it is caught before it leaves.
    else if (!told.url.includes('.extensions.allizom.org/')) requests.push({ method: told.method, url: new URL(told.url) });
  });
  context.on('page', (page) => adapt(page, chrome));
  const open = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const openStill = async () => {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(still);
    return page;
  };
  let keep = await openStill();

  return {
    name: 'firefox',
    context,
    newTab: open,
    openPopup: () => popupPage(context, root),
    openDesk: (place = 'home') => open(`${root}/desk.html#${place}`),
    tab: async (prefix) => {
      const full = prefix.startsWith('/') ? root + prefix : prefix;
      return soon(() => context.pages().filter((page) => page.url().startsWith(full)).at(-1));
    },
    windowOpenedBy: async (trigger, prefix) => {
      const before = new Set(context.pages());
      await trigger();
      return soon(() => context.pages().find((page) => !before.has(page) && page.url().startsWith(prefix)));
    },
    // Its prompt is switched off: a real click on our button is all that it still wants.
    allowHost: () => Promise.resolve(),
    setClock: (setting) => keep.evaluate(setClock, setting),
    killBackground: (andStarts = 0) => chrome.terminate(andStarts),
    blockBackground: (path) => chrome.block(path),
    backgroundStarts: () => starts,
    requests: () => requests,
    pageLoads: () => loads,
    storageFull: (full) => keep.evaluate(refuseRows, full),
    // To come back from a tab that a link of ours has opened, it hangs: a click that the page gives itself opens none, and is followed by hand.
    followLink: async (link) => {
      await link.dispatchEvent('click');
      return open((await link.getAttribute('href')) ?? '');
    },
    // Each tab is a window of its own, and the keyboard is in none for sure: Enter is not taken for a press.
    pressFocused: (focused) => focused.click(),
    // Nothing tells of a picker that a page of an extension has opened: the file is given to the field that the button stands for.
    pickFile: async (button, press, file) => {
      await press();
      await button.locator('xpath=ancestor::*[.//input[@type="file"]][1]//input[@type="file"]').setInputFiles(file);
    },
    nextDownload: async (trigger) => {
      const before = saved.length;
      await trigger();
      await expect.poll(() => saved.length, { timeout: 180_000 }).toBeGreaterThan(before);
      return saved[before] ?? '';
    },
    crashAndRestart: async ({ damaged = false } = {}) => {
      const closed = context.waitForEvent('close');
      execFileSync('pkill', ['-KILL', '-f', profile]);
      await closed;
      if (damaged) damage(join(profile, 'storage/default'));
      return startFirefox({ ...options, profile });
    },
    hasLostDatabase: () => keep.evaluate(hasLostDatabase),
    update: async () => {
      const path = join(profile, 'newer.zip');
      writeFileSync(path, await withFile(packed(options.build ?? 'e2e'), 'manifest.json', newer));
      const before = starts;
      await bidi.send('webExtension.install', { extensionData: { type: 'archivePath', path }, 'moz:permanent': true });
      await chrome.follow();
      await expect.poll(() => starts).toBeGreaterThan(before);
      keep = await openStill();
    },
    stop: async () => {
      for (const page of context.pages()) await page.goto('about:blank').catch(() => null);
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** What Playwright cannot do with a page of this Firefox: its closing is never told of an extension's page, and schemes are a matter of preferences. */
function adapt(page: Page, chrome: FirefoxChrome): void {
  const close = page.close.bind(page);
  page.close = async (options) => {
    if (page.url().startsWith(root) && options?.runBeforeUnload !== true) await page.goto('about:blank');
    await close(options);
  };
  page.emulateMedia = async ({ colorScheme, reducedMotion } = {}) => {
    if (colorScheme) await chrome.setPref('layout.css.prefers-color-scheme.content-override', colorScheme === 'dark' ? 0 : 1);
    if (reducedMotion) await chrome.setPref('ui.prefersReducedMotion', reducedMotion === 'reduce' ? 1 : 0);
    if (colorScheme) await page.waitForFunction((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, colorScheme);
  };
}

/** Leaves the extension's database as a disk that failed may leave it. */
function damage(storage: string): void {
  const home = readdirSync(storage).find((name) => name.startsWith(`moz-extension+++${uuid}`));
  if (home === undefined) throw new Error('no database');
  const folder = join(storage, home, 'idb');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.sqlite'))) {
    const bytes = readFileSync(join(folder, name));
    bytes.fill(0x5a, 0, Math.min(bytes.length, 4096));
    writeFileSync(join(folder, name), bytes);
  }
}
