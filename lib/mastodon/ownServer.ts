import * as v from 'valibot';
import { domainOf, originOf, parseTyped } from '@/lib/formats/acct';
import { ApiError } from './errors';
import { request, type Net } from './http';

/** What an account's own server says of it: it is there, under another handle, gone, nothing of the account, or there is no answer. */
export type Word = { says: 'there' | 'gone' | 'unclear' | 'silent'; handle: null } | { says: 'moved'; handle: string };

/** Longest wait for a server, in milliseconds. */
const limit = 10_000;

const schema = v.object({ subject: v.pipe(v.string(), v.maxLength(512)) });

/**
 * Asks an account's own server about it, by WebFinger (RFC 7033): one request, no cookies, to that host and no other, so
 * that a redirect is not followed. A page that is no WebFinger means that nobody keeps accounts there.
 */
export async function askOwnServer(net: Net, acct: string): Promise<Word> {
  const domain = domainOf(acct);
  const url = `${originOf(domain)}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${acct}`)}`;
  try {
    const { status, body } = await request(net, url, { accept: 'application/jrd+json, application/json', redirect: 'manual', limit });
    if (status === 404 || status === 410) return { says: 'gone', handle: null };
    if (status >= 500) return { says: 'silent', handle: null };
    // A redirect, a refusal, too many questions: nothing is known but that somebody answers.
    if (status < 200 || status >= 300) return { says: 'unclear', handle: null };
    const parsed = v.safeParse(schema, body);
    const named = parsed.success ? parseTyped(parsed.output.subject) : null;
    if (named?.username == null) return { says: 'gone', handle: null };
    const handle = `${named.username}@${named.domain}`;
    return handle === acct ? { says: 'there', handle: null } : { says: 'moved', handle };
  } catch (error) {
    if (error instanceof ApiError) return { says: 'silent', handle: null };
    throw error;
  }
}
