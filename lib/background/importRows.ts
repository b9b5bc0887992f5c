import type { KindId } from '@/lib/move/model';
import type { ImportRow, MovingDayDb } from '@/lib/store/db';

/** What has become of the import that a row was in. */
type InFile = Pick<ImportRow, 'confirmedAt' | 'finished' | 'movedAt' | 'changedAt'>;

/** The import that a row was in, by the row's key. */
export type ImportsByRow = (key: string) => InFile;

const none: InFile = { confirmedAt: null, finished: false, movedAt: null, changedAt: 0 };

/** The import of each row of a kind: the newest whose file held it. A file whose rows are not known stands for all. */
export async function importsByRow(db: MovingDayDb, imports: readonly ImportRow[], kind: KindId): Promise<ImportsByRow> {
  const confirmed = imports.filter((row) => row.kind === kind && row.confirmedAt !== null).sort((a, b) => a.handedAt - b.handedAt);
  const keys = await db.importKeys.bulkGet(confirmed.map((row) => row.id));
  const byKey = new Map<string, InFile>();
  let all = none;
  for (const [index, row] of confirmed.entries()) {
    const held = keys[index]?.keys;
    if (held === undefined) all = row;
    for (const key of held ?? []) byKey.set(key, row);
  }
  return (key) => byKey.get(key) ?? all;
}
