import type { KindId } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { ChoiceRow } from './rows';
import { placesLeft } from './leftFollows';

/** What the person leaves of a kind. */
export interface Left {
  /** The whole kind stays behind. */
  all: boolean;
  /** Keys of the rows that stay behind. */
  keys: ReadonlySet<string>;
  /** Those of them that stay behind with the follow of their account. */
  withFollow: ReadonlySet<string>;
  /** Rows whose account is another one now, by key: the acct that is taken along in its stead. */
  replaced: ReadonlyMap<string, string>;
}

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

/** Leaves rows behind, or takes them along again as they are. */
export async function leaveOut(db: MovingDayDb, moveId: string, kind: KindId, keys: readonly string[], left: boolean): Promise<void> {
  if (left) await db.leftOut.bulkPut(keys.map((key) => ({ moveId, kind, key })));
  else await db.leftOut.bulkDelete(keys.map((key) => [moveId, kind, key]));
}

/** Takes the account that an old one has become along in its stead; `by` null takes the row along as it is. */
export async function replace(db: MovingDayDb, moveId: string, kind: KindId, rows: readonly { key: string; by: string | null }[]): Promise<void> {
  await db.transaction('rw', db.leftOut, async () => {
    await db.leftOut.bulkDelete(rows.map(({ key }) => [moveId, kind, key]));
    await db.leftOut.bulkPut(rows.flatMap(({ key, by }) => (by === null ? [] : [{ moveId, kind, key, replacedBy: by }])));
  });
}

/** What the person leaves of a kind, and whom others have become. */
export async function leftOutOf(db: MovingDayDb, moveId: string, kind: KindId): Promise<Left> {
  const { chosen } = await choiceOf(db, moveId, kind);
  const rows = await db.leftOut.where('[moveId+kind]').equals([moveId, kind]).toArray();
  const withFollow = kind === 'lists' ? await placesLeft(db, moveId, await leftOutOf(db, moveId, 'following')) : new Set<string>();
  return {
    all: !chosen,
    keys: new Set([...rows.flatMap((row) => (row.replacedBy === undefined ? [row.key] : [])), ...withFollow]),
    withFollow,
    replaced: new Map(rows.flatMap((row) => (row.replacedBy === undefined ? [] : [[row.key, row.replacedBy] as const]))),
  };
}

/** A row with another account in it: all that was chosen for the old one holds for the new one. */
export function inStead(row: unknown, acct: string): unknown {
  return typeof row === 'object' && row !== null ? { ...row, acct, person: undefined } : row;
}
