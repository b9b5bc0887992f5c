/** Did the browser run out of room? Dexie wraps what IndexedDB says, and the errors of many rows in one more; the name tells. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { inner, failures } = error as { inner?: unknown; failures?: unknown };
  return error.name === 'QuotaExceededError' || [inner, ...(Array.isArray(failures) ? (failures as unknown[]) : [])].some(isStorageFull);
}
