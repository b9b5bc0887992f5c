import type { Evidence } from '@/lib/move/ledger';
import type { KindId } from '@/lib/move/model';
import type { ImportRow, MovingDayDb } from '@/lib/store/db';

/** What has become of the import that a row was in, by the row's key. */
export type ImportsByRow = (key: string) => Evidence['import'];

const none: Evidence['import'] = { confirmedAt: null, finished: false };

/** The import of each row of a kind: the newest whose file held it. A file whose rows are not known stands for all. */
export async function importsByRow(db: MovingDayDb, imports: readonly ImportRow[], kind: KindId): Promise<ImportsByRow> {
  const confirmed = imports.filter((row) => row.kind === kind && row.confirmedAt !== null).sort((a, b) => a.handedAt - b.handedAt);
  const keys = await db.importKeys.bulkGet(confirmed.map((row) => row.id));
  const byKey = new Map<string, Evidence['import']>();
  let all: Evidence['import'] = none;
  for (const [index, row] of confirmed.entries()) {
    // The server goes on trying for some time after the last row that it has told of.
    const evidence = { confirmedAt: row.movedAt ?? row.confirmedAt, finished: row.finished };
    const held = keys[index]?.keys;
    if (held === undefined) all = evidence;
    for (const key of held ?? []) byKey.set(key, evidence);
  }
  return (key) => byKey.get(key) ?? all;
}
