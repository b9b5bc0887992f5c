import { acctOfKey } from '@/lib/kinds/compare';
import { done, type Handlers } from '@/lib/messages/listen';
import type { KindId, Move } from '@/lib/move/model';
import { backupToCarry, knownKeys, mayBeCarried } from '@/lib/store/backups';
import { choose, leaveOut, leftOutOf, replace } from '@/lib/store/choices';
import { keyPages } from '@/lib/store/compare';
import { changeRun, forgetSent } from '@/lib/store/imports';
import { barOf } from '@/lib/store/keptNew';
import { findMove } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { barCodes } from './importNext';
import { lookAtServer, readBlocks } from './servers';

type Choosing = Pick<Handlers, 'lookAtServer' | 'readBlocks' | 'carryBackup' | 'chooseKind' | 'setMode' | 'leaveOut' | 'replaceAccounts'>;

/** Kinds in which an account takes the place of one that has moved. */
const followed: readonly KindId[] = ['following', 'lists', 'featuredAccounts', 'notes'];
/** Kinds in which only a new handle of the same account does, which its own server has told; a block or a mute stays on one that has moved. */
const shut: readonly KindId[] = ['blocks', 'mutes'];

/** Messages by which a person looks at a server, and says what comes along and how. */
export function choosing(background: Background): Choosing {
  const { db } = background;
  const noteChange = (moveId: string) => db.moves.update(moveId, { chosenAt: background.now() });
  const refused = { ok: false as const, problem: problem(background, 'unexpected') };
  return {
    lookAtServer: async ({ moveId, text }) => {
      const move = await findMove(db, moveId);
      return move ? lookAtServer(background, move, text) : refused;
    },
    readBlocks: async ({ moveId }) => {
      const move = await findMove(db, moveId);
      return move ? readBlocks(background, move) : refused;
    },
    carryBackup: async ({ moveId, backupId }) => {
      const [move, backup] = [await findMove(db, moveId), backupId === null ? undefined : await db.backups.get(backupId)];
      if (!move || (backupId !== null && !(backup && mayBeCarried(backup, move)))) return refused;
      await db.moves.update(moveId, { carries: backupId ?? undefined });
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'carryBackup'>(null);
    },
    chooseKind: async ({ moveId, kind, chosen }) => {
      await choose(db, moveId, kind, { chosen });
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'chooseKind'>(null);
    },
    setMode: async ({ moveId, kind, mode }) => {
      const move = await findMove(db, moveId);
      const bar = move && mode === 'overwrite' ? await barOf(db, move, kind, background.now()) : null;
      if (bar !== null) return { ok: false, problem: problem(background, barCodes[bar], 'new') };
      await choose(db, moveId, kind, { mode });
      await noteChange(moveId);
      return done<'setMode'>(null);
    },
    leaveOut: async ({ moveId, kind, keys, left }) => {
      await leaveOut(db, moveId, kind, keys, left);
      if (kind === 'lists' && !left) await takeFollows(background, moveId, keys);
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'leaveOut'>(null);
    },
    replaceAccounts: async ({ moveId, pairs }) => {
      const move = await findMove(db, moveId);
      if (move) await replaceAccounts(background, move, new Map(pairs.map(({ acct, by }) => [acct, by])));
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'replaceAccounts'>(null);
    },
  };
}

/** A place in a list is taken along again, and with it the follow that it needs. */
async function takeFollows({ db }: Background, moveId: string, places: readonly string[]): Promise<void> {
  const { keys } = await leftOutOf(db, moveId, 'following');
  const accts = places.flatMap((key) => acctOfKey('lists', key) ?? []);
  await leaveOut(db, moveId, 'following', accts.filter((acct) => keys.has(acct)), false);
}

async function replaceAccounts(background: Background, move: Move, by: ReadonlyMap<string, string | null>): Promise<void> {
  const { db } = background;
  const complete = await backupToCarry(db, move);
  if (!complete) return;
  for (const kind of [...followed, ...shut]) {
    const byOf = (key: string) => by.get(acctOfKey(kind, key) ?? '') ?? null;
    const { replaced } = await leftOutOf(db, move.id, kind);
    const all = kind === 'lists' ? await memberships(background, complete.id, by) : [...(await knownKeys(db, complete.id, kind, [...by.keys()]))];
    const changed = all.filter((key) => (replaced.get(key) ?? null) !== byOf(key));
    const told = shut.includes(kind) ? await handlesTold(background, move, kind, changed) : null;
    const rows = changed.map((key) => ({ key, by: byOf(key) })).filter((row) => told === null || row.by === null || told.get(row.key) === row.by);
    await replace(db, move.id, kind, rows);
    await forgetSent(db, move.id, kind, rows.map((row) => row.key));
  }
}

/** The handles that these rows have now, as far as the ledger says. */
async function handlesTold({ db }: Background, move: Move, kind: KindId, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.ledger.bulkGet(keys.map((key): [string, KindId, string] => [move.id, kind, key]));
  return new Map(rows.flatMap((row) => (row?.reason === 'hasMoved' ? [[row.key, row.detail] as const] : [])));
}

async function memberships(background: Background, backupId: string, by: ReadonlyMap<string, unknown>): Promise<string[]> {
  const found: string[] = [];
  for await (const page of keyPages(background.db, backupId, 'lists')) found.push(...page.filter((key) => by.has(acctOfKey('lists', key) ?? '')));
  return found;
}
