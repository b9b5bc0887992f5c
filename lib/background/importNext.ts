import { followsFree, inOrder, limitRefused, type PlanRow } from '@/lib/move/importPlan';
import type { KindId, Problem } from '@/lib/move/model';
import { knownKeys } from '@/lib/store/backups';
import type { ImportRunRow } from '@/lib/store/db';
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
  const room = await roomFor(background, plan, run);
  const store = () => changeRun(db, move.id, { backupId: plan.backupId, left, over: room.over.size, free: room.free });
  for (const kind of formKinds(next)) {
    if (run.refused.includes(kind) || left[kind] === 0) continue;
    const owed = await owedRows(plan, kind, run);
    const rows = owed.rows.filter((row) => kind === 'following' || kind === 'lists' ? row.acct === null || !room.over.has(row.acct) : true);
    const ordered = kind === 'following' && run.order !== null ? inOrder(rows, run.order, await followersOf(plan, rows)) : rows;
    left[kind] = rows.length;
    const file = await fileOf(kind, next, ordered, owed.overwrite);
    if (!file) continue;
    await store();
    return file;
  }
  await store();
  const { host } = new URL(next.origin);
  if (run.refused.length > 0) return { hold: problem(background, 'importRefused', 'new', [host]) };
  return { hold: room.asks ? problem(background, 'followLimit', 'new', [String(room.free), String(room.over.size)]) : null };
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
async function roomFor(background: Background, plan: Plan, run: ImportRunRow): Promise<Room> {
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
