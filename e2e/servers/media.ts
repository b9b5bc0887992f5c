import { hostileTo } from './hostile';
import type { Instance } from './model';
import { mediaUrl } from './posts';

interface Found {
  type: string;
  bytes: Uint8Array;
}

/** The media host: avatars, headers and files of posts, open to every origin where it is not closed. */
export function serveMedia(instance: Instance, request: Request): Response {
  const { pathname } = new URL(request.url);
  const found = hostile(instance, pathname, find(instance, pathname));
  instance.seen.push({ at: instance.clock.now(), host: request.headers.get('host') ?? '', method: request.method, path: pathname, status: found ? 200 : 404, origin: request.headers.get('origin'), authorized: request.headers.has('authorization'), cookies: request.headers.has('cookie') });
  const open: Record<string, string> = instance.options.closedMedia ? {} : { 'Access-Control-Allow-Origin': '*' };
  if (!found) return new Response(null, { status: 404, headers: open });
  return new Response(found.bytes.slice().buffer, { headers: { 'Content-Type': found.type, ...open, 'Cache-Control': 'public, max-age=2419200' } });
}

function find(instance: Instance, pathname: string): Found | null {
  for (const media of instance.state.media.values()) {
    const paths = [mediaUrl(instance, media), mediaUrl(instance, media, 'small')].map((url) => new URL(url).pathname);
    if (paths.includes(pathname)) return media.missing ? null : { type: media.servedType ?? media.contentType, bytes: media.bytes };
  }
  for (const { avatar, header } of instance.state.accounts.values()) {
    if (avatar?.url.endsWith(pathname)) return avatar;
    if (header?.url.endsWith(pathname)) return header;
  }
  return null;
}

/** Twenty-five million bytes: more than a server would take, and nothing to see. */
const huge = 25_000_000;

function hostile(instance: Instance, pathname: string, found: Found | null): Found | null {
  if (found && hostileTo(instance, 'mediaMissing', pathname)) return null;
  if (found && hostileTo(instance, 'mediaHuge', pathname)) return { type: found.type, bytes: new Uint8Array(huge) };
  if (found && hostileTo(instance, 'mediaMislabelled', pathname)) return { type: 'text/html', bytes: new TextEncoder().encode('<!DOCTYPE html><script>alert(1)</script>') };
  return found;
}
