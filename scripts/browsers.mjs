// Where the browsers are. Plain JavaScript without packages, since it is asked before any are installed.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { env } = process;
const under = (folders, ...path) => folders.filter(Boolean).map((folder) => join(folder, ...path));
const applications = ['/Applications', join(homedir(), 'Applications')];
const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];

const systems = {
  linux: {
    chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
    firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox'],
  },
  darwin: {
    chromium: [...under(applications, 'Chromium.app', 'Contents', 'MacOS', 'Chromium'), '/opt/homebrew/bin/chromium', '/usr/local/bin/chromium'],
    firefox: under(applications, 'Firefox.app', 'Contents', 'MacOS', 'firefox'),
  },
  win32: { chromium: under(programs, 'Chromium', 'Application', 'chrome.exe'), firefox: under(programs, 'Mozilla Firefox', 'firefox.exe') },
};
const { chromium, firefox } = systems[process.platform] ?? systems.linux;

const first = (paths) => paths.find((path) => path && existsSync(path));

/** The Chromium that Playwright has installed, if it has; its Firefox is a changed one, and not asked for. */
function playwrights() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  } catch {
    // Packages are not installed yet.
    return undefined;
  }
}

export function findChromium() {
  return first([env.CHROMIUM_PATH]) ?? first([playwrights(), ...chromium]);
}

export function findFirefox() {
  return first([env.FIREFOX_PATH, ...firefox]);
}
