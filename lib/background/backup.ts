import type { RunnerPorts } from '@/lib/jobs/runner';
import { pauseAfter } from '@/lib/jobs/turns';
import { filled } from '@/lib/jobs/sources';
import type { Kind, Reading } from '@/lib/kinds/kind';
import { kindById, kinds } from '@/lib/kinds/registry';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import { createGateway } from '@/lib/mastodon/gateway';
import { fetchMedia } from '@/lib/mastodon/media';
import { readSettingsFile, workerReader } from '@/lib/mastodon/settingsFiles';
import { kindIds, type KindId, type Result } from '@/lib/move/model';
import { readableOf } from '@/lib/move/pageOnly';
import { gapsOf, standsForMove } from '@/lib/move/whole';
import { baseHas, changeBackup, commitSlice, copyFromBase, createBackup, endKind, failSource, knownKeys, newestBackups, readAgain, readInFullAt, readItems, rowCounts, rowsByKey, unfinishedBackups } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { comparable } from '@/lib/store/compare';
import type { BackupKind, BackupRow } from '@/lib/store/rows';
import { wakeAfterKeeping } from '@/lib/store/keptNew';
import { keepKeyLists } from '@/lib/store/keyLists';
import { putFact, readFacts } from '@/lib/store/moves';
import { lookAgain } from './lookAgain';
import { thinOut } from './keep';
import { problem, type Background } from './context';
import type { Inquiry } from './inquiry';
import { finishVerify, startVerify } from './verify';

/** A list that grows at its top is read to its end once in this time, in milliseconds: else nobody would see what was edited or deleted. */
const fullEvery = 30 * 86_400_000;
/** Files are waited for as long as a server may be out of order: after so many failures in a row the file is named as missing. */
const mediaPatience = 8;

/** Which kinds a person wants; `media` = the files of posts as well. */
export interface Choice {
  kinds: readonly KindId[];
}

/** Everything there is. */
export const everything: Choice = { kinds: kindIds };

/** Starts a backup of an account, or goes on with the one that is unfinished. */
export async function startBackup(background: Background, actorUri: string, choice: Choice = everything, by: { moveId: string | null; scheduled: boolean } = { moveId: null, scheduled: false }): Promise<Result<{ backupId: string }>> {
  const { db } = background;
  const account = await db.accounts.get(actorUri);
  if (!account) return { ok: false, problem: problem(background, 'signInRefused', 'old') };
  const { newest, complete } = await newestBackups(db, account.actorUri);
  if (newest && newest.status !== 'done' && newest.status !== 'failed') {
    await changeBackup(db, newest.id, () => ({ status: 'running', waitsUntil: null, problem: null }));
    return { ok: true, value: { backupId: newest.id } };
  }
  const wanted = kinds.filter((kind) => choice.kinds.includes(kind.id));
  const closed = account.movedTo !== null && !(await db.tokens.get(actorUri));
  const backup = await createBackup(db, {
    id: background.newId(),
    moveId: by.moveId,
    actorUri: account.actorUri,
    purpose: 'backup',
    startedAt: background.now(),
    baseId: complete?.id ?? null,
    scheduled: by.scheduled,
    kinds: wanted.map((kind) => ({
      kind: kind.id,
      expected: believable(kind.expected(account)),
      status: account.apiVersion < kind.readableFrom || (closed && readableOf(kind.id) === null) ? 'unsupported' : 'queued',
      why: closed && readableOf(kind.id) === null ? problem(background, 'ownersOnly', 'old') : null,
    })),
  });
  return { ok: true, value: { backupId: backup.id } };
}

/** A counter that no account has is a lie; progress does without it. */
function believable(expected: number | null): number | null {
  return expected !== null && Number.isFinite(expected) && expected >= 0 && expected < 10_000_000 ? expected : null;
}

/** Holds a backup until the person goes on with it. */
export async function pauseBackup(background: Background, backupId: string): Promise<void> {
  await changeBackup(background.db, backupId, (backup) => (backup.status === 'done' ? {} : { status: 'paused', waitsUntil: null, problem: null }));
}

/** Goes on with readings of an account that a problem had stopped. One that the person holds stays held. */
export async function resumeBackups(background: Background, actorUri: string): Promise<void> {
  for (const { id } of await background.db.backups.where('actorUri').equals(actorUri).toArray()) {
    await changeBackup(background.db, id, (backup) => (backup.status === 'paused' && backup.problem !== null ? { status: 'running', waitsUntil: null, problem: null } : {}));
  }
}

