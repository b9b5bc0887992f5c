import { markOf } from '@/lib/kinds/compare';
import type { KindId } from '@/lib/move/model';
import type { ItemRow } from './rows';

/** A row of a backup as the database holds it. `seq` counts from 0 in the server's order, without a gap. */
export function itemOf(backupId: string, kind: KindId, key: string, seq: number, row: unknown, source: ItemRow['source']): ItemRow {
  const item: ItemRow = { id: `${backupId}|${kind}|${key}`, backupId, kind, key, seq, row, source };
  const mark = markOf(kind, row);
  return mark === null ? item : { ...item, mark: mark.movedTo === null ? 'locked' : 'moved' };
}
