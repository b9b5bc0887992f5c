import { newestVersion } from './migrations/registry';

/** Thrown by every operation where a newer version of the extension has written the data: what this code does not know of it, it would leave behind or spoil. */
export class NewerDataError extends Error {
  override name = 'NewerDataError';

  constructor(version: number) {
    super(`The data is of version ${version}, newer than ${newestVersion}.`);
  }
}

/** Did an operation fail because the data is of a newer version? Dexie hands on what ended its opening inside of an error of its own. */
export function isNewerData(error: unknown): boolean {
  if (error instanceof NewerDataError) return true;
  return typeof error === 'object' && error !== null && 'inner' in error && isNewerData(error.inner);
}

/** Throws where a version, as the browser counts it, is newer than this code. Dexie multiplies by ten, and adds one where it has mended a schema. */
export function refuseNewer(stored: number): void {
  const version = Math.floor(stored / 10);
  if (version > newestVersion) throw new NewerDataError(version);
}

/**
 * Dexie opens newer data as it is, and first puts back the tables and indexes that it misses there, as one version more.
 * So that nothing is written to it, that one is never asked for.
 */
export function withoutMending(factory: IDBFactory | undefined): IDBFactory | undefined {
  return factory && {
    open: (name, version) => {
      refuseNewer(version ?? 0);
      return factory.open(name, version);
    },
    cmp: (first, second) => factory.cmp(first, second),
    databases: () => factory.databases(),
    deleteDatabase: (name) => factory.deleteDatabase(name),
  };
}
