import { followsFree, inOrder, limitRefused, type PlanRow } from '@/lib/move/importPlan';
import type { KindId, Move, Problem, ProblemCode } from '@/lib/move/model';
import type { OverwriteBar } from '@/lib/move/newKept';
import { knownKeys } from '@/lib/store/backups';
import type { ImportRunRow } from '@/lib/store/rows';
import { changeRun, importsOf } from '@/lib/store/imports';
import { problem, type Background } from './context';
import { atWork, fileOf, formKinds, owedRows, type ImportFile, type Plan } from './importFiles';
import { checkSignedIn } from './recheck';

/**
 * The next file to send; `hold` null = everything that may be sent has been. What is left of each kind is stored on the
 * way, before it is sent; so is what does not fit below the server's limit of follows.
 */
export async function nextFile(background: Background, plan: Plan, run: ImportRunRow): Promise<ImportFile | { hold: Problem | null }> {
  const { db, move, next } = plan;
  const left: Partial<Record<KindId, number>> = run.backupId === plan.backupId ? { ...run.left } : {};
  let barred: OverwriteBar | null = null;
  const room = await roomFor(background, plan, run);
  const store = () => changeRun(db, move.id, { backupId: plan.backupId, left, over: room.over.size, free: room.free });
  for (const kind of formKinds(next)) {
    if (run.refused.includes(kind) || left[kind] === 0) continue;
    const { file, rows, bar } = await fileOfKind(plan, run, kind, room);
    left[kind] = rows;
    barred ??= bar;
    if (!file) continue;
    await store();
    return file;
  }
  await store();
  const { host } = new URL(next.origin);
  if (barred !== null) return { hold: problem(background, barCodes[barred], 'new') };
  if (run.refused.length > 0) return { hold: problem(background, 'importRefused', 'new', [host]) };
  return { hold: room.asks ? problem(background, 'followLimit', 'new', [room.free ?? 0, room.over.size]) : null };
}

/** What each bar of overwriting is called to the person. */
export const barCodes = { notKept: 'newNotKept', stale: 'overwriteStale', sent: 'overwriteSent', manyFiles: 'overwriteMany' } as const satisfies Record<OverwriteBar, ProblemCode>;

/** The next file of one kind, within the room there is and in the person's order; and how many rows of it are still to be sent. */
async function fileOfKind(plan: Plan, run: Pick<ImportRunRow, 'again' | 'startedAt' | 'limit' | 'order'>, kind: KindId, room: Room): Promise<{ file: ImportFile | null; rows: number; bar: OverwriteBar | null }> {
  const owed = await owedRows(plan, kind, run);
  const rows = owed.rows.filter((row) => kind === 'following' || kind === 'lists' ? row.acct === null || !room.over.has(row.acct) : true);
  if (owed.bar !== null) return { file: null, rows: rows.length, bar: owed.bar };
  const ordered = kind === 'following' && run.order !== null ? inOrder(rows, run.order, await followersOf(plan, rows)) : rows;
  const file = await fileOf(kind, plan.next, ordered, owed.overwrite);
  // What overwrites has to have everything: what it lacks is removed.
  const cut = file !== null && owed.overwrite && (file.leftAfter > 0 || rows.length < owed.rows.length);
  return cut ? { file: null, rows: rows.length, bar: 'manyFiles' } : { file, rows: rows.length, bar: null };
}

/** The next file of one kind, for the person to put in by hand: the same that would be sent. Null = there is none, or it cannot be sent now. */
export async function fileByHand(background: Background, plan: Plan, kind: KindId): Promise<ImportFile | null> {
  const run = (await plan.db.importRuns.get(plan.move.id)) ?? { again: false, startedAt: 0, limit: null, order: null, refused: [] };
  return (await fileOfKind(plan, run, kind, await roomFor(background, plan, run))).file;
}

interface Room {
  /** Accts of the follows that do not fit, or of whom nobody has said who comes first. */
  over: ReadonlySet<string>;
  /** How many more may be followed now, null = the server has not said that there is a limit. */
  free: number | null;
  /** The person is to say who comes first. */
  asks: boolean;
}

/** What fits below the limit of follows, once the server has named it: a file with more is refused as a whole. */
async function roomFor(background: Background, plan: Plan, run: Pick<ImportRunRow, 'again' | 'startedAt' | 'limit' | 'order' | 'refused'>): Promise<Room> {
  if (run.limit === null || run.refused.includes('following')) return { over: new Set(), free: null, asks: false };
  const { rows, overwrite } = await owedRows(plan, 'following', run);
  const free = await freeFollows(background, plan, run.limit, overwrite);
  if (rows.length <= free) return { over: new Set(), free, asks: false };
  const asks = free > 0 && run.order === null;
  const ordered = inOrder(rows, run.order ?? 'newest', await followersOf(plan, rows));
  return { over: new Set(ordered.slice(asks ? 0 : free).flatMap((row) => row.acct ?? [])), free, asks };
}

/** How many more may be followed now. What an import is still at work on takes its place before it counts. */
export async function freeFollows(background: Background, { db, move, now }: Pick<Plan, 'db' | 'move' | 'now'>, limit: number | null, overwrite = false): Promise<number> {
  const files = await importsOf(db, move.id);
  if (files.some((row) => row.kind === 'following' && (row.stage !== null || atWork(row, now)))) return 0;
  await checkSignedIn(background, move, 'new');
  const account = move.new.actorUri === null ? undefined : await db.accounts.get(move.new.actorUri);
  if (!account) return 0;
  return followsFree(limit, account) + (overwrite ? account.followingCount : 0);
}

/** More may be followed with time: how many now? Asked where some had to stay behind; needs nobody's press. */
export async function noteRoom(background: Background, move: Move): Promise<void> {
  const run = await background.db.importRuns.get(move.id);
  if (run && run.over > 0) await changeRun(background.db, move.id, { free: await freeFollows(background, { db: background.db, move, now: background.now() }, run.limit) });
}

async function followersOf({ db, backupId }: Plan, rows: readonly PlanRow[]): Promise<Set<string>> {
  return knownKeys(db, backupId, 'followers', rows.flatMap((row) => row.acct ?? []));
}

/** The server did not take this file of follows: what limit does that tell? Null = one row is no matter of limits. */
export async function learnLimit(background: Background, { db, move }: Plan, rows: number, said: number | null): Promise<number | null> {
  if (rows < 2) return null;
  await checkSignedIn(background, move, 'new');
  const account = move.new.actorUri === null ? undefined : await db.accounts.get(move.new.actorUri);
  const run = await db.importRuns.get(move.id);
  return account && run ? limitRefused(said, run.limit, rows, account) : null;
}
