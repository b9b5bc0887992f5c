import { isSafeUrl } from '@/lib/formats/acct';
import type { ProblemCode } from '@/lib/move/model';
import { ApiError } from './errors';

/** The browser's fetch, handed in. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

/** What every call to a server needs. */
export interface Net {
  fetch: Fetcher;
  now(): number;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  token?: string;
  accept?: string;
  body?: BodyInit;
  /** Sent as JSON instead of `body`. */
  json?: unknown;
  /** The server does the same request once, however often it comes with this key. */
  idempotencyKey?: string;
  /** The server may count what is asked by the day: its headers are believed for as long. */
  daily?: boolean;
  /** Discovery follows redirects to the web host. `manual` = one is an answer: no host is asked but the one that is named. With a token they are refused, whatever stands here. */
  redirect?: 'follow' | 'error' | 'manual';
  /** Longest wait for the whole answer, in milliseconds of the wire's own time. */
  limit?: number;
}

/** An answer whose body has been read. */
export interface Answer {
  status: number;
  /** Where it came from, after redirects. */
  url: string;
  /** As JSON; undefined when it is none. */
  body: unknown;
  text: string;
  /** Opaque next page of the `Link` header. It may name another host: only a gateway, which refuses those, may ask it. */
  next: string | null;
  rate: Rate | null;
  /** The server's clock minus ours, by its `Date` header, in milliseconds; null where it has none. */
  skew: number | null;
}

/** What a server says about its rate limit. Source: mastodon v4.6.5, config/initializers/rack_attack.rb. */
export interface Rate {
  limit: number;
  remaining: number;
  /** Milliseconds since the epoch, by the server's own clock set against ours. */
  reset: number;
}

/**
 * Longest wait for a whole answer, since a slice of a job should end within 20 seconds; in milliseconds of the wire's
 * own time: not of `lib/browser/clock`, whose speed tests change, while servers stay as fast as they are.
 */
const timeout = 20_000;
/** Larger answers are no lists of Mastodon's. In bytes. */
const longest = 20_000_000;
/** No window of requests is longer than 15 minutes; a server that says more is not believed. In milliseconds. */
const longestReset = 60 * 60_000;
/** As `longestReset`, for what is counted by the day. In milliseconds. */
const longestDay = 25 * 60 * 60_000;

/** No answer came at all. `timedOut` = something is there, but too slow; else the name or the connection failed. */
export class NoAnswer extends ApiError {
  constructor(
    host: string,
    readonly timedOut: boolean,
  ) {
    super('serverDown', host);
  }
}

/**
 * Asks a server. Never sends cookies: with host access the browser would add the person's session. Any status is an
 * answer. Throws `ApiError`: `offline`, `serverDown` (as `NoAnswer`), `badAnswer` for an answer that is too large or
 * that came from an address which is not safe to ask.
 */
export async function request(net: Net, url: string, options: RequestOptions = {}): Promise<Answer> {
  const host = URL.canParse(url) ? new URL(url).host : '';
  if (!isSafeUrl(url)) throw new ApiError('badAnswer', host);
  const signal = timeoutSignal(options.limit);
  let response: Response;
  let text: string | null;
  try {
    response = await net.fetch(url, {
      method: options.method ?? 'GET',
      credentials: 'omit',
      cache: 'no-store',
      redirect: options.token === undefined ? (options.redirect ?? 'follow') : 'error',
      headers: {
        Accept: options.accept ?? 'application/json',
        ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
        ...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(options.idempotencyKey === undefined ? {} : { 'Idempotency-Key': options.idempotencyKey }),
      },
      body: options.json === undefined ? options.body : JSON.stringify(options.json),
      signal,
    });
    text = await readText(response);
  } catch {
    throw noAnswer(url, signal);
  }
  const from = response.url === '' ? url : response.url;
  if (text === null || !mayComeFrom(from, url)) throw new ApiError('badAnswer', host, response.status);
  return {
    status: response.status,
    url: from,
    body: parse(text),
    text,
    next: nextLink(response.headers.get('Link'), url),
    rate: rateOf(response.headers, net.now(), options.daily ? longestDay : longestReset),
    skew: skewOf(response.headers, net.now()),
  };
}

