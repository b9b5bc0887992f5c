/**
 * The one place that reads, writes and compares handles. An acct is `user@domain` in normal form: lower case, domain
 * in punycode, local domain added. A handle is the same as a person writes it, with a leading @.
 */

/** What a person typed: a server, perhaps with an account on it. */
export interface Typed {
  username: string | null;
  /** Domain in normal form, with a port on localhost names. */
  domain: string;
}

const invisible = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const usernameForm = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i;

/**
 * Reads every form that people type: `@me@example.social`, `me@example.social`, `example.social`,
 * `https://example.social/@me`, `acct:me@example.social`, with spaces, capitals or a trailing slash.
 * Null when it is none of these. An e-mail address looks like a handle and is read as one.
 */
export function parseTyped(text: string): Typed | null {
  const clean = text.replace(invisible, '').trim();
  if (clean === '' || clean.length > 500 || /\s/.test(clean)) return null;
  if (/^https?:\/\//i.test(clean)) return fromUrl(clean);
  if (/^[^@]+\//.test(clean.replace(/\/+$/, ''))) return fromUrl(`https://${clean}`);
  const parts = clean.replace(/^(acct:)?@?/i, '').replace(/\/+$/, '').split('@');
  if (parts.length === 1) {
    const found = normalDomain(parts[0] ?? '');
    return found === null ? null : { username: null, domain: found };
  }
  const [username, domain] = parts;
  const found = normalDomain(domain ?? '');
  if (parts.length !== 2 || !found || !username || !usernameForm.test(username)) return null;
  return { username: username.toLowerCase(), domain: found };
}

function fromUrl(text: string): Typed | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return null;
  const domain = normalDomain(url.host);
  if (!domain) return null;
  const username = /^\/(?:web\/)?(?:@|users\/)([^/@]+)\/?$/.exec(url.pathname)?.[1]?.toLowerCase() ?? null;
  return username !== null && !usernameForm.test(username) ? null : { username, domain };
}

/** A host name in normal form, null when it is none. Ports and plain names are for localhost only. */
export function normalDomain(text: string): string | null {
  if (text === '' || /[/?#@\\%]/.test(text) || !URL.canParse(`http://${text}`)) return null;
  const url = new URL(`http://${text}`);
  const host = url.hostname.toLowerCase();
  if (isLocalHost(host)) return url.host.toLowerCase();
  const looksPublic = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host);
  return looksPublic && url.port === '' ? host : null;
}

function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** `https://domain`, or `http://` for localhost names only. */
export function originOf(domain: string): string {
  return isLocalHost(domain.split(':')[0] ?? '') ? `http://${domain}` : `https://${domain}`;
}

/** True for addresses that we may ask: https, or http on localhost names; no credentials in it. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname));
}

/** An address for a link or a picture of a page; undefined, which is no link, where it is none that we may ask. */
export function safeUrl(text: string | null | undefined): string | undefined {
  return text != null && isSafeUrl(text) ? text : undefined;
}

/** True for the origin of a server that we may ask, and nothing behind it. */
export function isOrigin(text: string): boolean {
  return isSafeUrl(text) && new URL(text).origin === text;
}

/** Normal form of an acct as a server writes it; `localDomain` is added where it has no domain. */
export function normalAcct(acct: string, localDomain: string): string {
  const [username = '', ...rest] = acct.trim().replace(/^@/, '').split('@');
  const domain = rest.length === 0 ? undefined : rest.join('@');
  const full = domain === undefined || domain === '' ? localDomain : domain;
  return `${username.toLowerCase()}@${normalDomain(full) ?? full.toLowerCase()}`;
}

/** Are these the same account? `localDomain` belongs to whichever has no domain. */
export function sameAcct(a: string, b: string, localDomain = ''): boolean {
  return normalAcct(a, localDomain) === normalAcct(b, localDomain);
}

/** Does a handle that somebody typed mean this account? Its domain may be that of handles, or the web host's (a server can have both). */
export function meansAccount(typed: string, account: { acct: string; origin: string }): boolean {
  const [username = ''] = account.acct.split('@');
  return sameAcct(typed, account.acct) || sameAcct(typed, `${username}@${new URL(account.origin).host}`);
}

/** May Mastodon's import take this domain? Each part 1 to 63 letters, digits or hyphens, 255 in all. Source: mastodon v4.6.5, app/validators/domain_validator.rb. */
export function isImportableDomain(domain: string): boolean {
  const [host = '', port] = domain.split(':');
  if (port !== undefined && !isLocalHost(host)) return false;
  return domain.length < 256 && host.split('.').every((label) => /^[a-z0-9-]{1,63}$/i.test(label));
}

/** As a person writes it: `@user@domain`. */
export function handle(acct: string): string {
  return `@${acct}`;
}

/** Domain part of an acct. */
export function domainOf(acct: string): string {
  return acct.split('@')[1] ?? '';
}
