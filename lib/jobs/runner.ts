import { EndlessList } from '@/lib/kinds/entities';
import { copyMark, type Kind, type Reading, type Source } from '@/lib/kinds/kind';
import type { KindId, Problem } from '@/lib/move/model';
import type { Slice } from '@/lib/store/backups';
import type { BackupKind, BackupRow } from '@/lib/store/rows';
import { nextSource, type SourceRules } from './sources';
import { inTurns, isOver } from './turns';

/**
 * What a failed slice means for the job. `wait` = by itself again at `until`; `pause` = the person is needed;
 * `skip` = this kind cannot be read, the others can.
 */
export type Failure =
  | { how: 'wait'; until: number; problem: Problem | null }
  | { how: 'pause'; problem: Problem }
  | { how: 'skip'; problem: Problem };

/** What the runner needs from the outside; handed in by the composition root. */
export interface RunnerPorts {
  now(): number;
  /** Called before each slice: an extension API call, so that Firefox does not stop a background at work. */
  heartbeat(): Promise<void>;
  unfinished(): Promise<BackupRow[]>;
  commit(slice: Slice): Promise<void>;
  failSource(backupId: string, kind: KindId, source: Source<unknown>['id'], why: Problem, next: boolean): Promise<void>;
  endKind(backupId: string, kind: KindId): Promise<void>;
  baseHas(baseId: string, kind: KindId, rows: { key: string; version: string }[], versionOf: (row: unknown) => string): Promise<boolean>;
  copyFromBase(backupId: string, baseId: string, kind: KindId, from: number): Promise<number | null>;
  change(backupId: string, change: (backup: BackupRow) => Partial<BackupRow>): Promise<void>;
  /** What a kind of this job is read with, or why it cannot be read now. */
  open(backup: BackupRow, kind: Kind, state: BackupKind): Promise<{ ok: true; reading: Reading; rules: SourceRules } | { ok: false; problem: Problem }>;
  kind(id: KindId): Kind;
  /** Reads an error of a slice. `tries` = how often this slice has failed in a row. */
  explain(error: unknown, backup: BackupRow, tries: number): Failure;
  problemOf(error: unknown, backup: BackupRow): Problem;
  /** The job has read everything it could. May be called again after a kill: it must not matter. */
  finished(backup: BackupRow): Promise<void>;
  /** Wake the background at `when`, even after it was stopped; null = nothing left to do. */
  wakeAt(when: number | null): Promise<void>;
}

/** Beyond these a list repeats itself or has no end; a hostile server could keep us reading for ever. */
const most = { repeats: 5, empties: 2000, rows: 2_000_000 };

/** A longer wait is a clock that has been set back since: no limit and no pause of ours is, in milliseconds. */
const longestWait = 61 * 60_000;

/** How long a stopped background may stay stopped in the middle of a job, in milliseconds. */
const wakeAfter = 30_000;

/**
 * Reads all unfinished jobs to their end, one slice at a time. Each slice is a few requests, well under 20 seconds,
 * and ends in one transaction; it may be killed anywhere and called again at any time. Only one run at a time: calls
 * while one is running make it look again at its end.
 */
export function createRunner(ports: RunnerPorts): { run(): Promise<void> } {
  const turns = inTurns(() => runAll(ports).then(() => false));
  return { run: () => turns().then(() => undefined) };
}

async function runAll(ports: RunnerPorts): Promise<void> {
  for (;;) {
    const jobs = await ports.unfinished();
    const due = jobs.find((job) => job.status === 'running' || isOver(job.waitsUntil ?? 0, ports.now(), longestWait));
    if (!due) {
      const waits = jobs.map((job) => job.waitsUntil ?? 0);
      await ports.wakeAt(waits.length > 0 ? Math.min(...waits) : null);
      return;
    }
    await ports.wakeAt(ports.now() + wakeAfter);
    await ports.heartbeat();
    await runSlice(ports, due);
  }
}

