import { sameAcct, domainOf } from '@/lib/formats/acct';
import type { Account } from '@/lib/move/model';
import { identityOfPage } from '@/lib/pages/identity';
import { ApiError } from './errors';
import type { Net } from './http';
import { timeoutSignal } from './http';

/** What reading the export files of settings pages needs. */
export interface SettingsFiles extends Net {
  account: Account;
  hasAccess(origin: string): Promise<boolean>;
  /** When this browser was last seen to be signed in as the account; kept between slices, lost with the background. */
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
  const { account } = files;
  const host = new URL(account.origin).host;
  if (!(await files.hasAccess(account.origin))) throw new ApiError('noExportFile', host);
  const before = files.seen.get(account.actorUri);
  if (before === undefined || files.now() - before > fresh || files.now() < before) await lookWho(files);
  const text = await getText(files, path);
  await lookWho(files);
  return text;
}

async function lookWho(files: SettingsFiles): Promise<void> {
  const { account } = files;
  files.seen.delete(account.actorUri);
  const identity = identityOfPage(await getText(files, '/settings/export'));
  const same = identity !== null && sameAcct(identity.acct, account.acct, domainOf(account.acct));
  if (!same) throw new ApiError('noExportFile', new URL(account.origin).host);
  files.seen.set(account.actorUri, files.now());
}

async function getText(files: SettingsFiles, path: string): Promise<string> {
  const host = new URL(files.account.origin).host;
  let response: Response;
  try {
    // Signed out, the server redirects to its sign-in page: that is an answer, not a file.
    response = await files.fetch(new URL(path, files.account.origin).href, { method: 'GET', credentials: 'include', cache: 'no-store', redirect: 'error', signal: timeoutSignal() });
  } catch {
    throw new ApiError('noExportFile', host);
  }
  const refused = () => new ApiError('noExportFile', host, response.status);
  if (!response.ok || Number(response.headers.get('Content-Length') ?? 0) > longest) throw refused();
  const wanted = types[/\.\w+$/.exec(path)?.[0] ?? ''] ?? 'text/html';
  if (!(response.headers.get('Content-Type') ?? '').startsWith(wanted)) throw refused();
  try {
    const bytes = await response.arrayBuffer();
    // Mastodon writes UTF-8; anything else would change names in silence.
    const text = bytes.byteLength > longest ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Its last line has an end as well: a file without was cut.
    if (text !== null && !(wanted === 'text/csv' && text !== '' && !text.endsWith('\n'))) return text;
  } catch {
    // Cut short, or not UTF-8.
  }
  throw refused();
}
