import { test } from '@playwright/test';
import { startChromium } from './chromium';
import type { BrowserName, Driver, DriverOptions } from './driver';
import { startFirefox } from './firefox';

/** Which browser the specs of this project drive. */
export function browserName(): BrowserName {
  return test.info().project.metadata.browser === 'firefox' ? 'firefox' : 'chromium';
}

/** Starts the browser that specs drive, with the built extension in a fresh profile. */
export function startDriver(options: DriverOptions = {}): Promise<Driver> {
  return browserName() === 'firefox' ? startFirefox(options) : startChromium(options);
}
