import { issueToken } from '@/lib/mastodon/testing/access';
import type { ServerHandle } from './world';

/** One answer of an API, read in a test. */
export interface Answer {
  status: number;
  body: unknown;
  /** Rows of a list. */
  rows: Record<string, unknown>[];
  next: string | null;
  prev: string | null;
  response: Response;
}

/** Asks a server as somebody, or as nobody where `username` is null. `path` may be a whole address. */
export async function askApi(server: ServerHandle, username: string | null, path: string, scopes = ['read'], init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (username !== null) headers.set('authorization', `Bearer ${issueToken(server, username, scopes)}`);
  const response = await fetch(new URL(path, server.origin), { ...init, headers });
  const body: unknown = await response.json();
  const link = (rel: string) => new RegExp(`<([^>]+)>; rel="${rel}"`).exec(response.headers.get('link') ?? '')?.[1] ?? null;
  return { status: response.status, body, rows: Array.isArray(body) ? (body as Record<string, unknown>[]) : [], next: link('next'), prev: link('prev'), response };
}

/** All rows of a list, by the links that the server gives. */
export async function askAll(server: ServerHandle, username: string | null, path: string, most = 50): Promise<{ rows: Record<string, unknown>[]; pages: number }> {
  const rows: Record<string, unknown>[] = [];
  let next: string | null = path;
  let pages = 0;
  for (; next !== null && pages < most; pages++) {
    const page = await askApi(server, username, next);
    rows.push(...page.rows);
    next = page.next;
  }
  return { rows, pages };
}
