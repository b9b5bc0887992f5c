import { isSafeUrl } from '@/lib/formats/acct';
import { ApiError } from './errors';

/** The browser's fetch, handed in. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

/** What every call to a server needs. */
export interface Net {
  fetch: Fetcher;
  now(): number;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH';
  token?: string;
  accept?: string;
  body?: BodyInit;
  /** Discovery follows redirects to the web host; everything with a token refuses them. */
  redirect?: 'follow' | 'error';
}

/** An answer whose body has been read. */
export interface Answer {
  status: number;
  /** Where it came from, after redirects. */
  url: string;
  body: unknown;
  /** Opaque next page of the `Link` header, same origin only. */
  next: string | null;
  rate: Rate | null;
}

/** What a server says about its rate limit. Source: mastodon v4.6.5, config/initializers/rack_attack.rb. */
export interface Rate {
  limit: number;
  remaining: number;
  /** Milliseconds since the epoch, by the server's own clock set against ours. */
  reset: number;
}

const timeout = 30_000;
/** Larger answers are no lists of Mastodon's. In characters. */
const longest = 20_000_000;

/**
 * Asks a server. Never sends cookies: with host access the browser would add the person's session. Throws `ApiError`
 * when there is no answer; any status is an answer.
 */
export async function request(net: Net, url: string, options: RequestOptions = {}): Promise<Answer> {
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (!isSafeUrl(url)) throw new ApiError('badAnswer', host);
  let response: Response;
  let text: string;
  try {
    response = await net.fetch(url, {
      method: options.method ?? 'GET',
      credentials: 'omit',
      cache: 'no-store',
      redirect: options.redirect ?? (options.token === undefined ? 'follow' : 'error'),
      headers: {
        Accept: options.accept ?? 'application/json',
        ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
      },
      body: options.body,
      signal: AbortSignal.timeout(timeout),
    });
    text = await response.text();
  } catch {
    throw new ApiError('serverDown', host);
  }
  if (text.length > longest || (response.url !== '' && !isSafeUrl(response.url))) throw new ApiError('badAnswer', host);
  return {
    status: response.status,
    url: response.url === '' ? url : response.url,
    body: parse(text),
    next: nextLink(response.headers.get('Link'), url),
    rate: rateOf(response.headers, net.now()),
  };
}

/** As `request`, but only a 2xx with JSON is an answer; everything else is an `ApiError` that says what to do. */
export async function requestJson(net: Net, url: string, options: RequestOptions = {}): Promise<Answer> {
  const answer = await request(net, url, options);
  const host = new URL(url).host;
  const fail = (code: ConstructorParameters<typeof ApiError>[0], until: number | null = null) => new ApiError(code, host, answer.status, until);
  if (answer.status === 429) throw fail('rateLimited', answer.rate?.reset ?? net.now() + 5 * 60_000);
  if (answer.status === 401) throw fail('tokenRevoked');
  if (answer.status === 403) throw fail('loginDisabled');
  if (answer.status === 404 || answer.status === 410) throw fail('accountNotFound');
  if (answer.status >= 500) throw fail('serverDown');
  if (answer.status >= 300 || answer.body === undefined) throw fail('badAnswer');
  return answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `next` of a `Link` header. Another origin's is refused: a token would go there. */
export function nextLink(header: string | null, base: string): string | null {
  for (const part of (header ?? '').split(/,\s*(?=<)/)) {
    const found = /^<([^>]+)>.*;\s*rel="next"/.exec(part.trim());
    if (found?.[1] === undefined || !URL.canParse(found[1], base)) continue;
    const url = new URL(found[1], base);
    if (url.origin !== new URL(base).origin) throw new ApiError('badAnswer', new URL(base).host);
    return url.href;
  }
  return null;
}

function rateOf(headers: Headers, now: number): Rate | null {
  const limit = Number(headers.get('X-RateLimit-Limit') ?? Number.NaN);
  const remaining = Number(headers.get('X-RateLimit-Remaining') ?? Number.NaN);
  const reset = Date.parse(headers.get('X-RateLimit-Reset') ?? '');
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || !Number.isFinite(reset)) return null;
  const serverNow = Date.parse(headers.get('Date') ?? '');
  return { limit, remaining, reset: Number.isFinite(serverNow) ? now + Math.max(0, reset - serverNow) : reset };
}
