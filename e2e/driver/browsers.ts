import { existsSync } from 'node:fs';

/** Path of a Chromium that takes an unpacked extension: named by the environment, or the system's. Branded Chrome does not. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Path of a Firefox: named by the environment, or the system's. */
export function findFirefox(): string | undefined {
  return [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path !== undefined && path !== '' && existsSync(path));
}
