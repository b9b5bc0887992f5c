import { keyWith, placeTaken } from '@/lib/kinds/compare';
import type { Kind } from '@/lib/kinds/kind';
import { kindById, kinds } from '@/lib/kinds/registry';
import type { Place } from '@/lib/kinds/rest';
import { listLimit } from '@/lib/move/compare';
import { followsFree } from '@/lib/move/importPlan';
import { importPatience, judge, judgeRest, worthAsking, type Evidence } from '@/lib/move/ledger';
import type { Account, KindId, LedgerCount, LedgerRow, Move } from '@/lib/move/model';
import { createBackup, deleteBackup, backupToCarry, readItems } from '@/lib/store/backups';
import type { BackupRow } from '@/lib/store/rows';
import { choiceOf, inStead, leftOutOf } from '@/lib/store/choices';
import { importsOf } from '@/lib/store/imports';
import { countStoredLedger, readLedger, replaceLedger } from '@/lib/store/ledger';
import { accountOf, putFact } from '@/lib/store/moves';
import { judgeFollowers, movedHere } from './arrivals';
import type { Background } from './context';
import { noteArrivals, readFailures } from './importFailures';
import { atWork, owedRows } from './importFiles';
import { noteRoom } from './importNext';
import { importsByRow, type ImportsByRow } from './importRows';
import { createInquiry, inquiryBatch, nobody, type Inquiry } from './inquiry';

/** A fate that was looked into is not looked into again for this long, in milliseconds. */
const rememberFate = 5 * 60_000;
/** While an import runs, the new account is read again after this, in milliseconds; less often the longer nothing moves. */
const importPause = 60_000;
const patiencePart = 4;

/**
 * Reads the new account's own lists, to compare them with the backup: Mastodon's import page tells neither what
 * arrived nor why something did not. Does nothing while one is under way. The new account answers on after the move.
 */
