import { domainOf } from '@/lib/formats/acct';
import { acctOfKey, keyFacts, keyWith, placeTaken } from '@/lib/kinds/compare';
import type { Kind } from '@/lib/kinds/kind';
import { kindById, kinds } from '@/lib/kinds/registry';
import { compare, followLimit, listLimit, type Comparison, type RowFacts, type Terrain } from '@/lib/move/compare';
import type { Account, KindId } from '@/lib/move/model';
import { knownKeys } from './backups';
import { rowsToCarry } from './carryRows';
import { choiceOf, leftOutOf } from './choices';
import type { MovingDayDb } from './db';
import type { BackupRow } from './rows';
import { keyListOf, marksOf } from './keyLists';

/** Rows, and keys, read at a time. */
const pages = { rows: 4_000, keys: 20_000 };

/** What one comparison rests on: the backup of each side and the new account as its server describes it. */
export interface Sides {
  moveId: string;
  mine: BackupRow;
  /** Domain of the handles of the old server. */
  oldAcct: string;
  there: BackupRow;
  next: Account;
  blocks: Terrain['blocks'];
}

/** Kinds whose rows a person chooses one by one: lists of something that the new account can have as well. */
export const comparable: readonly Kind[] = kinds.filter((kind) => (kind.carry.by === 'importForm' || kind.carry.by === 'api') && !['profile', 'preferences', 'scheduledPosts'].includes(kind.id));

/** Compares one kind of the old account's backup with the new account's, as the person has chosen; null where the backup has none of it. */
export async function compareKind(db: MovingDayDb, sides: Sides, kindId: KindId, size = pages.keys): Promise<Comparison | null> {
  const kind = kindById(kindId);
  const { moveId, mine, there, next } = sides;
  const total = mine.kinds.find((row) => row.kind === kindId)?.rows ?? 0;
  if (total === 0) return null;
  const titles = kindId === 'lists' ? await titlesOf(db, there.id) : new Set<string>();
  const keysThere = await keysOf(db, there.id, kindId, size);
  const byFile = kind.carry.by === 'importForm' && next.apiVersion >= kind.carry.importableFrom;
  const merges = (await choiceOf(db, moveId, kindId)).mode === 'merge';
  const terrain: Terrain = {
    kind: kindId,
    self: next.acct,
    // What the form does not take yet, the API may.
    importable: kind.carry.by !== 'importForm' || byFile || kind.rest !== undefined,
    otherThere: byFile && merges ? placeTaken(kind, keysThere) : () => false,
    read: isRead(there, kindId),
    left: await leftOutOf(db, moveId, kindId),
    blocks: sides.blocks,
    room: {
      follows: kindId === 'following' ? Math.max(0, followLimit(next.followersCount) - next.followingCount) : null,
      lists: kindId === 'lists' ? Math.max(0, listLimit - titles.size) : null,
    },
    titles,
    keyWith: (row, acct) => keyWith(kindId, row.key, acct),
    known: async (keys) => ({ mine: await knownKeys(db, mine.id, kindId, keys), there: await knownKeys(db, there.id, kindId, keys) }),
  };
  return compare(terrain, total, factPages(db, mine.id, kind, domainOf(sides.oldAcct), size), keysThere);
}

/** Is it known what the new account has of a kind? A server that has no such thing has none of it. */
function isRead({ kinds: parts }: BackupRow, kindId: KindId): boolean {
  const status = parts.find((row) => row.kind === kindId)?.status;
  return status === 'done' || status === 'unsupported';
}

/**
 * Labels of what the new account has and the file has not: what overwriting removes there, in the order of its own list. `now` in milliseconds.
 * What a file cannot hold, as a list without members, is removed with it: the API brings it again. A list whose title is
 * in the file stays, whoever was in it.
 */
