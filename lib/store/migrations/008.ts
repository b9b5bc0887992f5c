import type Dexie from 'dexie';

/** Version 8: what servers of followers answered when they were asked for their software, and the letting in of former followers. */
export function version8(db: Dexie): void {
  db.version(8).stores({ peers: 'domain', letIns: 'moveId' });
}
