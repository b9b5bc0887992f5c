import { browser } from 'wxt/browser';

/**
 * The one door to time. Nothing else in the extension reads the time, waits, or sets alarms (enforced by lint),
 * so that the end-to-end build can swap this file alone for one whose offset and speed tests control.
 * All times are milliseconds since the epoch, as this device sees them; a server's own time is its `Date` header.
 */

/** Now, in milliseconds since the epoch. */
export function now(): number {
  return Date.now();
}

/** Calls `tick` every `ms` milliseconds until the returned function is called. For pages; in the background, which may be stopped before, only for what its next start does anyway. */
export function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}

/**
 * Wakes the background at `when` (milliseconds since the epoch) even after it was stopped. A second call with the same
 * name replaces the first. It rings again every minute until it is replaced or cleared: the browser takes an alarm that
 * rings once for done, even where it stops the background before that has done anything.
 */
export async function setAlarm(name: string, when: number): Promise<void> {
  await browser.alarms.create(name, { when: Math.max(when, now() + 1), periodInMinutes: 1 });
}

/** Forgets the alarm of that name, if there is one. */
export async function clearAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

/** Calls `listener` with the alarm's name whenever one rings. To be called synchronously when the background starts. */
export function onAlarm(listener: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name));
}
