import Papa from 'papaparse';
import type { ImportType } from '../model';

/** What an uploaded file holds, or the error at the data field, or that Mastodon fails on it with 500 (facts B.2 to B.4). */
export type Parsed = { error: 'cantBlank' | 'tooLarge' | 'emptyFile' | 'incompatible' | 'tooMany' | 'invalidCsv' | 'invalidJson' } | { crash: true } | { rows: Record<string, unknown>[]; mismatch: boolean };

const bom = '\ufeff';
const knownFirst = ['Account address', '#domain', '#uri', 'List name'];
const assumed: Record<ImportType, string[]> = {
  following: ['Account address'],
  blocking: ['Account address'],
  muting: ['Account address'],
  domain_blocking: ['#domain'],
  bookmarks: ['#uri'],
  lists: ['List name', 'Account address'],
  custom_filters: [],
};

/** Reads an upload as Mastodon 4.6 does. `localDomain` is dropped from addresses, as doubles are found without it. */
export function parseImport(type: ImportType, fileName: string, mime: string, bytes: Uint8Array, localDomain: string): Parsed {
  if (bytes.length > 20 * 1024 * 1024) return { error: 'tooLarge' };
  const text = decode(bytes);
  if (text === null) return { error: mime === 'application/json' ? 'invalidJson' : 'invalidCsv' };
  if (mime === 'application/json') return type === 'custom_filters' ? parseFilters(text) : { error: 'incompatible' };
  if (type === 'custom_filters') return { crash: true };
  // One mark at the start is dropped by this parser, and kept by Mastodon's.
  const table = Papa.parse<string[]>(text.startsWith(bom) ? bom + text : text, { skipEmptyLines: true });
  if (table.errors.some((error) => error.type === 'Quotes')) return { error: 'invalidCsv' };
  const lines = table.data;
  const first = lines[0];
  if (!first) return { error: 'emptyFile' };
  const hasHeader = knownFirst.includes(first[0] ?? '');
  const columns = hasHeader ? first : assumed[type];
  if (assumed[type].some((needed) => !columns.includes(needed))) return { error: 'incompatible' };
  const data = (hasHeader ? lines.slice(1) : lines).map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
  if (data.length > 20_000) return { error: 'tooMany' };
  if (data.some((cells) => cells[assumed[type][0] ?? ''] === '')) return { crash: true };
  const guess = guessType(fileName, hasHeader ? first : []);
  return { rows: data.map((cells) => convert(type, cells, localDomain)), mismatch: guess !== null && guess !== type };
}

/** UTF-8 with its byte order mark, as Mastodon sees it (facts B.2); null when it is no UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function convert(type: ImportType, cells: Record<string, string | undefined>, localDomain: string): Record<string, unknown> {
  const address = (cells['Account address'] ?? '').trim().replace(/^@/, '');
  const acct = address.endsWith(`@${localDomain}`) ? address.slice(0, -localDomain.length - 1) : address;
  const languages = (cells.Languages ?? '').split(',').map((part) => part.trim()).filter(Boolean);
  switch (type) {
    case 'following':
      return { acct, reblogs: flag(cells['Show boosts']), notify: flag(cells['Notify on new posts']), languages: languages.length > 0 ? languages : undefined };
    case 'muting':
      return { acct, notifications: flag(cells['Hide notifications']) };
    case 'lists':
      return { title: (cells['List name'] ?? '').trim(), acct };
    case 'domain_blocking':
      return { domain: (cells['#domain'] ?? '').trim().toLowerCase() };
    case 'bookmarks':
      return { uri: (cells['#uri'] ?? '').trim() };
    default:
      return { acct };
  }
}

function flag(cell: string | undefined): boolean | undefined {
  const text = (cell ?? '').trim().toLowerCase();
  return text === '' ? undefined : !['false', 'f', '0', 'off'].includes(text);
}

function guessType(fileName: string, header: string[]): ImportType | null {
  const starts = (...names: string[]) => names.some((name) => fileName.startsWith(name));
  if (header.includes('Hide notifications') || starts('mutes', 'muted_accounts')) return 'muting';
  if (['Show boosts', 'Notify on new posts', 'Languages'].some((name) => header.includes(name)) || starts('follows', 'following_accounts')) return 'following';
  if (starts('blocks', 'blocked_accounts')) return 'blocking';
  if (starts('domain_blocks', 'blocked_domains')) return 'domain_blocking';
  if (starts('bookmarks')) return 'bookmarks';
  return starts('lists') ? 'lists' : null;
}

function parseFilters(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'invalidJson' };
  }
  const list = typeof value === 'object' && value !== null && 'custom_filters' in value ? value.custom_filters : null;
  if (!Array.isArray(list)) return { crash: true };
  return { rows: list.map((row) => ({ ...(row as object) })), mismatch: false };
}
