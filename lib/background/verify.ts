import { keyWith } from '@/lib/kinds/compare';
import type { Kind } from '@/lib/kinds/kind';
import { kindById, kinds } from '@/lib/kinds/registry';
import type { Place } from '@/lib/kinds/rest';
import { judge, judgeRest, worthAsking, type Evidence } from '@/lib/move/ledger';
import type { Account, KindId, LedgerCount, LedgerRow, Move } from '@/lib/move/model';
import { createBackup, deleteBackup, newestBackups, readItems } from '@/lib/store/backups';
import type { BackupRow, ImportRow } from '@/lib/store/db';
import { inStead, leftOutOf } from '@/lib/store/choices';
import { importsOf } from '@/lib/store/imports';
import { countStoredLedger, replaceLedger } from '@/lib/store/ledger';
import { accountOf, putFact, readFacts } from '@/lib/store/moves';
import type { Background } from './context';
import { atWork } from './importFiles';
import { importsByRow, type ImportsByRow } from './importRows';
import { createInquiry, type Inquiry } from './inquiry';

/** A fate that was looked into is not looked into again for this long, in milliseconds. */
const rememberFate = 5 * 60_000;
/** While an import runs, the new account is read again after this, in milliseconds. */
const importPause = 60_000;

/**
 * Reads the new account's own lists, to compare them with the backup: Mastodon's import page tells neither what
 * arrived nor why something did not. Does nothing while one is under way, or after the move has been seen.
 */
export async function startVerify(background: Background, move: Move): Promise<boolean> {
  const { db } = background;
  const old = await accountOf(db, move, 'old');
  const next = await accountOf(db, move, 'new');
  if (!old || !next || !(await db.tokens.get(next.actorUri))) return false;
  const { complete } = await newestBackups(db, old.actorUri);
  const facts = await readFacts(db, move.id);
  if (!complete || facts['new.ledger']?.frozen) return false;
  const running = await db.backups.where('actorUri').equals(next.actorUri).filter((row) => row.purpose === 'verify').first();
  if (running) return false;
  const owed = kinds.filter((kind) => (kind.carry.by === 'importForm' || kind.rest !== undefined) && complete.kinds.some((row) => row.kind === kind.id && row.rows > 0));
  await createBackup(db, {
    id: background.newId(),
    moveId: move.id,
    actorUri: next.actorUri,
    purpose: 'verify',
    startedAt: background.now(),
    kinds: owed.map((kind) => ({ kind: kind.id, expected: kind.expected(next), status: next.apiVersion < kind.readableFrom ? 'unsupported' : 'queued' })),
  });
  return true;
}

/** Judges every row owed against what was read, stores the ledger, and drops the reading. Safe to repeat after a kill. */
export async function finishVerify(background: Background, reading: BackupRow): Promise<void> {
  const { db } = background;
  const move = reading.moveId === null ? undefined : await db.moves.get(reading.moveId);
  const old = move && (await accountOf(db, move, 'old'));
  const next = move && (await accountOf(db, move, 'new'));
  const complete = old ? (await newestBackups(db, old.actorUri)).complete : null;
  if (move && next && complete) {
    const inquiry = await createInquiry(background, next);
    const imports = await importsOf(db, move.id);
    for (const kind of reading.kinds) {
      if (kind.status === 'failed') continue;
      await judgeKind(background, { move, next, complete, reading, kind: kind.kind, imported: await importsByRow(db, imports, kind.kind), inquiry });
    }
    await storeCounts(background, move, imports, next);
  }
  await deleteBackup(db, reading.id);
  if (!move) return;
  const imports = await importsOf(db, move.id);
  if (imports.some((row) => row.changedAt > reading.startedAt)) await startVerify(background, move);
}

interface Case {
  move: Move;
  next: Account;
  complete: BackupRow;
  reading: BackupRow;
  kind: KindId;
  imported: ImportsByRow;
  inquiry: Inquiry;
}