/** Reads those files once more that were missing, for instance after host access was given. */
export async function retryMedia(background: Background, backupId: string): Promise<void> {
  await readAgain(background.db, backupId, 'media');
}

/** The job runner's ports over this background: database, gateways, alarms. */
export function runnerPorts(background: Background): RunnerPorts {
  const { db } = background;
  const memory: Memory = { seen: new Map(), filesOf: new Set(), silent: new Set(), inquiries: new Map() };
  return {
    now: () => background.now(),
    heartbeat: () => background.heartbeat(),
    unfinished: () => unfinishedBackups(db),
    commit: (slice) => commitSlice(db, slice),
    failSource: (id, kind, source, why, next) => failSource(db, id, kind, source, why, next),
    endKind: (id, kind) => endKind(db, id, kind),
    baseHas: async (baseId, kind, rows, versionOf) => {
      const at = await readInFullAt(db, baseId, kind);
      return at !== null && background.now() - at < fullEvery && baseHas(db, baseId, kind, rows, versionOf);
    },
    copyFromBase: (id, baseId, kind, from) => copyFromBase(db, id, baseId, kind, from),
    change: (id, change) => changeBackup(db, id, change),
    kind: kindById,
    open: (backup, kind, state) => openReading(background, memory, backup, kind, state),
    explain: (error, backup, tries) => explain(background, memory, error, backup, tries),
    problemOf: (error, backup) => toProblem(error, backup.purpose === 'backup' ? 'old' : 'new', background.now()),
    finished: async (backup) => {
      if (backup.purpose === 'backup') return finishBackup(background, backup);
      await finishVerify(background, backup, memory.inquiries);
      if (backup.moveId !== null) await lookAgain(background, backup.moveId);
    },
    wakeAt: (when) => (when === null ? background.clearAlarm('jobs') : background.setAlarm('jobs', when)),
  };
}

/** What a background remembers between slices; lost with it, to no harm. */
interface Memory {
  /** When this browser was last seen to be signed in as an account. */
  seen: Map<string, number>;
  /** Accounts whose export files may be read. */
  filesOf: Set<string>;
  /** Media hosts that were waited for long enough. */
  silent: Set<string>;
  /** What the new server was asked about accounts that did not arrive, by reading. */
  inquiries: Map<string, Inquiry>;
}

async function openReading(background: Background, memory: Memory, backup: BackupRow, kind: Kind, state: BackupKind): ReturnType<RunnerPorts['open']> {
  const { db } = background;
  const account = await db.accounts.get(backup.actorUri);
  const token = await db.tokens.get(backup.actorUri);
  const role = await roleOf(background, backup);
  const pageOnly = account !== undefined && !token && account.movedTo !== null;
  if (!account || !(token || pageOnly)) return { ok: false, problem: problem(background, 'tokenRevoked', role) };
  const net = { fetch: background.fetch, now: () => background.now(), hasAccess: (origin: string) => background.hasAccess(origin) };
  if (await background.hasAccess(account.origin)) memory.filesOf.add(account.actorUri);
  else memory.filesOf.delete(account.actorUri);
  const chosen = new Set(backup.kinds.filter((row) => row.status !== 'unsupported').map((row) => row.kind));
  const gateway = createGateway({ ...net, account, token: token?.accessToken ?? null, budget: dexieBudget(db) });
  // A slow server takes its time with each request; Firefox stops a background after 30 s without an extension call.
  const alive = <A>(ask: (path: string) => Promise<A>) => async (path: string) => {
    await background.heartbeat();
    return ask(path);
  };
  const reading: Reading = {
    ...gateway,
    get: alive(async (path) => {
      const answer = await gateway.get(path);
      // Followers that are hidden are an empty list to strangers.
      const hidden = pageOnly && kind.id === 'followers' && state.rows === 0 && account.followersCount > 0 && Array.isArray(answer.body) && answer.body.length === 0;
      if (hidden) throw new ApiError('notPublic', new URL(account.origin).host, null, null, [new URL(account.origin).host]);
      return answer;
    }),
    find: alive((path) => gateway.find(path)),
    chosen,
    have: filled(kind, state),
    // Of the new account only the notes on people need what stands between them and it.
    brief: backup.purpose === 'verify' && !chosen.has('notes'),
    file: (path) => readSettingsFile({ ...net, account, seen: memory.seen, readers: [workerReader(net), background.guideReader] }, path),
    stored: async (id, from, most) => (await readItems(db, backup.id, id, from, most)).map((item) => item.row),
    known: (id, keys) => knownKeys(db, backup.id, id, keys),
    before: (keys) => (backup.baseId === null ? Promise.resolve(new Map<string, unknown>()) : rowsByKey(db, backup.baseId, kind.id, keys)),
    media: async (url) => {
      const kept = await db.files.get(`${account.actorUri}|${url}`);
      if (kept) return { ok: true, blob: null, type: kept.blob.type, bytes: kept.bytes };
      const got = await fetchMedia({ ...net, heartbeat: () => background.heartbeat() }, url);
      if (!got.ok && got.why === 'noAnswer') waitForHost(memory, backup, new URL(url).host);
      return got.ok ? { ...got, bytes: got.blob.size } : got;
    },
  };
  return { ok: true, reading, rules: { chosen, apiVersion: account.apiVersion, files: backup.purpose === 'backup', api: !pageOnly || readableOf(kind.id) === 'public' } };
}

