import { browser } from 'wxt/browser';

/**
 * The clock of the end-to-end build: the same doors as `lib/browser/clock`, with an offset and a speed that tests set
 * through `globalThis.movingDayClock.set`. The setting lives in local storage, so that it outlives a killed worker and
 * reaches every context; waits and alarms are scaled with it.
 */
interface Setting {
  /** Added to the device's time at `anchor`, in milliseconds. */
  offsetMs: number;
  speed: number;
  /** Device time from which the speed counts. */
  anchor: number;
}

const key = 'test-clock';
let setting: Setting = { offsetMs: 0, speed: 1, anchor: 0 };

function take(value: unknown): void {
  if (typeof value === 'object' && value !== null && 'speed' in value && 'offsetMs' in value && 'anchor' in value) {
    setting = { offsetMs: Number(value.offsetMs), speed: Number(value.speed), anchor: Number(value.anchor) };
  }
}

const inExtension = typeof browser.storage !== 'undefined';
let known: Promise<void> = Promise.resolve();
if (inExtension) {
  known = browser.storage.local.get(key).then((found) => take(found[key]));
  browser.storage.onChanged.addListener((changes) => take(changes[key]?.newValue));
}

const hook = {
  /** Alarms that were set before keep their time of this clock: what is due by the new setting rings at once. */
  async set(value: { offsetMs: number; speed: number }): Promise<void> {
    const alarms = (await browser.alarms.getAll()).map((alarm) => ({ name: alarm.name, when: timeAt(alarm.scheduledTime) }));
    take({ ...value, anchor: Date.now() });
    await browser.storage.local.set({ [key]: setting });
    for (const { name, when } of alarms) await setAlarm(name, when);
  },
};
Object.assign(globalThis, { movingDayClock: hook });

export function now(): number {
  return timeAt(Date.now());
}

/** This clock's time at a time of the device. */
function timeAt(device: number): number {
  return Math.round(device + setting.offsetMs + (setting.anchor === 0 ? 0 : (device - setting.anchor) * (setting.speed - 1)));
}

export function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, Math.max(500, ms / setting.speed));
  return () => clearInterval(timer);
}

export async function setAlarm(name: string, when: number): Promise<void> {
  // A background that has just started does not know its speed yet: by the device's clock the alarm rang too late.
  await known;
  await browser.alarms.create(name, { when: Date.now() + Math.max(1, (when - now()) / setting.speed), periodInMinutes: 1 / setting.speed });
}

export async function clearAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

export function onAlarm(listener: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name));
}
