import http from 'node:http';

/** Marks requests that one double makes to another: they stand for signed ones, which secure mode lets through. */
export const doubleHeader = 'x-test-double';

export interface NetAnswer {
  status: number;
  url: string;
  text: string;
}

/** Milliseconds until a double counts as silent. They share one machine, which may be busy: one that is down refuses at once. */
const longest = 60_000;

/** Asks another double. Names under `.localhost` are all this machine, whatever the resolver says. Null = no answer. */
export function ask(url: string, options: { method?: string; accept?: string; body?: string } = {}, hops = 3): Promise<NetAnswer | null> {
  return new Promise((resolve) => {
    const target = new URL(url);
    const headers: http.OutgoingHttpHeaders = {
      host: target.host,
      accept: options.accept ?? 'application/json',
      'user-agent': 'test-double/1.0',
      [doubleHeader]: '1',
      ...(options.body === undefined ? {} : { 'content-type': 'application/activity+json', 'content-length': Buffer.byteLength(options.body) }),
    };
    const request = http.request(
      { host: '127.0.0.1', port: target.port || 80, path: target.pathname + target.search, method: options.method ?? 'GET', headers, timeout: longest, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(null));
        response.on('end', () => {
          const location = response.headers.location;
          if (location !== undefined && hops > 0 && (response.statusCode ?? 0) >= 300 && (response.statusCode ?? 0) < 400) {
            resolve(ask(new URL(location, url).href, options, hops - 1));
            return;
          }
          resolve({ status: response.statusCode ?? 0, url, text: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    if (options.body !== undefined) request.write(options.body);
    request.end();
  });
}

/** As `ask`, parsed; null for anything but a 2xx with JSON. */
export async function askJson(url: string, accept: string): Promise<Record<string, unknown> | null> {
  const answer = await ask(url, { accept });
  if (!answer || answer.status < 200 || answer.status >= 300) return null;
  try {
    const value: unknown = JSON.parse(answer.text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
