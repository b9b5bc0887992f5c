import { domainOf, isImportableDomain, normalAcct } from '@/lib/formats/acct';
import type { RowFacts } from '@/lib/move/compare';
import type { KindId } from '@/lib/move/model';
import type { Kind } from './kind';

/** Kinds whose key is the account that the row is about. */
const keyedByAcct: ReadonlySet<KindId> = new Set(['following', 'blocks', 'mutes', 'notes', 'featuredAccounts']);

/** Whether somebody has to be asked, and where somebody has moved to, of the few rows of which one of them is so. */
export interface Mark {
  locked: boolean;
  /** As the row names it. */
  movedTo: string | null;
}

/** The mark of a row, null for most. The database finds rows that have one without reading the others. */
export function markOf(kind: KindId, row: unknown): Mark | null {
  if (!keyedByAcct.has(kind) && kind !== 'lists') return null;
  const person = typeof row === 'object' && row !== null && 'person' in row ? row.person : null;
  if (typeof person !== 'object' || person === null) return null;
  const locked = 'locked' in person && person.locked === true;
  const movedTo = 'movedTo' in person && typeof person.movedTo === 'string' ? person.movedTo : null;
  return locked || movedTo !== null ? { locked, movedTo } : null;
}

/**
 * What a comparison needs to know of a stored row, out of its key and its mark: a hundred thousand of them are looked at
 * in one go, and reading each would cost more than all the rest. `domain` is that of the server it was read from.
 */
export function keyFacts(kind: Kind, key: string, place: number, mark: Mark | null, domain: string): RowFacts {
  const acct = acctOfKey(kind.id, key);
  return {
    place,
    key,
    acct,
    title: kind.id === 'lists' ? (key.split('\u0000')[0] ?? '') : null,
    domain: acct !== null ? domainOf(acct) : kind.id === 'bookmarks' && URL.canParse(key) ? new URL(key).host : null,
    locked: mark?.locked === true,
    movedTo: mark?.movedTo == null ? null : normalAcct(mark.movedTo, domain),
    unfit: kind.id === 'domainBlocks' && !isImportableDomain(key),
  };
}

/** The same of a row that has been read. */
export function rowFacts(kind: Kind, item: { key: string; seq: number; row: unknown }, domain: string): RowFacts {
  return keyFacts(kind, item.key, item.seq, markOf(kind.id, item.row), domain);
}

/** The account in the key of a row, null where it has none. */
export function acctOfKey(kind: KindId, key: string): string | null {
  if (keyedByAcct.has(kind)) return key;
  return kind === 'lists' ? (key.split('\u0000')[1] ?? '') || null : null;
}

/** Tells by its key whether what the new account has under these keys holds the place of a row: importing the row could replace it. */
export function placeTaken(kind: Kind, there: Iterable<string>): (key: string) => boolean {
  const { carry } = kind;
  if (carry.by !== 'importForm' || !carry.slot) return () => false;
  const taken = new Set([...there].map((key) => carry.slot?.(key)));
  return (key) => taken.has(carry.slot?.(key));
}

/** The key of a row when another account takes its account's place; the same key where it has no account. */
export function keyWith(kind: KindId, key: string, acct: string): string {
  const before = acctOfKey(kind, key);
  return before === null ? key : key.slice(0, key.length - before.length) + acct;
}
