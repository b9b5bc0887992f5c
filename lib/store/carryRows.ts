import { keyWith } from '@/lib/kinds/compare';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { readItems } from './backups';
import { inStead, leftOutOf } from './choices';
import type { MovingDayDb } from './db';

/** The rows of a backup that are to be brought to the new account, in order, each once; none of a kind that was left behind. */
export async function rowsToCarry(db: MovingDayDb, moveId: string, backupId: string, kindId: KindId): Promise<unknown[]> {
  return (await itemsToCarry(db, moveId, backupId, kindId)).map(({ row }) => row);
}

/** As `rowsToCarry`, with the key under which the ledger knows each row. */
export async function itemsToCarry(db: MovingDayDb, moveId: string, backupId: string, kindId: KindId): Promise<{ key: string; row: unknown }[]> {
  const kind = kindById(kindId);
  const left = await leftOutOf(db, moveId, kindId);
  if (left.all) return [];
  const items = (await readItems(db, backupId, kindId)).filter((item) => !left.keys.has(item.key));
  const taken = new Set(left.replaced.size === 0 ? [] : items.filter((item) => !left.replaced.has(item.key)).map((item) => item.key));
  return items.flatMap((item) => {
    const acct = left.replaced.get(item.key);
    const row = kind.parse(acct === undefined ? item.row : inStead(item.row, acct));
    if (row === null || row === undefined) return [];
    if (acct === undefined) return [{ key: item.key, row }];
    const key = keyWith(kindId, item.key, acct);
    if (taken.has(key)) return [];
    taken.add(key);
    return [{ key: item.key, row }];
  });
}
