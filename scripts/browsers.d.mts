/** Path of a Chromium that takes an unpacked extension: named by the environment, Playwright's own, or the system's. Branded Chrome does not. */
export function findChromium(): string | undefined;
/** Path of a Firefox: named by the environment, or the system's. */
export function findFirefox(): string | undefined;
