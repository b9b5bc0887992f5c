import { isSafeUrl } from '@/lib/formats/acct';
import type { MediaGap } from '@/lib/kinds/kind';
import type { Net } from './http';

/** What fetching a file of a server's media host needs. */
export interface MediaNet extends Net {
  hasAccess(origin: string): Promise<boolean>;
  /** Called now and then while a long file comes in, so that the background is not stopped. */
  heartbeat(): Promise<void>;
}

/** Larger files than Mastodon itself takes (99 MiB) are none of its media. In bytes. */
const longest = 110_000_000;
/** A file that takes longer is given up, in milliseconds of the wire's own time. */
const timeout = 300_000;
const beatEvery = 1_000_000;

/** Fetches one file, without cookies and without a token. Never throws: what cannot be had is named. */
export async function fetchMedia(net: MediaNet, url: string): Promise<{ ok: true; blob: Blob; type: string } | { ok: false; why: MediaGap }> {
  if (!isSafeUrl(url)) return { ok: false, why: 'gone' };
  let response: Response;
  try {
    response = await net.fetch(url, { method: 'GET', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(timeout) });
  } catch {
    // The browser does not say whether the host is down or whether it does not let extensions read: access tells.
    return { ok: false, why: (await net.hasAccess(new URL(url).origin)) ? 'noAnswer' : 'noAccess' };
  }
  if (response.status === 404 || response.status === 410 || response.status === 403) return { ok: false, why: 'gone' };
  if (!response.ok || !response.body) return { ok: false, why: 'noAnswer' };
  if (Number(response.headers.get('Content-Length') ?? 0) > longest) {
    await response.body.cancel();
    return { ok: false, why: 'tooLarge' };
  }
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0] ?? '';
  try {
    return await readBody(net, response.body.getReader(), type);
  } catch {
    return { ok: false, why: 'noAnswer' };
  }
}

async function readBody(net: MediaNet, reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, type: string): Promise<{ ok: true; blob: Blob; type: string } | { ok: false; why: MediaGap }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let [bytes, beaten] = [0, 0];
  for (;;) {
    const { done, value } = await reader.read();
    // The type a server names is kept as text beside the rows; the file itself is never opened as a page.
    if (done) return { ok: true, blob: new Blob(parts, { type: /^(image|video|audio)\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream' }), type };
    bytes += value.byteLength;
    if (bytes > longest) {
      await reader.cancel();
      return { ok: false, why: 'tooLarge' };
    }
    parts.push(value);
    if (bytes - beaten > beatEvery) {
      beaten = bytes;
      await net.heartbeat();
    }
  }
}
