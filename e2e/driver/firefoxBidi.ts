import type { BrowserContext } from '@playwright/test';

/**
 * The only place that reaches into Playwright: stock Firefox is driven over WebDriver BiDi, and installing an extension
 * has no public call there. A canary test fails first when a new Playwright changes this; its version is pinned.
 */
export interface Bidi {
  send(method: string, params: Record<string, unknown>): Promise<unknown>;
  /** Calls back with the parameters of each event of that name, for whichever page. */
  on(event: string, listener: (params: Record<string, unknown>) => void): void;
  /** Hands Playwright an event as if the browser had sent it. */
  pretend(event: string, params: Record<string, unknown>): void;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function method(value: unknown, name: string): (...args: unknown[]) => unknown {
  const found = property(value, name);
  if (typeof found !== 'function') throw new Error(`Playwright changed: no ${name}`);
  return (...args) => Reflect.apply(found, value, args) as unknown;
}

/** The BiDi session behind a Firefox context, or an error that says what is missing. */
export function bidiOf(context: BrowserContext): Bidi {
  const implementation = method(property(context, '_connection'), 'toImpl')(context);
  const session = property(property(implementation, '_browser'), '_browserSession');
  const connection = property(session, 'connection');
  const transport = property(connection, '_transport');
  const [send, dispatch] = [method(session, 'send'), method(connection, '_dispatchMessage')];
  if (typeof transport !== 'object' || transport === null || !('onmessage' in transport)) throw new Error('Playwright changed: no transport that takes messages');
  const listeners = new Map<string, ((params: Record<string, unknown>) => void)[]>();
  transport.onmessage = (message: unknown) => {
    dispatch(message);
    if (property(message, 'type') !== 'event') return;
    const params = property(message, 'params') as Record<string, unknown>;
    for (const listener of listeners.get(String(property(message, 'method'))) ?? []) listener(params);
  };
  return {
    send: (name, params) => Promise.resolve(send(name, params)),
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    pretend: (event, params) => void dispatch({ type: 'event', method: event, params }),
  };
}
