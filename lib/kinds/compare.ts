import type { Kind } from './kind';

/**
 * Keys of the owed rows that are there on the new account. A list counts as there when it exists, a member when it is
 * in the list of that title, a filter when one does the same.
 */
export function arrivedKeys(kind: Kind, owed: readonly unknown[], there: readonly unknown[]): Set<string> {
  const present = new Set(there.map((row) => kind.rowKey(row)));
  return new Set(owed.map((row) => kind.rowKey(row)).filter((key) => present.has(key)));
}