async function runSlice(ports: RunnerPorts, job: BackupRow): Promise<void> {
  const current = job.kinds.find((kind) => kind.status === 'queued' || kind.status === 'running');
  if (!current) return finish(ports, job);
  const kind = ports.kind(current.kind);
  let source: Source<unknown> | null = null;
  let rules: SourceRules | null = null;
  let domain = '';
  try {
    if (current.cursor?.startsWith(copyMark)) return await copySlice(ports, job, current);
    const opened = await ports.open(job, kind, current);
    if (!opened.ok) {
      await ports.change(job.id, () => ({ status: 'paused', waitsUntil: null, problem: opened.problem }));
      return;
    }
    const { reading } = opened;
    rules = opened.rules;
    domain = reading.domain;
    source = nextSource(kind, current, rules);
    if (source === null) {
      await ports.endKind(job.id, current.kind);
      return;
    }
    if (current.repeats >= most.repeats || current.empties >= most.empties || current.rows >= most.rows) throw new EndlessList(current.kind);
    const page = await source.read(reading, current.source === source.id ? current.cursor : null);
    const rows = page.rows.map((row) => ({ key: kind.rowKey(row), row }));
    const next = page.next !== null && source.id === 'api' && (await knownFromHere(ports, job, kind, page.rows)) ? `${copyMark}0` : page.next;
    const after = { ...current, sources: [...current.sources, { id: source.id, at: 0, rows: 0 }] };
    const last = next === null && nextSource(kind, after, rules) === null;
    await ports.commit({ backupId: job.id, kind: current.kind, source: source.id, rows, next, last, at: ports.now(), also: page.also, files: page.files });
  } catch (error) {
    await settle(ports, job, error, source === null || rules === null ? null : { kind, current, source, rules, domain });
  }
}

/** Has the last backup all of this page? Then it has what comes after as well. */
async function knownFromHere(ports: RunnerPorts, job: BackupRow, kind: Kind, rows: unknown[]): Promise<boolean> {
  if (!kind.growsAtTop || job.baseId === null || rows.length === 0) return false;
  const { growsAtTop } = kind;
  const version = (row: unknown) => growsAtTop.version?.(row) ?? '';
  return ports.baseHas(job.baseId, kind.id, rows.map((row) => ({ key: kind.rowKey(row), version: version(row) })), version);
}

async function copySlice(ports: RunnerPorts, job: BackupRow, current: BackupKind): Promise<void> {
  const from = Number(current.cursor?.slice(copyMark.length) ?? 0);
  const next = job.baseId === null ? null : await ports.copyFromBase(job.id, job.baseId, current.kind, from);
  if (next !== null) return;
  // After a source that was given up, the old rows do not make the kind complete.
  if (current.failed.includes('api')) await ports.endKind(job.id, current.kind);
  else await ports.commit({ backupId: job.id, kind: current.kind, source: 'api', rows: [], next: null, last: true, at: ports.now() });
}

async function finish(ports: RunnerPorts, job: BackupRow): Promise<void> {
  // Reading one kind once more does not make the others younger.
  const finishedAt = job.finishedAt ?? ports.now();
  try {
    await ports.finished({ ...job, status: 'done', finishedAt });
  } catch (error) {
    return settle(ports, job, error, null);
  }
  await ports.change(job.id, () => ({ status: 'done', finishedAt, waitsUntil: null, problem: null }));
}

/** What was read, and from where, when a slice failed. */
interface Attempt {
  kind: Kind;
  current: BackupKind;
  source: Source<unknown>;
  rules: SourceRules;
  /** Local domain of the server that was read. */
  domain: string;
}

/** Turns a failure into the job's next state, so that the loop never meets the same slice at once again. */
async function settle(ports: RunnerPorts, job: BackupRow, error: unknown, at: Attempt | null): Promise<void> {
  const failures = job.failures + 1;
  const failure = ports.explain(error, job, failures);
  if (at && (failure.how === 'skip' || (at.source.id !== 'api' && failure.how !== 'pause'))) {
    const why = failure.problem ?? ports.problemOf(error, job);
    const gone = { ...at.current, failed: [...at.current.failed, at.source.id], source: null };
    if (at.source.id === 'api') await keepHeld(ports, job, at);
    const other = nextSource(at.kind, gone, at.rules) !== null;
    await ports.failSource(job.id, at.current.kind, at.source.id, why, other);
  } else if (failure.how === 'wait') await ports.change(job.id, (now) => (isPaused(now) ? { failures } : { status: 'waiting', waitsUntil: failure.until, problem: failure.problem, failures }));
  else await ports.change(job.id, () => ({ status: 'paused', waitsUntil: null, problem: failure.problem, failures }));
}

/** Stores what the cursor of a source holds that is given up. */
async function keepHeld(ports: RunnerPorts, job: BackupRow, { kind, current, source, domain }: Attempt): Promise<void> {
  if (current.cursor === null || current.source !== source.id || !source.held) return;
  const rows = source.held(current.cursor, domain).map((row) => ({ key: kind.rowKey(row), row }));
  if (rows.length > 0) await ports.commit({ backupId: job.id, kind: current.kind, source: source.id, rows, next: current.cursor, last: false, at: ports.now() });
}

/** Paused by the person while a slice was under way. */
function isPaused(job: BackupRow): boolean {
  return job.status === 'paused' && job.problem === null;
}
