import type { RunnerPorts } from '@/lib/jobs/runner';
import { kindById, kinds } from '@/lib/kinds/registry';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import { createGateway } from '@/lib/mastodon/gateway';
import type { Move, Problem, Result } from '@/lib/move/model';
import { changeBackup, commitSlice, createBackup, deleteBackup, failKind, newestBackups, rowCounts, unfinishedBackups } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import type { BackupRow } from '@/lib/store/db';
import { accountOf, putFact } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { finishVerify, startVerify } from './verify';

/** Waits after a server that does not answer, by failures in a row, in milliseconds; the last one repeats. */
const pauses = [15_000, 60_000, 120_000, 300_000, 900_000];

/** Starts a backup of the old account, or goes on with the one that is unfinished. */
export async function startBackup(background: Background, move: Move): Promise<Result<{ backupId: string }>> {
  const { db } = background;
  const account = await accountOf(db, move, 'old');
  if (!account) return { ok: false, problem: problem(background, 'signInRefused', 'old') };
  const { newest } = await newestBackups(db, account.actorUri);
  if (newest && newest.status !== 'done' && newest.status !== 'failed') {
    await changeBackup(db, newest.id, () => ({ status: 'running', waitsUntil: null, problem: null }));
    return { ok: true, value: { backupId: newest.id } };
  }
  const backup = await createBackup(db, {
    id: background.newId(),
    moveId: move.id,
    actorUri: account.actorUri,
    purpose: 'backup',
    startedAt: background.now(),
    kinds: kinds.map((kind) => ({
      kind: kind.id,
      expected: kind.expected(account),
      status: account.apiVersion < kind.readableFrom ? 'unsupported' : 'queued',
    })),
  });
  return { ok: true, value: { backupId: backup.id } };
}

/** The job runner's ports over this background: database, gateways, alarms. */
export function runnerPorts(background: Background): RunnerPorts {
  const { db } = background;
  return {
    now: () => background.now(),
    heartbeat: () => background.heartbeat(),
    unfinished: () => unfinishedBackups(db),
    read: async (id) => (await db.backups.get(id)) ?? null,
    commit: (slice) => commitSlice(db, slice),
    failKind: (id, kind, why) => failKind(db, id, kind, why),
    change: (id, change) => changeBackup(db, id, change),
    kind: kindById,
    open: (backup) => openGateway(background, backup),
    explain: (error, backup, tries) => explain(background, error, backup, tries),
    finished: (backup) => (backup.purpose === 'backup' ? finishBackup(background, backup) : finishVerify(background, backup)),
    wakeAt: (when) => (when === null ? background.clearAlarm('jobs') : background.setAlarm('jobs', when)),
  };
}

async function openGateway(background: Background, backup: BackupRow): ReturnType<RunnerPorts['open']> {
  const { db } = background;
  const account = await db.accounts.get(backup.actorUri);
  const token = await db.tokens.get(backup.actorUri);
  const role = await roleOf(background, backup);
  if (!account || !token) return { ok: false, problem: problem(background, 'tokenRevoked', role) };
  const gateway = createGateway({
    account,
    token: token.accessToken,
    budget: dexieBudget(db),
    fetch: background.fetch,
    now: () => background.now(),
  });
  return { ok: true, gateway };
}

/** What a failed slice means: a server's trouble is waited out, a sign-in problem needs the person, a strange answer costs that kind only. */
function explain(background: Background, error: unknown, backup: BackupRow, tries: number): ReturnType<RunnerPorts['explain']> {
  const role = backup.purpose === 'backup' ? 'old' : 'new';
  const found = toProblem(error, role, background.now());
  const pause = pauses[Math.min(tries, pauses.length) - 1] ?? 900_000;
  if (error instanceof ApiError && error.until !== null) return { how: 'wait', until: error.until, problem: null };
  switch (found.code) {
    case 'serverDown':
    case 'serverNotFound':
    case 'offline':
    case 'rateLimited':
      return { how: 'wait', until: background.now() + pause, problem: found };
    case 'badAnswer':
      return tries < 4 ? { how: 'wait', until: background.now() + pause, problem: found } : { how: 'skip', problem: found };
    default:
      return { how: 'pause', problem: found };
  }
}

async function finishBackup(background: Background, backup: BackupRow): Promise<void> {
  const { db } = background;
  const missing = backup.kinds.flatMap((kind) =>
    kind.status === 'done' ? [] : [{ kind: kind.kind, why: kind.status === 'unsupported' ? ('unsupported' as const) : codeOf(kind.why) }],
  );
  for (const move of await db.moves.toArray()) {
    if (move.old.actorUri !== backup.actorUri) continue;
    const value = { backupId: backup.id, finishedAt: backup.finishedAt ?? background.now(), rows: rowCounts(backup), missing };
    await putFact(db, move.id, 'old.backup', value, 'backup', '', background.now());
  }
  await changeBackup(db, backup.id, () => ({ status: 'done', finishedAt: backup.finishedAt }));
  await dropOlder(background, backup);
  const move = backup.moveId === null ? undefined : await db.moves.get(backup.moveId);
  if (move) await startVerify(background, move);
}

/** Keeps the newest complete backup and its predecessor. */
async function dropOlder(background: Background, backup: BackupRow): Promise<void> {
  const rows = await background.db.backups.where('actorUri').equals(backup.actorUri).sortBy('startedAt');
  const complete = rows.filter((row) => row.purpose === 'backup' && row.status === 'done');
  for (const row of complete.slice(0, -2)) await deleteBackup(background.db, row.id);
}

async function roleOf(background: Background, backup: BackupRow): Promise<'old' | 'new'> {
  const move = backup.moveId === null ? undefined : await background.db.moves.get(backup.moveId);
  return move?.new.actorUri === backup.actorUri ? 'new' : 'old';
}

function codeOf(why: Problem | null): Problem['code'] {
  return why?.code ?? 'unexpected';
}
