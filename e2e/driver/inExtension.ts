/** What runs inside the extension, in either browser; each function is sent there as text, and may use nothing of this file. */

type Write = (this: { name: string }, ...values: unknown[]) => unknown;

/** The scope of the background: in Firefox a window that other pages of the extension are given, in Chromium a worker that is asked itself. */
interface Scope {
  IDBObjectStore: { prototype: Record<'put' | 'add' | 'realPut' | 'realAdd', Write | undefined> };
  DOMException: typeof DOMException;
  movingDayClock: { set(setting: ClockSetting): Promise<void> };
}
export interface ClockSetting {
  offsetMs: number;
  speed: number;
}

declare const self: Scope;
declare const chrome: {
  runtime: { getBackgroundPage(): Promise<Scope> };
  storage: { local: { get(key: string): Promise<Record<string, { lostAt: number | null }>> }; session: { remove(key: string): Promise<void> } };
};

/** Sets the clock of the `e2e` build. */
export async function setClock(setting: ClockSetting): Promise<void> {
  const scope = location.protocol === 'moz-extension:' ? await chrome.runtime.getBackgroundPage() : self;
  await scope.movingDayClock.set(setting);
}

/** Lets the background's database refuse rows, as a full disk does, until it is called with false. */
export async function refuseRows(refuse: boolean): Promise<void> {
  const scope = location.protocol === 'moz-extension:' ? await chrome.runtime.getBackgroundPage() : self;
  const store = scope.IDBObjectStore.prototype;
  for (const [name, real] of [['put', 'realPut'], ['add', 'realAdd']] as const) {
    const write = (store[real] ??= store[name]);
    store[name] = function refusing(...values) {
      if (refuse && this.name === 'items') throw new scope.DOMException('no room', 'QuotaExceededError');
      return write?.apply(this, values);
    };
  }
}

/** Takes away the copy of what the popup shows, as the background does before something of it changes. */
export async function forgetGlance(): Promise<void> {
  await chrome.storage.session.remove('glance');
}

/** Has the extension found that its database is gone? */
export async function hasLostDatabase(): Promise<boolean> {
  const { keeping } = await chrome.storage.local.get('keeping');
  return (keeping?.lostAt ?? null) !== null;
}
