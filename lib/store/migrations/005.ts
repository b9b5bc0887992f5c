import type Dexie from 'dexie';

/** Version 5: an import file may be one of several of its kind, its rows are known by key, and all of them are sent in one run. */
export function version5(db: Dexie): void {
  db.version(5)
    .stores({ importKeys: 'id, moveId', importRuns: 'moveId' })
    .upgrade(async (change) => {
      const imports = change.table<Old, string>('imports');
      const old = await imports.toArray();
      await imports.clear();
      // What a file of before held is not known: it stands for all rows of its kind.
      await imports.bulkAdd(old.map((row) => ({ ...row, id: `${row.id}|1`, part: 1, name: '', stage: null, afterId: null, overwrite: false, leftAfter: 0, movedAt: row.seenAt })));
    });
}

interface Old {
  id: string;
  seenAt: number | null;
}
