import dns, { type LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { BudgetRow } from '@/lib/store/rows';
import type { BudgetStore } from '../budget';
import type { Net } from '../http';

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Browsers take every name under `.localhost` for this machine; Node asks the system, which may not know them. */
export function resolveLocalhost(): void {
  const lookup = dns.lookup.bind(dns) as (name: string, options: object, done: LookupDone) => void;
  const local = (name: string, options: { all?: boolean }, done: LookupDone): void => {
    if (!name.endsWith('.localhost')) return lookup(name, options, done);
    if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  Object.assign(dns, { lookup: local });
}

/** Node's own fetch, and the time of `now`. `asked` lists every request as `METHOD url`. */
export function testNet(now: () => number = Date.now): Net & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    now,
    fetch: (url, init) => {
      asked.push(`${init.method ?? 'GET'} ${url}`);
      return fetch(url, init);
    },
  };
}

/** A small real server on localhost. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A budget store in memory, as slow as a database: every call gives others a turn. */
export function memoryBudget(): BudgetStore & { rows: Map<string, BudgetRow> } {
  const rows = new Map<string, BudgetRow>();
  return {
    rows,
    read: async (actorUri) => {
      await Promise.resolve();
      return rows.get(actorUri) ?? null;
    },
    write: async (row) => {
      await Promise.resolve();
      rows.set(row.actorUri, row);
    },
  };
}
