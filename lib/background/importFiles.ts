import type { Kind } from '@/lib/kinds/kind';
import { kindById, kinds } from '@/lib/kinds/registry';
import { importPatience } from '@/lib/move/ledger';
import { firstFile, rowsToSend, type PlanRow } from '@/lib/move/importPlan';
import type { Account, KindId, Move } from '@/lib/move/model';
import type { OverwriteBar } from '@/lib/move/newKept';
import { itemsToCarry } from '@/lib/store/carryRows';
import { choiceOf } from '@/lib/store/choices';
import type { MovingDayDb } from '@/lib/store/db';
import type { ImportRow, ImportRunRow } from '@/lib/store/rows';
import { sentKeys } from '@/lib/store/imports';
import { barOf } from '@/lib/store/keptNew';

/** What the import form takes of a kind. */
export type FormCarry = Extract<Kind['carry'], { by: 'importForm' }>;

/** How a kind gets into the new server's import form; null = by API, or not at all there. */
export function formOf(kindId: KindId, next: Pick<Account, 'apiVersion'>): FormCarry | null {
  const { carry } = kindById(kindId);
  return carry.by === 'importForm' && next.apiVersion >= carry.importableFrom ? carry : null;
}

/** Kinds that the new server's form takes, in the order in which they are sent: lists follow people, so follows come first. */
export function formKinds(next: Pick<Account, 'apiVersion'>): KindId[] {
  return kinds.filter((kind) => formOf(kind.id, next) !== null).map((kind) => kind.id);
}

/** One file to be put into the form. */
export interface ImportFile {
  kind: KindId;
  importType: FormCarry['importType'];
  name: string;
  mime: string;
  text: string;
  mode: 'merge' | 'overwrite';
  keys: string[];
  /** Rows as the server will count them. */
  rows: number;
  /** Rows that are still to be sent behind it. */
  leftAfter: number;
  hash: string;
}

/** Where files come from and go to. */
export interface Plan {
  db: MovingDayDb;
  move: Move;
  next: Account;
  backupId: string;
  now: number;
}

/** What is still to be sent of a kind. */
export interface Owed {
  /** In the order of the backup. */
  rows: PlanRow[];
  /** What the new account has and these lack is removed there. */
  overwrite: boolean;
  /** The person wants it overwritten, and it cannot be: nothing of it is sent until that is settled. */
  bar: OverwriteBar | null;
}

/** Rows of a kind that are still to be sent. */
export async function owedRows({ db, move, next, backupId, now }: Plan, kindId: KindId, run: Pick<ImportRunRow, 'again' | 'startedAt' | 'limit'>): Promise<Owed> {
  const kind = kindById(kindId);
  const form = formOf(kindId, next);
  if (!form) return { rows: [], overwrite: false, bar: null };
  const items = await itemsToCarry(db, move.id, backupId, kindId);
  // What only the API brings is in no file, nor is what would stop the whole import.
  const taken = items.filter(({ row }) => kind.rest?.share(row, next.apiVersion) !== 'whole' && form.fits?.(row, now) !== false);
  const rows = taken.map(({ key, row }): PlanRow => ({ key, row, acct: kind.account(row) }));
  const all = rows.map((row) => row.key);
  const sent = await sentKeys(db, move.id, kindId, all);
  const busy = run.again ? await sentKeys(db, move.id, kindId, all, (row) => row.handedAt >= run.startedAt || atWork(row, now)) : sent;
  // The first file overwrites; what is sent again later is merged.
  const wanted = sent.size === 0 && (await choiceOf(db, move.id, kindId)).mode === 'overwrite';
  const bar = wanted ? await barOf(db, move, kindId, now) : null;
  const overwrite = wanted && bar === null;
  const fates = new Map((await db.ledger.where('[moveId+kind]').equals([move.id, kindId]).toArray()).map((row) => [row.key, row]));
  const owed = rowsToSend(rows, { kind: kindId, sent, busy, fates, overwrite, again: run.again, lean: kindId === 'following' && run.limit !== null });
  return { rows: owed, overwrite, bar };
}

/** Is the server at work on it still, as far as its counters tell? */
export function atWork(row: ImportRow, now: number): boolean {
  return row.confirmedAt !== null && !row.finished && now - (row.movedAt ?? row.confirmedAt) < importPatience;
}

/** The next file of a kind, with at most `most` of these rows; null where there are none. */
export async function fileOf(kindId: KindId, next: Pick<Account, 'apiVersion'>, owed: readonly PlanRow[], overwrite: boolean, most = Infinity): Promise<ImportFile | null> {
  const form = formOf(kindId, next);
  if (!form) return null;
  const textOf = (rows: readonly PlanRow[]) => form.toFile(rows.map(({ row }) => row));
  const rows = firstFile(owed, most, (some) => new TextEncoder().encode(textOf(some)).length);
  if (rows.length === 0) return null;
  const text = textOf(rows);
  const hash = await digest(text);
  const [base = '', end = ''] = form.fileName.split('.');
  return {
    kind: kindId,
    importType: form.importType,
    // The server guesses the type by how the name begins, and shows the name before it is confirmed.
    name: `${base}-${hash.slice(0, 12)}.${end}`,
    mime: form.mime,
    text,
    mode: overwrite ? 'overwrite' : 'merge',
    keys: rows.map((row) => row.key),
    rows: rows.length,
    leftAfter: owed.length - rows.length,
    hash,
  };
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
