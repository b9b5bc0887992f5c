import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from '@/lib/store/db';
import type { ImportRow } from '@/lib/store/rows';

/** What has become of the import that a row was in. */
type InFile = Pick<ImportRow, 'confirmedAt' | 'finished' | 'movedAt' | 'changedAt'> & { /** Among those that failed; null = not known. */ failed: boolean | null };

/** The import that a row was in, by the row's key. */
export type ImportsByRow = (key: string) => InFile;

const none: InFile = { confirmedAt: null, finished: false, movedAt: null, changedAt: 0, failed: null };

/** The import of each row of a kind: the newest whose file held it. A file whose rows are not known stands for all. */
export async function importsByRow(db: MovingDayDb, imports: readonly ImportRow[], kind: KindId): Promise<ImportsByRow> {
  const confirmed = imports.filter((row) => row.kind === kind && row.confirmedAt !== null).sort((a, b) => a.handedAt - b.handedAt);
  const keys = await db.importKeys.bulkGet(confirmed.map((row) => row.id));
  const byKey = new Map<string, InFile>();
  let all = none;
  for (const [index, row] of confirmed.entries()) {
    const held = keys[index];
    if (held === undefined) all = { ...row, failed: null };
    const failed = held?.failed ? new Set(held.failed) : null;
    const [yes, no] = [true, false].map((one): InFile => ({ ...row, failed: failed && one }));
    for (const key of held?.keys ?? []) byKey.set(key, (failed?.has(key) === true ? yes : no) ?? none);
  }
  return (key) => byKey.get(key) ?? all;
}
