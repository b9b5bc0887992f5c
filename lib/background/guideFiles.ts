import { kinds } from '@/lib/kinds/registry';
import type { Account, KindId, Move, Result } from '@/lib/move/model';
import type { GuideContext, GuideFile } from '@/lib/pages/page';
import { backupToCarry } from '@/lib/store/backups';
import { leftOutOf } from '@/lib/store/choices';
import type { ImportRow, ImportRunRow } from '@/lib/store/rows';
import { addImport, importsOf, neverSent } from '@/lib/store/imports';
import { accountOf, currentMove } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { atWork, formOf, type ImportFile } from './importFiles';
import { fileByHand } from './importNext';
import { importState } from './imports';
import { keepNew } from './keepNew';

type Files = Pick<GuideContext, 'files' | 'byApi' | 'backupAt' | 'run'>;
export const noFiles: Files = { files: [], byApi: [], backupAt: null, run: null };

/** States of a kind's files, what the person has to know of first. */
const order: GuideFile['state'][] = ['sending', 'handed', 'todo', 'running', 'done'];

/** The files of the newest complete backup that the new server's form takes, and how each kind stands. */
export async function readGuideFiles(background: Background, move: Move, old: Account, next: Account): Promise<Files> {
  const { db } = background;
  const complete = await backupToCarry(db, move);
  if (!complete) return noFiles;
  const [known, run] = [await importsOf(db, move.id), (await db.importRuns.get(move.id)) ?? null];
  const files: GuideFile[] = [];
  const byApi: KindId[] = [];
  for (const kind of kinds) {
    const read = complete.kinds.find((row) => row.kind === kind.id)?.rows ?? 0;
    const left = await leftOutOf(db, move.id, kind.id);
    const rows = left.all ? 0 : read - left.keys.size;
    if (kind.carry.by !== 'importForm' || rows <= 0) continue;
    if (next.apiVersion < kind.carry.importableFrom) {
      if (kind.rest) byApi.push(kind.id);
      continue;
    }
    const parts = known.filter((row) => row.kind === kind.id && !neverSent(row));
    const toSend = run?.backupId === complete.id ? run.left[kind.id] : undefined;
    const states = parts.map((row) => importState(row, atWork(row, background.now())));
    const newest = parts.reduce<ImportRow | null>((last, row) => (last && last.part > row.part ? last : row), null);
    // Who comes first is to be said before any of them is sent.
    const asks = run?.problem?.code === 'followLimit' && (kind.id === 'following' || kind.id === 'lists');
    const asked = asks && sum(parts, (row) => row.rows) < rows;
    if (asked || (toSend ?? newest?.leftAfter ?? rows) > 0) states.push('todo');
    files.push({ kind: kind.id, rows, importType: kind.carry.importType, imported: parts.length === 0 ? null : sum(parts, (row) => row.imported ?? 0), state: order.find((state) => states.includes(state)) ?? 'done' });
  }
  return { files, byApi, backupAt: complete.finishedAt, run: run && viewOf(run) };
}

function viewOf({ status, problem, over, free }: ImportRunRow): GuideContext['run'] {
  return { status, problem: problem && { code: problem.code, vars: problem.vars }, over, free, asksOrder: problem?.code === 'followLimit' };
}

function sum(rows: readonly ImportRow[], of: (row: ImportRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** The next file of a kind, for the person to put in by hand; null when there is none. */
export async function importFile(background: Background, kindId: KindId): Promise<Result<(ImportFile & { moveId: string }) | null>> {
  const { db } = background;
  const move = await currentMove(db);
  const next = move ? await accountOf(db, move, 'new') : null;
  const complete = move ? await backupToCarry(db, move) : null;
  if (!move || !next || !complete || !formOf(kindId, next)) return { ok: true, value: null };
  const file = await fileByHand(background, { db, move, next, backupId: complete.id, now: background.now() }, kindId);
  if (!file) return { ok: true, value: null };
  const unkept = (await db.importRuns.get(move.id))?.unkept === true;
  const kept = unkept ? 'kept' : await keepNew(background, move, next);
  return kept === 'kept' ? { ok: true, value: { ...file, moveId: move.id } } : { ok: false, problem: kept === 'reading' ? problem(background, 'keepingNew', 'new') : kept };
}

/** Remembers that a file was put into the form, so that its import can be recognised on the server's page. `afterId` = the newest import there before. */
export async function filePut(background: Background, kindId: KindId, afterId: string | null): Promise<boolean> {
  const file = await importFile(background, kindId);
  if (!file.ok || !file.value) return false;
  const { moveId, kind, name, hash, rows, leftAfter, mode, keys } = file.value;
  await addImport(background.db, { moveId, kind, name, fileHash: hash, rows, leftAfter, stage: null, afterId, overwrite: mode === 'overwrite', handedAt: background.now() }, keys);
  return true;
}