export async function startVerify(background: Background, move: Move): Promise<boolean> {
  const { db } = background;
  const old = await accountOf(db, move, 'old');
  const next = await accountOf(db, move, 'new');
  if (!old || !next || !(await db.tokens.get(next.actorUri))) return false;
  const complete = await backupToCarry(db, move);
  if (!complete) return false;
  const running = await db.backups.where('actorUri').equals(next.actorUri).filter((row) => row.purpose === 'verify').first();
  if (running) return false;
  const owed = kinds.filter((kind) => (kind.carry.by === 'importForm' || kind.rest !== undefined) && complete.kinds.some((row) => row.kind === kind.id && row.rows > 0));
  // Who follows is the move's doing: before it, nobody is expected, unless the person tells them, since the old server is gone.
  const people = (move.tells === true || (await movedHere(background, move, next))) && complete.kinds.some((row) => row.kind === 'followers' && row.rows > 0);
  if (people) owed.push(kindById('followers'), kindById('requestsReceived'));
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

/**
 * Judges every row owed against what was read, stores the ledger, and drops the reading. Safe to repeat after a kill.
 * `inquiries` remembers, by reading, what was asked before a limit of the server ended the questions.
 */
export async function finishVerify(background: Background, reading: BackupRow, inquiries: Map<string, Inquiry>): Promise<void> {
  const { db } = background;
  const move = reading.moveId === null ? undefined : await db.moves.get(reading.moveId);
  const next = move && (await accountOf(db, move, 'new'));
  const complete = move ? await backupToCarry(db, move) : null;
  // A reading of an account that has left the move meanwhile tells nothing of the one that is there now.
  if (move && next && complete && next.actorUri === reading.actorUri) {
    const inquiry = inquiries.get(reading.id) ?? createInquiry(background, next);
    inquiries.set(reading.id, inquiry);
    await readFailures(background, move, next);
    const run = await db.importRuns.get(move.id);
    const plan = { db, move, next, backupId: complete.id, now: background.now() };
    // Those of whom the server takes no more are in no file, and their places in lists are not either.
    // Until the person has said who comes first, it may be anybody.
    const ranked = run !== undefined && run.over > 0 && run.problem?.code !== 'followLimit';
    const over = new Set(ranked ? (await owedRows(plan, 'following', { ...run, again: false })).rows.flatMap((row) => row.acct ?? []) : []);
    for (const kind of reading.kinds) {
      if (kind.kind === 'requestsReceived') continue;
      if (kind.kind === 'followers') {
        if (kind.status === 'done') await judgeFollowers(background, { move, next, complete, reading });
        continue;
      }
      if (kind.status === 'failed') await leaveOpen(background, move, complete, kind.kind);
      else await judgeKind(background, { move, next, complete, reading, kind: kind.kind, inquiry, over, limit: run?.limit ?? null });
    }
    await storeCounts(background, move, next, reading.startedAt);
    await db.moves.update(move.id, { compared: { startedAt: reading.startedAt, backupId: complete.id } });
  }
  await deleteBackup(db, reading.id);
  inquiries.delete(reading.id);
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
  inquiry: Inquiry;
  /** Accts that do not fit below the limit of follows. */
  over: ReadonlySet<string>;
  /** That limit, as far as the server has named it. */
  limit: number | null;
}

/** The new account's list could not be read. What was said of its rows before stays said, with its time; a row of which nothing was said waits. */
async function leaveOpen(background: Background, move: Move, complete: BackupRow, kindId: KindId): Promise<void> {
  const { db } = background;
  const kind = kindById(kindId);
  const before = new Map((await db.ledger.where('[moveId+kind]').equals([move.id, kindId]).toArray()).map((row) => [row.key, row]));
  const rows = (await readItems(db, complete.id, kindId)).flatMap(({ key, row }): LedgerRow[] => {
    const parsed = kind.parse(row);
    return parsed === null ? [] : [before.get(key) ?? { moveId: move.id, kind: kindId, key, label: kind.label(parsed), status: 'waiting', reason: 'notCompared', detail: '', at: background.now() }];
  });
  await replaceLedger(db, move.id, kindId, rows);
}

async function judgeKind(background: Background, { move, next, complete, reading, kind: kindId, inquiry, over, limit }: Case): Promise<void> {
  const { db } = background;
  const kind = kindById(kindId);
  const owed = (await readItems(db, complete.id, kindId)).flatMap((item) => kind.parse(item.row) ?? []);
  const there = (await readItems(db, reading.id, kindId)).flatMap((item) => kind.parse(item.row) ?? []);
  const before = new Map((await db.ledger.where('[moveId+kind]').equals([move.id, kindId]).toArray()).map((row) => [row.key, row]));
  const now = background.now();
  const left = await leftOutOf(db, move.id, kindId);
  const thereByKey = new Map(there.map((row) => [kind.rowKey(row), row]));
  const arrived = new Set(thereByKey.keys());
  const importable = kind.carry.by === 'importForm' && next.apiVersion >= kind.carry.importableFrom;
  const otherThere = (await choiceOf(db, move.id, kindId)).mode === 'merge' ? placeTaken(kind, arrived) : () => false;
  const noRoom = roomIn(kindId, next, reading, arrived, limit);
  const byFollow = kindId === 'following' || kindId === 'lists';
  // What hangs on a follow goes to whom is followed in the old one's stead.
  const replaced = kind.rest?.about ? (await leftOutOf(db, move.id, 'following')).replaced : left.replaced;
  // Whom their own server, or the new one, calls by another name than the backup is there by that name.
  const handleOf = (key: string) => {
    const handle = arrived.has(key) || replaced.has(key) ? '' : (before.get(key)?.detail ?? '');
    return handle !== '' && arrived.has(keyWith(kindId, key, handle)) ? handle : '';
  };
  const isThere = (key: string) => {
    const instead = replaced.get(key);
    return arrived.has(instead === undefined ? key : keyWith(kindId, key, instead)) || handleOf(key) !== '';
  };
  await noteArrivals(background, move.id, kindId, isThere);
  const imported = await importsByRow(db, await importsOf(db, move.id), kindId);
  const restOf = await restJudge(background, { move, next, reading, kind, there, left, imported, handleOf });
  const rows: LedgerRow[] = [];
  const open: { label: string; key: string; acct: string | null; evidence: Evidence }[] = [];
  const row = (key: string, label: string, fate: ReturnType<typeof judge>): LedgerRow => ({ moveId: move.id, kind: kindId, key, label, ...fate, at: now });
  for (const item of owed) {
    const key = kind.rowKey(item);
    const instead = replaced.get(key);
    const label = instead === undefined ? kind.label(item) : `${kind.label(item)} → @${instead}`;
    const byApi = restOf(instead === undefined ? item : inStead(item, instead), key);
    if (byApi) {
      rows.push(row(key, label, { ...byApi, detail: byApi.detail || handleOf(key) }));
      continue;
    }
    const known = before.get(key);
    const acct = instead ?? kind.account(item);
    const inFile = imported(key);
    const evidence: Evidence = {
      ...nobody,
      present: isThere(key),
      handle: handleOf(key),
      importable,
      import: { confirmedAt: inFile.movedAt ?? inFile.confirmedAt, finished: inFile.finished },
      heldBack: byFollow && inFile.confirmedAt === null && acct !== null && over.has(acct),
      failed: inFile.failed,
      isSelf: acct === next.acct,
      noRoom: noRoom(key),
      before: known && known.label === label && known.at >= (inFile.confirmedAt ?? 0) ? known : null,
      leftOut: left.all || left.keys.has(key),
      unfit: kind.carry.by === 'importForm' && kind.carry.fits?.(item, now) === false,
      otherThere: otherThere(key),
      lacks: kind.rest?.lacks?.(item, thereByKey.get(key) ?? null) ?? null,
      now,
    };
    const verdict = judge(kindId, evidence);
    if (!worthAsking(verdict) || evidence.heldBack) rows.push(row(key, label, verdict));
    else if (known && known.label === label && worthKeeping(known, inFile.changedAt, reading, now)) rows.push(known);
    else open.push({ label, key, acct, evidence });
  }
  for (let from = 0; from < open.length; from += inquiryBatch) {
    const some = open.slice(from, from + inquiryBatch);
    const answers = await inquiry.about(some.flatMap(({ acct, evidence }) => (acct === null || evidence.isSelf ? [] : [acct])));
    const judged = some.map(({ key, label, acct, evidence }) => row(key, label, judge(kindId, { ...evidence, ...(acct === null ? nobody : (answers.get(acct) ?? nobody)) })));
    // Stored at once: where the server's limit ends the questions, they go on behind these.
    await db.ledger.bulkPut(judged);
    rows.push(...judged);
  }
  await replaceLedger(db, move.id, kindId, rows);
}

/** Which of the new server's limits keeps a row out, if nothing else does. */
function roomIn(kindId: KindId, next: Account, reading: BackupRow, arrived: ReadonlySet<string>, limit: number | null): (key: string) => Evidence['noRoom'] {
  const followed = reading.kinds.find((row) => row.kind === 'following' && row.status === 'done')?.rows ?? next.followingCount;
  const noFollow = (kindId === 'following' || kindId === 'lists') && followsFree(limit, { followingCount: followed, followersCount: next.followersCount }) === 0 ? 'followLimit' : null;
  if (kindId !== 'lists') return () => noFollow;
  const titles = new Set([...arrived].map((key) => key.split('\u0000')[0] ?? ''));
  return (key) => (titles.size >= listLimit && !titles.has(key.split('\u0000')[0] ?? '') ? 'full' : noFollow);
}

/** Judges the rows of a kind that the API brings, or finishes after the import; null for a row that is the import's alone. */
async function restJudge(background: Background, of: { move: Move; next: Account; reading: BackupRow; kind: Kind; there: unknown[]; left: { all: boolean; keys: ReadonlySet<string> }; imported: ImportsByRow; handleOf: (key: string) => string }): Promise<(row: unknown, key: string) => ReturnType<typeof judgeRest> | null> {
  const { db } = background;
  const { move, next, reading, kind, there, left, imported, handleOf } = of;
  const { rest } = kind;
  if (!rest) return () => null;
  const match = (row: unknown) => rest.match?.(row) ?? kind.rowKey(row);
  const found = new Map(there.map((row) => [match(row), row]));
  const carries = new Map((await db.carries.where('[moveId+kind]').equals([move.id, kind.id]).toArray()).map((row) => [row.key, row]));
  const now = background.now() + ((await db.budgets.get(next.actorUri))?.skew ?? 0);
  return (row, key) => {
    const share = rest.share(row, next.apiVersion);
    const here = found.get(match(row)) ?? found.get(match(inStead(row, handleOf(key)))) ?? null;
    const place: Place = { now, apiVersion: next.apiVersion, accountId: null, imported: imported(key).confirmedAt !== null };
    const hurdle = share === 'none' ? null : (rest.hurdle?.(row, here, place) ?? null);
    // What the import has not brought yet is not the API's to finish.
    if (share === 'none' || (share === 'finish' && here === null && hurdle === null)) return null;
    return judgeRest({
      present: here !== null && rest.done(row, here, place),
      leftOut: left.all || left.keys.has(key),
      hurdle,
      carry: carries.get(key) ?? null,
      asks: rest.asks === true,
      unlisted: rest.unlisted === true,
      readAt: reading.startedAt,
      lacks: rest.lacks?.(row, here) ?? null,
    });
  };
}

/** Looked into lately, and with an answer: asking again would spend the budget for nothing. What this reading has asked already counts however long it takes. */
function worthKeeping(row: LedgerRow, changedAt: number, reading: BackupRow, now: number): boolean {
  const answered = row.status !== 'carried' && row.reason !== 'importRunning' && row.reason !== 'notImportedYet' && row.reason !== 'leftOut' && row.reason !== 'notCompared';
  return answered && row.at >= changedAt && (row.at >= reading.startedAt || row.at + rememberFate > now);
}

async function storeCounts(background: Background, move: Move, next: Account, readAt: number): Promise<void> {
  const { db } = background;
  // The import is over without them.
  const kindsOwed: LedgerCount[] = (await countStoredLedger(db, move.id)).filter(({ kind }) => kind !== 'followers');
  const waiting = (await Promise.all(kindsOwed.map(({ kind }) => readLedger(db, move.id, kind, 'waiting')))).flat();
  const waitFor = (reason: LedgerRow['reason']) => waiting.filter((row) => row.reason === reason).length;
  const [todo, running, unread] = [waitFor('notImportedYet'), waitFor('importRunning'), waitFor('notCompared')];
  await noteRoom(background, move);
  const value = { kinds: kindsOwed, importsUnfinished: todo + running + unread > 0, filesLeft: todo + unread > 0, restLeft: waitFor('notBroughtYet') > 0 };
  await putFact(db, move.id, 'new.ledger', value, 'api', next.origin, background.now());
  const now = background.now();
  // What was looked at for the first time may still grow, however long ago it was confirmed.
  const open = (await importsOf(db, move.id)).filter((row) => atWork(row, now) || (!row.finished && (row.arrived?.at ?? 0) >= readAt));
  const since = Math.max(0, ...open.map((row) => Math.max(row.arrived?.at ?? 0, row.movedAt ?? row.confirmedAt ?? 0)));
  if (running > 0 || open.length > 0) await background.setAlarm('imports', now + Math.max(importPause, Math.min(importPatience, now - since) / patiencePart));
}
