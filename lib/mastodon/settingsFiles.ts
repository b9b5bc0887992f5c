import { sameAcct, domainOf } from '@/lib/formats/acct';
import type { Account } from '@/lib/move/model';
import { identityOfPage } from '@/lib/pages/identity';
import type { PageIdentity } from '@/lib/pages/page';
import { ApiError } from './errors';
import { readBytes, timeoutSignal, type Net } from './http';

/** A way to a server's settings as the person's browser session has them. Both answer null where that gives nothing. */
export interface SettingsReader {
  /** Who is signed in there now. */
  who(origin: string): Promise<PageIdentity | null>;
  /** The text of an export file. */
  file(origin: string, path: string): Promise<string | null>;
}

/** What reading the export files of settings pages needs. */
export interface SettingsFiles extends Pick<Net, 'now'> {
  account: Account;
  hasAccess(origin: string): Promise<boolean>;
  /** Ways to ask, best first: a later one serves where an earlier one is not signed in as the account or gets no answer. */
  readers: readonly SettingsReader[];
  /** When each way was last seen to be signed in as the account; kept between slices, lost with the background. */
  seen: Map<string, number>;
}

/** How long a look at who is signed in serves for the next file, in milliseconds. */
const fresh = 30_000;
/** What a file is served as; anything else is a page about something else. */
const types: Record<string, string> = { '.csv': 'text/csv', '.json': 'application/json' };
/** Larger files are no lists of Mastodon's. In bytes. */
const longest = 64_000_000;

/**
 * One export file, as the person's own browser session gets it: a plain GET with cookies, never a token. Who is signed
 * in is looked at before and after, since another account's list would pass for this one's. Throws `ApiError`
 * `noExportFile` wherever the file cannot be had: the API serves then. Source: mastodon v4.6.5,
 * app/controllers/concerns/settings/export_controller_concern.rb.
 */
export async function readSettingsFile(files: SettingsFiles, path: string): Promise<string> {
  const { origin } = files.account;
  if (await files.hasAccess(origin)) {
    for (const [way, reader] of files.readers.entries()) {
      const text = await readBy(files, `${way}|${files.account.actorUri}`, reader, path);
      if (text !== null) return text;
    }
  }
  throw new ApiError('noExportFile', new URL(origin).host);
}

async function readBy(files: SettingsFiles, key: string, reader: SettingsReader, path: string): Promise<string | null> {
  const before = files.seen.get(key);
  const known = before !== undefined && files.now() - before <= fresh && files.now() >= before;
  if (!known && !(await isAccount(files, key, reader))) return null;
  const text = await reader.file(files.account.origin, path);
  return text !== null && text.length <= longest && !wasCut(path, text) && (await isAccount(files, key, reader)) ? text : null;
}

async function isAccount(files: SettingsFiles, key: string, reader: SettingsReader): Promise<boolean> {
  const { account, seen } = files;
  seen.delete(key);
  const identity = await reader.who(account.origin);
  const same = identity !== null && sameAcct(identity.acct, account.acct, domainOf(account.acct));
  if (same) seen.set(key, files.now());
  return same;
}

/** The background's own way: with host access its GET carries the person's cookies. */
export function workerReader(net: Pick<Net, 'fetch'>): SettingsReader {
  return {
    who: async (origin) => {
      const page = await getText(net, origin + '/settings/export');
      return page === null ? null : identityOfPage(page);
    },
    file: (origin, path) => getText(net, new URL(path, origin).href),
  };
}

async function getText(net: Pick<Net, 'fetch'>, url: string): Promise<string | null> {
  try {
    // Signed out, the server redirects to its sign-in page: that is an answer, not a file.
    const response = await net.fetch(url, { method: 'GET', credentials: 'include', cache: 'no-store', redirect: 'error', signal: timeoutSignal() });
    if (!response.ok || Number(response.headers.get('Content-Length') ?? 0) > longest) return null;
    const wanted = types[/\.(csv|json)$/.exec(url)?.[0] ?? ''] ?? 'text/html';
    if (!(response.headers.get('Content-Type') ?? '').startsWith(wanted)) return null;
    const bytes = await readBytes(response, longest);
    // Mastodon writes UTF-8; anything else would change names in silence.
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A file of lines ends with one: without, it was cut. */
function wasCut(path: string, text: string): boolean {
  return path.endsWith('.csv') && text !== '' && !text.endsWith('\n');
}
