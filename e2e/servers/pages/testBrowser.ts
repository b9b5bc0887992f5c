import http from 'node:http';
import { Window } from 'happy-dom';
import type { ServerHandle } from '../world';

/** A person's browser in a test of pages: cookies, forms with their own fields and tokens, no scripts. */
export interface TestBrowser {
  get(path: string): Promise<Document>;
  /** Fills the form on that page and sends it; resolves with the page it ends at. */
  submit(path: string, form: string, fields: Record<string, string | File>): Promise<Document>;
  /** As the page's own `fetch`: redirects are followed, and the answer knows where it came from. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** A document of a page's text. */
  parse(html: string, url: string): Document;
  /** Status and text without following anything. */
  raw(path: string, init?: { method?: string; body?: FormData | URLSearchParams; headers?: Record<string, string> }): Promise<{ status: number; text: string; location: string | null; headers: http.IncomingHttpHeaders }>;
}

/** Opens a browser on a test server; signed in where somebody is named. */
export async function createTestBrowser(server: ServerHandle, username?: string): Promise<TestBrowser> {
  const cookies = new Map<string, string>();

  async function raw(path: string, init: { method?: string; body?: FormData | URLSearchParams; headers?: Record<string, string> } = {}): ReturnType<TestBrowser['raw']> {
    const url = new URL(path, server.origin);
    const encoded = init.body ? new Request('http://x.localhost', { method: 'POST', body: init.body }) : null;
    const body = encoded ? Buffer.from(await encoded.arrayBuffer()) : null;
    return new Promise((done, failed) => {
      const request = http.request(
        {
          host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method: init.method ?? 'GET',
          headers: { host: url.host, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...(body && encoded ? { 'content-type': encoded.headers.get('content-type') ?? '', 'content-length': body.length } : {}), ...init.headers },
        },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
            cookies.set(name, value);
          }
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => done({ status: response.statusCode ?? 0, text, location: response.headers.location ?? null, headers: response.headers }));
        },
      );
      request.on('error', failed);
      if (body) request.write(body);
      request.end();
    });
  }

  function parse(text: string, path: string): Document {
    const window = new Window({ url: new URL(path, server.origin).href, settings: { disableJavaScriptFileLoading: true, disableCSSFileLoading: true, disableJavaScriptEvaluation: true } });
    window.document.write(text);
    return window.document as unknown as Document;
  }

  async function follow(path: string, answer: Awaited<ReturnType<typeof raw>>): Promise<Document> {
    if (answer.location === null) return parse(answer.text, path);
    const next = new URL(answer.location, server.origin);
    return follow(next.pathname + next.search, await raw(next.pathname + next.search));
  }

  async function fetchPage(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search, href } = new URL(url, server.origin);
    const posted = init.method === 'POST' && init.body instanceof FormData ? { method: 'POST', body: init.body, headers: { origin: server.origin } } : {};
    const { status, text, location, headers } = await raw(pathname + search, posted);
    if (location !== null) return fetchPage(location, {});
    const answer = new Response(text, { status, headers: { 'Content-Type': headers['content-type'] ?? '' } });
    return Object.defineProperty(answer, 'url', { value: href });
  }

  const browser: TestBrowser = {
    raw,
    fetch: fetchPage,
    parse,
    get: async (path) => follow(path, await raw(path)),
    submit: async (path, selector, fields) => {
      const doc = await browser.get(path);
      const form = doc.querySelector(`form${selector}`);
      if (!form) throw new Error(`no form ${selector} on ${path}`);
      const data = new FormData();
      for (const input of form.querySelectorAll('input[type=hidden]')) data.set(input.getAttribute('name') ?? '', input.getAttribute('value') ?? '');
      for (const [name, value] of Object.entries(fields)) data.set(name, value);
      const action = form.getAttribute('action') ?? path;
      return follow(action, await raw(action, { method: 'POST', body: data, headers: { origin: server.origin } }));
    },
  };
  if (username !== undefined) {
    const { email, password } = server.credentials(username);
    await browser.submit('/auth/sign_in', '#new_user', { 'user[email]': email, 'user[password]': password });
  }
  return browser;
}
