import { startChromium, type ChromiumOptions } from './chromium';
import type { Driver } from './driver';

/** Starts the browser that specs drive, with the built extension in a fresh profile. */
export function startDriver(options: ChromiumOptions = {}): Promise<Driver> {
  return startChromium(options);
}
