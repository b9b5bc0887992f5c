import type Dexie from 'dexie';

/** Version 4: what a person announces on both accounts. */
export function version4(db: Dexie): void {
  db.version(4).stores({ announcements: 'id, moveId' });
}
