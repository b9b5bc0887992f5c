import type { BrowserContext } from '@playwright/test';

/**
 * The only place that reaches into Playwright: stock Firefox is driven over WebDriver BiDi, and installing an extension
 * has no public call there. A canary test fails first when a new Playwright changes this; its version is pinned.
 */
export interface Bidi {
  send(method: string, params: Record<string, unknown>): Promise<unknown>;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The BiDi session behind a Firefox context, or an error that says what is missing. */
export function bidiOf(context: BrowserContext): Bidi {
  const connection = property(context, '_connection');
  const toImpl = property(connection, 'toImpl');
  if (typeof toImpl !== 'function') throw new Error('Playwright changed: no toImpl on its connection');
  const implementation: unknown = Reflect.apply(toImpl, connection, [context]);
  const session = property(property(implementation, '_browser'), '_browserSession');
  const send = property(session, 'send');
  if (typeof send !== 'function') throw new Error('Playwright changed: no BiDi session on its Firefox');
  return { send: (method, params) => Promise.resolve(Reflect.apply(send, session, [method, params]) as unknown) };
}
