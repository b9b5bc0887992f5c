import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { ClockSetting } from './inExtension';

export type BrowserName = 'chromium' | 'firefox';

/** Which build is driven: the one that ships, or the one whose clock tests can set. */
export type Build = 'shipped' | 'e2e';

/** How a browser is started; `folder` = another unpacked build, `profile` = one that was used before, `locale` in Chromium alone. */
export interface DriverOptions {
  build?: Build;
  folder?: string;
  headed?: boolean;
  locale?: string;
  ignoreTls?: boolean;
  profile?: string;
}

/** A file as a picker gives it. */
export interface PickedFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** What specs may ask of a browser with the extension in it. One implementation a browser. */
export interface Driver {
  readonly name: BrowserName;
  readonly context: BrowserContext;
  /** The popup, as a page of the size a popup has. */
  openPopup(): Promise<Page>;
  /** The desk at one of its places. */
  openDesk(place?: string): Promise<Page>;
  newTab(url: string): Promise<Page>;
  /** The tab at that address (by prefix), waiting until there is one. */
  tab(prefix: string): Promise<Page>;
  /** Runs `trigger` and resolves with the window that it opens on a server. */
  windowOpenedBy(trigger: () => Promise<unknown>, prefix: string): Promise<Page>;
  /** Prepares the browser's own answer to the next question for host access; our button is still pressed for real. */
  allowHost(origin: string): Promise<void>;
  /** Sets offset and speed of the extension's clock; only in the `e2e` build. */
  setClock(setting: ClockSetting): Promise<void>;
  /** Stops the background as the browser may at any time; then at each of its next `andStarts` starts, before it has done anything. */
  killBackground(andStarts?: number): Promise<void>;
  /** From now on the background's own requests to paths that match get no answer; those of pages do. */
  blockBackground(path: RegExp): Promise<void>;
  /** How often the background has started since the driver started. */
  backgroundStarts(): number;
  /** Every request to a server by pages, worker and guide. */
  requests(): { method: string; url: URL }[];
  /** Main frames that went to a server or to one of the extension's pages. */
  pageLoads(): number;
  /** Lets the background's database refuse rows as a full disk does, until it is called with false. Nothing fills it for real: the extension may use all there is. */
  storageFull(full: boolean): Promise<void>;
  /** Presses a link that leads out, and resolves with the tab at its address. */
  followLink(link: Locator): Promise<Page>;
  /** Presses what has the focus, by keyboard where the browser lets a test do that. */
  pressFocused(focused: Locator): Promise<void>;
  /** Presses a button that opens the browser's own picker, and picks a file there; the press itself is the caller's. */
  pickFile(button: Locator, press: () => Promise<unknown>, file: PickedFile): Promise<void>;
  /** Waits for the next file that the browser saves; resolves with its path. */
  nextDownload(trigger: () => Promise<unknown>): Promise<string>;
  /** Kills the whole browser, as a crash or a power cut does, and starts it again with the same profile. Old pages are gone. `damaged` = its writing ended half-way: the database cannot be read any more. */
  crashAndRestart(options?: { damaged?: boolean }): Promise<Driver>;
  /** Has the browser deleted the extension's database, as the extension itself found? Starts nothing. */
  hasLostDatabase(): Promise<boolean>;
  /** Puts a newer version in the place of the extension, as a store's update does at any time: background and pages end, what is on servers' pages stays behind. Waits until the new one runs. */
  update(): Promise<void>;
  stop(): Promise<void>;
}
