import type { Account, Fact, FactId, Facts, FactSource, FactValues, Mind, Move, NamedAccount, Problem, Role } from '@/lib/move/model';
import type { MovingDayDb } from './db';

const empty = { named: null, actorUri: null };

/** Makes a move, empty unless accounts are named already, and shows it from now on. */
export async function createMove(db: MovingDayDb, id: string, now: number, named: { old?: NamedAccount | null; new?: NamedAccount | null } = {}): Promise<Move> {
  const move: Move = { id, createdAt: now, old: { ...empty, named: named.old ?? null }, new: { ...empty, named: named.new ?? null } };
  await db.transaction('rw', db.moves, db.settings, async () => {
    await db.moves.add(move);
    await db.settings.put({ key: 'currentMove', value: id });
  });
  return move;
}

/** The move that is shown now, else the newest one, else null. */
export async function currentMove(db: MovingDayDb): Promise<Move | null> {
  const chosen = await db.settings.get('currentMove');
  const move = chosen ? await db.moves.get(chosen.value) : undefined;
  return move ?? (await db.moves.orderBy('createdAt').last()) ?? null;
}

/** Shows this move from now on. */
export async function showMove(db: MovingDayDb, id: string): Promise<void> {
  await db.settings.put({ key: 'currentMove', value: id });
}

/** Remembers what the person wants to take back; null = nothing any more. */
export async function setMind(db: MovingDayDb, moveId: string, mind: Mind | null): Promise<void> {
  await db.moves.where('id').equals(moveId).modify((move) => {
    if (mind === null) delete move.mind;
    else move.mind = mind;
  });
}

/** The move of that id, or the current one where none is given. */
export async function findMove(db: MovingDayDb, id?: string): Promise<Move | null> {
  return id === undefined ? currentMove(db) : ((await db.moves.get(id)) ?? null);
}

/** The account on one side, null before sign-in. */
export async function accountOf(db: MovingDayDb, move: Move, role: Role): Promise<Account | null> {
  const uri = move[role].actorUri;
  return uri === null ? null : ((await db.accounts.get(uri)) ?? null);
}

/** All facts of a move, by id. */
export async function readFacts(db: MovingDayDb, moveId: string): Promise<Facts> {
  const facts: Facts = {};
  for (const fact of await db.facts.where('moveId').equals(moveId).toArray()) assign(facts, fact);
  return facts;
}

function assign<I extends FactId>(facts: Facts, fact: Fact<I>): void {
  const slot: { [K in I]?: Fact<K> } = facts;
  slot[fact.id] = fact;
}

/** Stores what a server, or the person, says. A frozen fact stays as it is: the move has happened. */
export async function putFact<I extends FactId>(
  db: MovingDayDb,
  moveId: string,
  id: I,
  value: FactValues[I],
  source: FactSource,
  host: string,
  at: number,
): Promise<void> {
  await db.transaction('rw', db.facts, async () => {
    const known = await db.facts.get([moveId, id]);
    if (known?.frozen) return;
    await db.facts.put({ moveId, id, value, source, host, at, frozen: false });
  });
}

/** Forgets a fact that no longer holds. Frozen facts stay, unless the person has undone what they stood for (`undone`). */
export async function dropFacts(db: MovingDayDb, moveId: string, ids: FactId[], undone = false): Promise<void> {
  await db.transaction('rw', db.facts, async () => {
    for (const id of ids) {
      const known = await db.facts.get([moveId, id]);
      if (known && (undone || !known.frozen)) await db.facts.delete([moveId, id]);
    }
  });
}

/** Shows a problem for one side of the move (or for the move as a whole), replacing the last one there. */
export async function showProblem(db: MovingDayDb, moveId: string, problem: Problem): Promise<void> {
  await db.problems.put({ id: problemId(moveId, problem.role), moveId, problem });
}

/** Takes a problem away: solved, or dismissed. */
export async function clearProblem(db: MovingDayDb, moveId: string, role: Role | null): Promise<void> {
  await db.problems.delete(problemId(moveId, role));
}

function problemId(moveId: string, role: Role | null): string {
  return `${moveId}|${role ?? '-'}`;
}
