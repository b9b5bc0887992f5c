// Installs what is missing: packages, and browsers where it can. Says what it does.
import { findChromium, findFirefox } from './browsers.mjs';
import { bin, changedAt, exists, runLoud, say, stop } from './lib.mjs';

/** Installs the packages of the lockfile when they are missing or older than it. */
export function installPackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) stop('Moving Day needs Node 20.19 or newer. Install it from nodejs.org, then run this again.');
  if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
    say('Installing packages (npm ci) …');
    if (!runLoud('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) stop('npm ci failed. Check the connection, then run this again.');
  }
  if (!exists('.wxt/tsconfig.json') && !runLoud(bin('wxt'), ['prepare'])) stop('wxt prepare failed.');
}

/** Finds Chromium and Firefox; on Debian as root it installs them. */
export function findBrowsers() {
  if ((!findChromium() || !findFirefox()) && process.getuid?.() === 0 && exists('/usr/bin/apt-get') && exists('/etc/debian_version')) {
    say('Installing chromium and firefox-esr (apt-get) …');
    runLoud('apt-get', ['update', '-qq']);
    runLoud('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'firefox-esr', 'fonts-dejavu-core'], { DEBIAN_FRONTEND: 'noninteractive' });
  }
  return { chromium: findChromium(), firefox: findFirefox() };
}

/** For what needs both browsers. */
export function needBrowsers() {
  const found = findBrowsers();
  if (!found.chromium) stop('No Chromium found. Install Chromium (branded Chrome no longer loads an unpacked extension from the command line), or name it: CHROMIUM_PATH=/path/to/chromium');
  if (!found.firefox) stop('No Firefox found. Install Firefox or Firefox ESR, or name it: FIREFOX_PATH=/path/to/firefox');
  return found;
}