export async function wouldRemove(db: MovingDayDb, sides: Pick<Sides, 'moveId' | 'mine' | 'there' | 'next'>, kindId: KindId, now: number): Promise<{ key: string; label: string }[]> {
  const kind = kindById(kindId);
  const inFile = (row: unknown) => kind.rest?.share(row, sides.next.apiVersion) !== 'whole' && !(kind.carry.by === 'importForm' && kind.carry.fits?.(row, now) === false);
  const keys = (await rowsToCarry(db, sides.moveId, sides.mine.id, kindId)).filter(inFile).map((row) => kind.rowKey(row));
  const carried = new Set(kindId === 'lists' ? [...keys, ...keys.map((key) => titleOf(key))] : keys);
  const removed: { key: string; label: string }[] = [];
  for (let from = 0; ; from += pages.rows) {
    const items = await db.items.where('[backupId+kind+seq]').between([sides.there.id, kindId, from], [sides.there.id, kindId, from + pages.rows], true, false).toArray();
    for (const { key, row } of items) if (!carried.has(key) && !(kindId === 'lists' && acctOfKey(kindId, key) === null && carried.has(titleOf(key)))) removed.push({ key, label: kind.parse(row) === null ? key : kind.label(row) });
    if (items.length < pages.rows) return removed;
  }
}

/** How many accounts of a kind are on each server, by domain; from the keys alone. */
export async function domainCounts(db: MovingDayDb, backupId: string, kind: KindId): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const page of keyPages(db, backupId, kind)) {
    for (const key of page) {
      const acct = acctOfKey(kind, key) ?? (kind === 'followers' ? key : null);
      if (acct !== null) counts.set(domainOf(acct), (counts.get(domainOf(acct)) ?? 0) + 1);
    }
  }
  return counts;
}

/** All keys of one kind, in ascending order, a page at a time. */
export async function* keyPages(db: MovingDayDb, backupId: string, kind: KindId, size = pages.keys): AsyncGenerator<string[]> {
  const prefix = `${backupId}|${kind}|`;
  const read = (after: string) => range(db, after, prefix).limit(size).primaryKeys();
  for (let next = read(prefix); ; ) {
    const ids = await next;
    const last = ids.length < size ? undefined : ids.at(-1);
    // The database reads on while these are looked at.
    if (last !== undefined) next = read(last);
    yield ids.map((id) => id.slice(prefix.length));
    if (last === undefined) return;
  }
}

/** What a comparison needs of each row, in the backup's order: from keys alone, but for those of whom it is known where they have moved. */
async function* factPages(db: MovingDayDb, backupId: string, kind: Kind, domain: string, size: number): AsyncGenerator<RowFacts[]> {
  const kept = await keyListOf(db, backupId, kind.id);
  if (kept) {
    const marks = new Map(kept.marks);
    for (let from = 0; from < kept.keys.length; from += size) yield kept.keys.slice(from, from + size).map((key, index) => keyFacts(kind, key, from + index, marks.get(key) ?? null, domain));
    return;
  }
  const keyOf = (id: string) => id.slice(`${backupId}|${kind.id}|`.length);
  const read = (from: number) => db.items.where('[backupId+kind+seq]').between([backupId, kind.id, from], [backupId, kind.id, from + size], true, false).primaryKeys();
  let next = read(0);
  const marks = new Map(await marksOf(db, backupId, kind.id));
  for (let from = 0; ; from += size) {
    const ids = await next;
    if (ids.length === size) next = read(from + size);
    yield ids.map((id, index) => keyFacts(kind, keyOf(id), from + index, marks.get(keyOf(id)) ?? null, domain));
    if (ids.length < size) return;
  }
}

/** Ids of one kind of a backup after this one, up to the letter after `|`. */
function range(db: MovingDayDb, after: string, prefix: string) {
  return db.items.where('id').between(after, `${prefix.slice(0, -1)}}`, false, false);
}

/** All keys of one kind: one string a row, of one side only. */
async function keysOf(db: MovingDayDb, backupId: string, kind: KindId, size: number): Promise<ReadonlySet<string>> {
  const kept = await keyListOf(db, backupId, kind);
  if (kept) return new Set(kept.keys);
  const keys = new Set<string>();
  for await (const page of keyPages(db, backupId, kind, size)) for (const key of page) keys.add(key);
  return keys;
}

/** The title in the key of a list's row. */
function titleOf(key: string): string {
  return key.split('\u0000')[0] ?? '';
}

async function titlesOf(db: MovingDayDb, backupId: string): Promise<Set<string>> {
  const titles = new Set<string>();
  for await (const page of keyPages(db, backupId, 'lists')) for (const key of page) titles.add(titleOf(key));
  return titles;
}
