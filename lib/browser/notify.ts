import { browser } from 'wxt/browser';
import { say } from './words';

/** What the person may be told while no page of ours is open. Words under `notify.<id>`. */
export type NotificationId = 'tryAgain';

const wanted = { permissions: ['notifications' as const] };

/** Has the person allowed notifications? */
export async function mayNotify(): Promise<boolean> {
  return browser.permissions.contains(wanted);
}

/** Asks the person for them. Call it synchronously in a click handler: the prompt needs the gesture. */
export function requestNotify(): Promise<boolean> {
  return browser.permissions.request(wanted);
}

/** Shows a notification, where the person has allowed it; the same one again replaces itself. */
export async function notify(id: NotificationId, vars: string[]): Promise<void> {
  if (!(await mayNotify())) return;
  await browser.notifications.create(id, { type: 'basic', iconUrl: browser.runtime.getURL('/icon/128.png'), title: say(`notify.${id}.title`, vars), message: say(`notify.${id}.text`, vars) });
}

/** Calls `listener` when a notification of ours is pressed. Until they are allowed the browser has none to press; safe to repeat. */
export function onNotificationPressed(listener: () => void): void {
  const api: Partial<typeof browser>['notifications'] = (browser as Partial<typeof browser>).notifications;
  if (api && !api.onClicked.hasListener(listener)) api.onClicked.addListener(listener);
}
