import type Dexie from 'dexie';

/** Version 7: the keys of a long kind are kept in one piece beside its rows. */
export function version7(db: Dexie): void {
  db.version(7).stores({ keyLists: 'id, backupId' });
}