/** Throws while a silent media host is worth waiting for; a whole outage would else leave holes. Each host is waited for once. */
function waitForHost(memory: Memory, backup: BackupRow, host: string): void {
  if (memory.silent.has(host)) return;
  if (backup.failures < mediaPatience) throw new ApiError('serverDown', host);
  memory.silent.add(host);
}

/** What a failed slice means: a server's trouble is waited out, a sign-in problem needs the person, a strange answer costs that kind only. */
function explain(background: Background, memory: Memory, error: unknown, backup: BackupRow, tries: number): ReturnType<RunnerPorts['explain']> {
  const role = backup.purpose === 'backup' ? 'old' : 'new';
  const found = toProblem(error, role, background.now());
  const pause = pauseAfter(tries);
  if (error instanceof ApiError && error.until !== null) return { how: 'wait', until: error.until, problem: null };
  switch (found.code) {
    case 'serverDown':
    case 'serverNotFound':
    case 'offline':
    case 'rateLimited':
      return { how: 'wait', until: background.now() + pause, problem: found };
    case 'noExportFile':
    case 'notPublic':
    case 'endlessList':
    case 'linkElsewhere':
      return { how: 'skip', problem: found };
    case 'serverClosing':
      // The export files of a closing server still answer.
      return memory.filesOf.has(backup.actorUri) ? { how: 'skip', problem: found } : { how: 'pause', problem: found };
    case 'badAnswer':
    case 'unexpected':
      return tries < 4 ? { how: 'wait', until: background.now() + pause, problem: found } : { how: 'skip', problem: found };
    default:
      return { how: 'pause', problem: found };
  }
}

async function finishBackup(background: Background, backup: BackupRow): Promise<void> {
  const { db } = background;
  const value = { backupId: backup.id, finishedAt: backup.finishedAt ?? background.now(), rows: rowCounts(backup), missing: gapsOf(backup.kinds) };
  for (const move of await db.moves.toArray()) {
    if (move.old.actorUri !== backup.actorUri) continue;
    const known = (await readFacts(db, move.id))['old.backup']?.value;
    const better = known && known.backupId !== backup.id && (known.finishedAt > value.finishedAt || (standsForMove(known) && !standsForMove(value)));
    if (better) continue;
    await putFact(db, move.id, 'old.backup', value, 'backup', '', background.now());
  }
  await keepKeyLists(db, backup, comparable.map((kind) => kind.id));
  await changeBackup(db, backup.id, () => ({ status: 'done', finishedAt: backup.finishedAt }));
  await thinOut(background, backup.actorUri);
  await wakeAfterKeeping(db, backup.actorUri);
  const move = backup.moveId === null ? undefined : await db.moves.get(backup.moveId);
  if (move) await startVerify(background, move);
}

async function roleOf(background: Background, backup: BackupRow): Promise<'old' | 'new'> {
  const move = backup.moveId === null ? undefined : await background.db.moves.get(backup.moveId);
  return move?.new.actorUri === backup.actorUri ? 'new' : 'old';
}
