import { acctOfKey } from '@/lib/kinds/compare';
import { done, type Handlers } from '@/lib/messages/listen';
import type { KindId, Move } from '@/lib/move/model';
import { knownKeys, newestBackups } from '@/lib/store/backups';
import { choose, leaveOut, mayOverwrite, replace } from '@/lib/store/choices';
import { keyPages } from '@/lib/store/compare';
import { changeRun } from '@/lib/store/imports';
import { findMove } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { lookAtServer, readBlocks } from './servers';

type Choosing = Pick<Handlers, 'lookAtServer' | 'readBlocks' | 'chooseKind' | 'setMode' | 'leaveOut' | 'replaceAccounts'>;

/** Kinds in which an account takes the place of one that has moved; a block or a mute stays on the old one. */
const followed: readonly KindId[] = ['following', 'lists', 'featuredAccounts', 'notes'];

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
    chooseKind: async ({ moveId, kind, chosen }) => {
      await choose(db, moveId, kind, { chosen });
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'chooseKind'>(null);
    },
    setMode: async ({ moveId, kind, mode }) => {
      const uri = (await findMove(db, moveId))?.new.actorUri;
      if (mode === 'overwrite' && !(uri && (await mayOverwrite(db, uri)))) return { ok: false, problem: problem(background, 'newNotKept', 'new') };
      await choose(db, moveId, kind, { mode });
      return done<'setMode'>(null);
    },
    leaveOut: async ({ moveId, kind, keys, left }) => {
      await leaveOut(db, moveId, kind, keys, left);
      await changeRun(db, moveId, { left: {} });
      await noteChange(moveId);
      return done<'leaveOut'>(null);
    },
    replaceAccounts: async ({ moveId, pairs }) => {
      const move = await findMove(db, moveId);
      if (move) await replaceAccounts(background, move, new Map(pairs.map(({ acct, by }) => [acct, by])));
      await noteChange(moveId);
      return done<'replaceAccounts'>(null);
    },
  };
}

async function replaceAccounts(background: Background, move: Move, by: ReadonlyMap<string, string | null>): Promise<void> {
  const { db } = background;
  const complete = move.old.actorUri === null ? null : (await newestBackups(db, move.old.actorUri)).complete;
  if (!complete) return;
  for (const kind of followed) {
    const keys = kind === 'lists' ? await memberships(background, complete.id, by) : [...(await knownKeys(db, complete.id, kind, [...by.keys()]))];
    await replace(db, move.id, kind, keys.map((key) => ({ key, by: by.get(acctOfKey(kind, key) ?? '') ?? null })));
  }
}

async function memberships(background: Background, backupId: string, by: ReadonlyMap<string, unknown>): Promise<string[]> {
  const found: string[] = [];
  for await (const page of keyPages(background.db, backupId, 'lists')) found.push(...page.filter((key) => by.has(acctOfKey('lists', key) ?? '')));
  return found;
}