async function judgeKind(background: Background, { move, next, complete, reading, kind: kindId, imported, inquiry }: Case): Promise<void> {
  const { db } = background;
  const kind = kindById(kindId);
  const owed = (await readItems(db, complete.id, kindId)).flatMap((item) => kind.parse(item.row) ?? []);
  const there = (await readItems(db, reading.id, kindId)).flatMap((item) => kind.parse(item.row) ?? []);
  const before = new Map((await db.ledger.where('[moveId+kind]').equals([move.id, kindId]).toArray()).map((row) => [row.key, row]));
  const now = background.now();
  const left = await leftOutOf(db, move.id, kindId);
  const arrived = new Set(there.map((row) => kind.rowKey(row)));
  const importable = kind.carry.by === 'importForm' && next.apiVersion >= kind.carry.importableFrom;
  const restOf = await restJudge(background, { move, next, reading, kind, there, left });
  // What hangs on a follow goes to whom is followed in the old one's stead.
  const replaced = kind.rest?.about ? (await leftOutOf(db, move.id, 'following')).replaced : left.replaced;
  const rows: LedgerRow[] = [];
  for (const row of owed) {
    const key = kind.rowKey(row);
    const instead = replaced.get(key);
    const label = instead === undefined ? kind.label(row) : `${kind.label(row)} → @${instead}`;
    const byApi = restOf(instead === undefined ? row : inStead(row, instead), key);
    if (byApi) {
      rows.push({ moveId: move.id, kind: kindId, key, label, ...byApi, at: now });
      continue;
    }
    const known = before.get(key);
    const base: Evidence = { present: arrived.has(instead === undefined ? key : keyWith(kindId, key, instead)), importable, import: imported(key), isSelf: false, account: null, relationship: null, serverBlocked: false, leftOut: left.all || left.keys.has(key), unfit: kind.carry.by === 'importForm' && kind.carry.fits?.(row) === false, now };
    let verdict = judge(kindId, base);
    if (worthAsking(verdict)) {
      if (known && known.label === label && worthKeeping(known, now)) {
        rows.push(known);
        continue;
      }
      const acct = instead ?? kind.account(row);
      verdict = judge(kindId, { ...base, ...(await inquiry.about(acct)), isSelf: acct === next.acct });
    }
    rows.push({ moveId: move.id, kind: kindId, key, label, ...verdict, at: now });
  }
  await replaceLedger(db, move.id, kindId, rows);
}

/** Judges the rows of a kind that the API brings, or finishes after the import; null for a row that is the import's alone. */
async function restJudge(background: Background, of: { move: Move; next: Account; reading: BackupRow; kind: Kind; there: unknown[]; left: { all: boolean; keys: ReadonlySet<string> } }): Promise<(row: unknown, key: string) => ReturnType<typeof judgeRest> | null> {
  const { db } = background;
  const { move, next, reading, kind, there, left } = of;
  const { rest } = kind;
  if (!rest) return () => null;
  const match = (row: unknown) => rest.match?.(row) ?? kind.rowKey(row);
  const found = new Map(there.map((row) => [match(row), row]));
  const carries = new Map((await db.carries.where('[moveId+kind]').equals([move.id, kind.id]).toArray()).map((row) => [row.key, row]));
  const skew = (await db.budgets.get(next.actorUri))?.skew ?? 0;
  const place: Place = { now: background.now() + skew, apiVersion: next.apiVersion, accountId: null };
  return (row, key) => {
    const share = rest.share(row, next.apiVersion);
    const here = found.get(match(row)) ?? null;
    const hurdle = share === 'none' ? null : (rest.hurdle?.(row, here, place) ?? null);
    // What the import has not brought yet is not the API's to finish.
    if (share === 'none' || (share === 'finish' && here === null && hurdle === null)) return null;
    return judgeRest({
      present: here !== null && rest.done(row, here),
      leftOut: left.all || left.keys.has(key),
      hurdle,
      carry: carries.get(key) ?? null,
      asks: rest.asks === true,
      unlisted: rest.unlisted === true,
      readAt: reading.startedAt,
    });
  };
}

/** Looked into lately, and with an answer: asking again would spend the budget for nothing. */
function worthKeeping(row: LedgerRow, now: number): boolean {
  const answered = row.status !== 'carried' && row.reason !== 'importRunning' && row.reason !== 'notImportedYet';
  return answered && row.reason !== 'leftOut' && row.at + rememberFate > now;
}

async function storeCounts(background: Background, move: Move, imports: ImportRow[], next: Account): Promise<void> {
  const { db } = background;
  const kindsOwed: LedgerCount[] = await countStoredLedger(db, move.id);
  const open = async (reason: LedgerRow['reason']) => db.ledger.where('moveId').equals(move.id).filter((row) => row.reason === reason).count();
  const [todo, running] = [await open('notImportedYet'), await open('importRunning')];
  const value = { kinds: kindsOwed, importsUnfinished: todo + running > 0, filesLeft: todo > 0 };
  await putFact(db, move.id, 'new.ledger', value, 'api', next.origin, background.now());
  if (running > 0 || imports.some((row) => atWork(row, background.now()))) {
    await background.setAlarm('imports', background.now() + importPause);
  }
}
