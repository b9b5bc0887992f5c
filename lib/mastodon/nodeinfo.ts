import * as v from 'valibot';
import { isSafeUrl, originOf } from '@/lib/formats/acct';
import { ApiError } from './errors';
import { request, type Net } from './http';

const indexSchema = v.object({ links: v.array(v.object({ href: v.string() })) });
const documentSchema = v.object({ software: v.object({ name: v.pipe(v.string(), v.maxLength(100)), version: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(100)), ''), '') }) });

/** Software by its own name. */
export interface Software {
  name: string;
  version: string;
}

/** Where a server's nodeinfo index names its document, null = nowhere. The document is the server's own; a host that it merely names is not asked. */
export function documentAt(body: unknown, origin: string): string | null {
  const index = v.safeParse(indexSchema, body);
  return (index.success ? index.output.links.map((link) => link.href).find((link) => isSafeUrl(link) && new URL(link).origin === origin) : undefined) ?? null;
}

/** What a nodeinfo document says of the software, null = nothing. */
export function softwareIn(body: unknown): Software | null {
  const found = v.safeParse(documentSchema, body);
  return found.success ? found.output.software : null;
}

/** Longest wait for a server that is no part of the move, in milliseconds. */
const limit = 10_000;

/**
 * Asks a server that is no part of the move which software it runs: at most two requests, no cookies, to that host and
 * no other, so that a redirect is not followed. Nothing about the person is sent. Source: nodeinfo.diaspora.software.
 */
export async function askSoftware(net: Net, domain: string): Promise<{ says: 'software'; software: Software } | { says: 'unclear' | 'silent' }> {
  const origin = originOf(domain);
  const ask = (url: string) => request(net, url, { redirect: 'manual', limit });
  try {
    const index = await ask(`${origin}/.well-known/nodeinfo`);
    if (index.status >= 500) return { says: 'silent' };
    const href = index.status === 200 ? documentAt(index.body, origin) : null;
    if (href === null) return { says: 'unclear' };
    const document = await ask(href);
    const software = document.status === 200 ? softwareIn(document.body) : null;
    return software ? { says: 'software', software } : { says: 'unclear' };
  } catch (error) {
    if (error instanceof ApiError) return { says: 'silent' };
    throw error;
  }
}
