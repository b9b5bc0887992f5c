import { sameAcct } from '@/lib/formats/acct';
import type { Problem } from '@/lib/move/model';
import type { ImportCommand, ImportReply } from '@/lib/pages/importWork';
import { isNewer, newestImport } from '@/lib/pages/importIds';
import type { ImportSeen } from '@/lib/pages/page';
import type { ImportRow, ImportRunRow } from '@/lib/store/rows';
import { addImport, changeImport, changeRun, dropImports, importsOf } from '@/lib/store/imports';
import { problem, type Background } from './context';
import type { ImportFile, Plan } from './importFiles';
import { learnLimit, nextFile } from './importNext';
import { keepNew, keepPause } from './keepNew';

/** What came of a step: work was done; the run rests (for milliseconds, null = as long as after the last failure); it is held, or at its end (null). */
export type Outcome = { worked: true } | { rest: number | null; why: Problem | null; /** There is something to read meanwhile. */ read?: true } | { hold: Problem | null };

/** Asks the guide that was found; null = its page is gone. */
export type Ask = (command: ImportCommand) => Promise<ImportReply | null>;

/** Rows of the table of imports. Source: mastodon v4.6.5, app/controllers/settings/imports_controller.rb. */
const tableRows = 10;
const worked: Outcome = { worked: true };

/** Why nothing can be sent now, by what a page answered; null = it can. */
export function unable(background: Background, { next }: Plan, seen: ImportReply | null): Outcome | null {
  const { host } = new URL(next.origin);
  // The tab was closed, or went elsewhere.
  if (seen === null) return { hold: problem(background, 'importPage', 'new', [host]) };
  if (seen.end === 'late') return { rest: (seen.wait ?? 60) * 1000, why: null };
  if (seen.end === 'failed') return { rest: null, why: problem(background, 'serverDown', 'new', [host]) };
  if (seen.who === null) return { hold: problem(background, 'importSignedOut', 'new', [`@${next.acct}`]) };
  if (!sameAcct(seen.who, next.acct)) return { hold: problem(background, 'importAccount', 'new', [`@${seen.who}`, `@${next.acct}`]) };
  return seen.end === 'account' ? { hold: problem(background, 'loginDisabled', 'new', [host]) } : null;
}

/** Goes on with the file that is under way, or sends the next one. `seen` = the table of imports as it is now. */
export async function nextStep(background: Background, plan: Plan, run: ImportRunRow, seen: ImportReply, ask: Ask): Promise<Outcome> {
  const { db, move } = plan;
  const files = await importsOf(db, move.id);
  const open = files.find((row) => row.stage !== null);
  if (open) return goOn(background, plan, open, files, seen.rows, ask);
  const next = await nextFile(background, plan, run);
  if ('hold' in next) return next;
  const kept = run.unkept === true ? 'kept' : await keepNew(background, move, plan.next);
  if (kept === 'reading') return { rest: keepPause, why: problem(background, 'keepingNew', 'new'), read: true };
  return kept === 'kept' ? send(background, plan, next, seen.rows, ask) : { hold: kept };
}

async function send(background: Background, plan: Plan, file: ImportFile, table: ImportSeen[], ask: Ask): Promise<Outcome> {
  const { db, move, next } = plan;
  const { kind, name, hash, rows, leftAfter, mode, mime, text, importType } = file;
  const afterId = newestImport(table);
  const row = await addImport(db, { moveId: move.id, kind, name, fileHash: hash, rows, leftAfter, stage: 'sending', afterId, overwrite: mode === 'overwrite', handedAt: background.now() }, file.keys);
  const reply = await ask({ movingDayCommand: 'uploadImport', as: next.acct, type: importType, mode, name, mime, text });
  if (reply?.end === 'done' && reply.importId !== null) {
    await changeImport(db, row.id, { stage: 'sent', importId: reply.importId });
    return worked;
  }
  // Whether it was taken where no answer says so, or another account answers, the table tells next time.
  const sureNot = reply?.end === 'refused' || reply?.end === 'mismatch' || reply?.end === 'late';
  if (sureNot) await dropImports(db, [row.id]);
  const limit = reply?.end === 'refused' && file.kind === 'following' ? await learnLimit(background, plan, file.rows, reply.limit) : null;
  if (limit !== null) {
    await changeRun(db, move.id, { limit });
    return worked;
  }
  if (reply?.end === 'refused' || reply?.end === 'mismatch') return refuse(plan, file.kind);
  return unable(background, plan, reply) ?? worked;
}

/** The server does not take this kind's file: the others go on without it. */
async function refuse({ db, move }: Plan, kind: ImportFile['kind']): Promise<Outcome> {
  const run = await db.importRuns.get(move.id);
  await changeRun(db, move.id, { refused: [...(run?.refused ?? []), kind] });
  return worked;
}

async function goOn(background: Background, plan: Plan, row: ImportRow, files: ImportRow[], table: ImportSeen[], ask: Ask): Promise<Outcome> {
  const { db } = plan;
  if (row.importId === null) {
    const known = new Set(files.map((one) => one.importId));
    const maybe = table.filter((seen) => seen.total === row.rows && isNewer(seen.importId, row.afterId) && !known.has(seen.importId)).at(-1);
    if (!maybe) await dropImports(db, [row.id]);
    else if (maybe.unconfirmed) await changeImport(db, row.id, { stage: 'sent', importId: maybe.importId });
    else await confirmed(background, plan, row, maybe);
    return worked;
  }
  const seen = table.find((one) => one.importId === row.importId);
  if (seen && !seen.unconfirmed) return confirmed(background, plan, row, seen);
  // Older than the whole table: confirmed, where that may have been asked for; what waits unconfirmed is removed at night.
  const pushedOut = !seen && table.length >= tableRows && table.every((one) => isNewer(one.importId, row.importId));
  if (pushedOut && row.stage === 'confirming') return confirmed(background, plan, row, null);
  if (!seen && !pushedOut) {
    await dropImports(db, [row.id]);
    return worked;
  }
  return confirm(background, plan, row, row.importId, ask);
}

async function confirm(background: Background, plan: Plan, row: ImportRow, importId: string, ask: Ask): Promise<Outcome> {
  const { db, next } = plan;
  await changeImport(db, row.id, { stage: 'confirming' });
  const reply = await ask({ movingDayCommand: 'confirmImport', as: next.acct, importId, name: row.name });
  if (reply?.end === 'done') return confirmed(background, plan, row, reply.rows.find((seen) => seen.importId === importId) ?? null);
  // Of the same size as ours, and somebody else's doing: ours may be a later one.
  if (reply?.end === 'other') {
    await changeImport(db, row.id, { stage: 'sending', importId: null, afterId: importId });
    return worked;
  }
  if (reply?.end === 'mismatch') {
    await ask({ movingDayCommand: 'cancelImport', as: next.acct, importId });
    await dropImports(db, [row.id]);
    return refuse(plan, row.kind);
  }
  // Gone: confirmed before, or removed. The table tells.
  if (reply?.end === 'gone') return worked;
  return unable(background, plan, reply) ?? worked;
}

async function confirmed(background: Background, { db }: Plan, row: ImportRow, seen: ImportSeen | null): Promise<Outcome> {
  const now = background.now();
  await changeImport(db, row.id, { stage: null, importId: seen?.importId ?? row.importId, confirmedAt: now, changedAt: now, ...(seen ? { imported: seen.imported, total: seen.total, finished: seen.finished, seenAt: now } : {}) });
  return worked;
}
