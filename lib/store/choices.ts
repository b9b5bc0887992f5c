import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { readItems } from './backups';
import type { ChoiceRow, MovingDayDb } from './db';

/** What the person has decided about a kind: carried and merged, where nothing else was said. */
export async function choiceOf(db: MovingDayDb, moveId: string, kind: KindId): Promise<ChoiceRow> {
  return (await db.choices.get([moveId, kind])) ?? { moveId, kind, chosen: true, mode: 'merge' };
}

/** Changes what is decided about a kind. */
export async function choose(db: MovingDayDb, moveId: string, kind: KindId, change: Partial<Pick<ChoiceRow, 'chosen' | 'mode'>>): Promise<void> {
  await db.transaction('rw', db.choices, async () => {
    await db.choices.put({ ...(await choiceOf(db, moveId, kind)), ...change });
  });
}

/** Leaves rows behind, or takes them along again. */
export async function leaveOut(db: MovingDayDb, moveId: string, kind: KindId, keys: readonly string[], left: boolean): Promise<void> {
  if (left) await db.leftOut.bulkPut(keys.map((key) => ({ moveId, kind, key })));
  else await db.leftOut.bulkDelete(keys.map((key) => [moveId, kind, key]));
}

/** Keys of the rows that the person leaves behind; `all` where the whole kind is. */
export async function leftOutOf(db: MovingDayDb, moveId: string, kind: KindId): Promise<{ all: boolean; keys: ReadonlySet<string> }> {
  const { chosen } = await choiceOf(db, moveId, kind);
  const rows = await db.leftOut.where('[moveId+kind]').equals([moveId, kind]).toArray();
  return { all: !chosen, keys: new Set(rows.map((row) => row.key)) };
}

/** The rows of a backup that are to be brought to the new account, in order; none of a kind that was left behind. */
export async function rowsToCarry(db: MovingDayDb, moveId: string, backupId: string, kindId: KindId): Promise<unknown[]> {
  const kind = kindById(kindId);
  const left = await leftOutOf(db, moveId, kindId);
  if (left.all) return [];
  const items = await readItems(db, backupId, kindId);
  return items.filter((item) => !left.keys.has(item.key)).flatMap((item) => kind.parse(item.row) ?? []);
}