/** The address of a path, or of a link, on a server. A token goes to its own server alone: throws `linkElsewhere` for any other. */
export function ownUrl(path: string, origin: string): string {
  const url = URL.canParse(path, origin) ? new URL(path, origin) : null;
  if (url?.origin !== origin) throw new ApiError('linkElsewhere', url?.host ?? '');
  return url.href;
}

/** Ends a request that takes too long. */
export function timeoutSignal(limit = timeout): AbortSignal {
  return AbortSignal.timeout(limit);
}

/** Why there was no answer. The browser says whether it has a network at all (not every runtime does); this machine needs none. */
export function noAnswer(url: string, signal: AbortSignal): ApiError {
  const { host, protocol } = new URL(url);
  const online: unknown = globalThis.navigator?.onLine;
  return online === false && protocol === 'https:' ? new ApiError('offline', host) : new NoAnswer(host, signal.aborted);
}

/** A redirect may lead to another host of the server, never from https to anything less. */
function mayComeFrom(from: string, asked: string): boolean {
  return isSafeUrl(from) && (new URL(from).protocol === 'https:' || new URL(asked).protocol === 'http:');
}

/** The text of an answer, null when it is too large. */
async function readText(response: Response): Promise<string | null> {
  const bytes = await readBytes(response);
  return bytes && new TextDecoder().decode(bytes);
}

/** The bytes of an answer, null when they are more than `most`; the rest is then not read, however long a server goes on. */
export async function readBytes(response: Response, most = longest): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** As `request`, but only a 2xx with JSON is an answer; everything else is an `ApiError` that says what to do. */
export async function requestJson(net: Net, url: string, options: RequestOptions = {}): Promise<Answer> {
  return accepted(await request(net, url, options), new URL(url).host, net.now());
}

/** The answer itself when it is a 2xx with JSON; else throws the `ApiError` that says what to do. */
export function accepted(answer: Answer, host: string, now: number): Answer {
  const fail = (code: ProblemCode) => new ApiError(code, host, answer.status);
  assertCalm(answer, host, now);
  if (answer.status === 401) throw fail('tokenRevoked');
  if (answer.status === 403) throw fail('loginDisabled');
  if (answer.status === 410) throw fail('serverClosing');
  if (answer.status === 404) throw fail('accountNotFound');
  if (answer.status >= 300 || answer.body === undefined) throw fail('badAnswer');
  return answer;
}

/** Throws `rateLimited` with its end for a 429, and `serverDown` for every 5xx. */
export function assertCalm(answer: Pick<Answer, 'status' | 'rate'>, host: string, now: number): void {
  if (answer.status === 429) throw new ApiError('rateLimited', host, 429, answer.rate?.reset ?? now + 5 * 60_000);
  if (answer.status >= 500) throw new ApiError('serverDown', host, answer.status);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `next` of a `Link` header, as the server names it. */
export function nextLink(header: string | null, base: string): string | null {
  for (const part of (header ?? '').split(/,\s*(?=<)/)) {
    const found = /^<([^>]+)>.*;\s*rel="next"/.exec(part.trim());
    if (found?.[1] === undefined || !URL.canParse(found[1], base)) continue;
    return new URL(found[1], base).href;
  }
  return null;
}

function skewOf(headers: Headers, now: number): number | null {
  const at = Date.parse(headers.get('Date') ?? '');
  return Number.isFinite(at) ? at - now : null;
}

function rateOf(headers: Headers, now: number, longest: number): Rate | null {
  const limit = Number(headers.get('X-RateLimit-Limit') ?? Number.NaN);
  const remaining = Number(headers.get('X-RateLimit-Remaining') ?? Number.NaN);
  const reset = Date.parse(headers.get('X-RateLimit-Reset') ?? '');
  const pause = Number(headers.get('Retry-After') ?? Number.NaN);
  if (Number.isFinite(pause) && pause >= 0 && !Number.isFinite(reset)) return { limit: 0, remaining: 0, reset: now + Math.min(pause * 1000, longest) };
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || !Number.isFinite(reset)) return null;
  const serverNow = Date.parse(headers.get('Date') ?? '');
  const left = reset - (Number.isFinite(serverNow) ? serverNow : now);
  return { limit, remaining, reset: now + Math.min(Math.max(0, left), longest) };
}
