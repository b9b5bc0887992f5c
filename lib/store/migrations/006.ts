import type Dexie from 'dexie';
import { markOf } from '@/lib/kinds/compare';
import type { KindId } from '@/lib/move/model';

/** Version 6: rows about somebody who has to be asked, or who has moved, are found without reading the others. */
export function version6(db: Dexie): void {
  db.version(6)
    .stores({ items: 'id, [backupId+kind+seq], [backupId+kind], [backupId+kind+mark], backupId' })
    .upgrade(async (change) => {
      await change
        .table<{ kind: KindId; row: unknown; mark?: 'locked' | 'moved' }>('items')
        .filter((item) => markOf(item.kind, item.row) !== null)
        .modify((item) => {
          item.mark = markOf(item.kind, item.row)?.movedTo == null ? 'locked' : 'moved';
        });
      // Version 5 did not keep it at first; without it, a kind whose last file was sent would be asked for again.
      await change
        .table<{ leftAfter?: number }>('imports')
        .filter((row) => row.leftAfter === undefined)
        .modify({ leftAfter: 0 });
    });
}
