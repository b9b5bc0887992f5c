/** The number of the newest import of a table, null = it has none. */
export function newestImport(table: readonly { importId: string }[]): string | null {
  return table.map((row) => row.importId).sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1) ?? null;
}

/** Was it made after that one? Numbers of imports only rise, and may be longer than a number can be. `than` null = there was none. */
export function isNewer(id: string, than: string | null): boolean {
  return than === null || id.length > than.length || (id.length === than.length && id > than);
}
