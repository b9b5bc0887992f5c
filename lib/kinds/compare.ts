import { domainOf, normalAcct } from '@/lib/formats/acct';
import type { RowFacts } from '@/lib/move/compare';
import type { KindId } from '@/lib/move/model';
import type { Kind } from './kind';

/** Kinds whose key is the account that the row is about. */
const keyedByAcct: ReadonlySet<KindId> = new Set(['following', 'blocks', 'mutes', 'notes', 'featuredAccounts']);

/**
 * What a comparison needs to know of a stored row, out of its key where the key says it: a hundred thousand of them are
 * looked at in one go, and parsing each would cost more than all the rest. `domain` is that of the server it was read from.
 */
export function rowFacts(kind: Kind, item: { key: string; seq: number; row: unknown }, domain: string): RowFacts {
  const { key, seq, row } = item;
  const acct = acctOfKey(kind.id, key);
  const person = keyedByAcct.has(kind.id) || kind.id === 'lists' ? personIn(row) : null;
  return {
    place: seq,
    key,
    acct,
    title: kind.id === 'lists' ? (key.split('\u0000')[0] ?? '') : null,
    domain: acct !== null ? domainOf(acct) : kind.id === 'bookmarks' && URL.canParse(key) ? new URL(key).host : null,
    locked: person?.locked === true,
    movedTo: typeof person?.movedTo === 'string' ? normalAcct(person.movedTo, domain) : null,
    unfit: kind.carry.by === 'importForm' && kind.carry.fits !== undefined && kind.parse(row) !== null && !kind.carry.fits(row),
  };
}

/** The account in the key of a row, null where it has none. */
export function acctOfKey(kind: KindId, key: string): string | null {
  if (keyedByAcct.has(kind)) return key;
  return kind === 'lists' ? (key.split('\u0000')[1] ?? '') || null : null;
}

/** The key of a row when another account takes its account's place; the same key where it has no account. */
export function keyWith(kind: KindId, key: string, acct: string): string {
  const before = acctOfKey(kind, key);
  return before === null ? key : key.slice(0, key.length - before.length) + acct;
}

function personIn(row: unknown): { locked?: unknown; movedTo?: unknown } | null {
  const person = typeof row === 'object' && row !== null && 'person' in row ? row.person : null;
  return typeof person === 'object' ? person : null;
}
