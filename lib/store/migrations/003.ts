import type Dexie from 'dexie';

/** What the person carries and leaves out, and what became of the rows that the API carries. */
export function version3(db: Dexie): void {
  db.version(3).stores({ choices: '[moveId+kind], moveId', leftOut: '[moveId+kind+key], moveId, [moveId+kind]', carries: '[moveId+kind+key], moveId, [moveId+kind], [moveId+kind+status]' });
}
