import { worthDropping } from '@/lib/move/keep';
import { readFacts } from '@/lib/store/moves';
import { deleteBackup } from '@/lib/store/backups';
import { undoOf } from '@/lib/store/keptNew';
import type { Background } from './context';

/** Thins out an account's old backups by age. One that a move rests on stays. */
export async function thinOut(background: Background, actorUri: string): Promise<void> {
  const { db } = background;
  const rows = (await db.backups.where('actorUri').equals(actorUri).toArray()).filter((row) => row.purpose === 'backup' && row.status === 'done');
  const needed = new Set<string>();
  for (const move of await db.moves.toArray()) {
    const id = (await readFacts(db, move.id))['old.backup']?.value.backupId;
    const undo = await undoOf(db, move, background.now());
    for (const one of [id, move.carries, undo?.id]) if (one !== undefined) needed.add(one);
  }
  const finished = rows.map((row) => ({ id: row.id, finishedAt: row.finishedAt ?? row.startedAt, holds: new Set(row.kinds.filter((kind) => kind.status === 'done').map((kind) => kind.kind)) }));
  for (const id of worthDropping(finished, background.now())) if (!needed.has(id)) await deleteBackup(db, id);
}
