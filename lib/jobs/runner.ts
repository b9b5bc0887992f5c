import type { Gateway, Kind } from '@/lib/kinds/kind';
import type { KindId, Problem } from '@/lib/move/model';
import type { BackupRow } from '@/lib/store/db';

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
  read(id: string): Promise<BackupRow | null>;
  commit(slice: { backupId: string; kind: KindId; rows: { key: string; row: unknown }[]; next: string | null }): Promise<void>;
  failKind(backupId: string, kind: KindId, why: Problem): Promise<void>;
  change(backupId: string, change: (backup: BackupRow) => Partial<BackupRow>): Promise<void>;
  /** A gateway for the account of this job, or why there is none. */
  open(backup: BackupRow): Promise<{ ok: true; gateway: Gateway } | { ok: false; problem: Problem }>;
  kind(id: KindId): Kind;
  /** Reads an error of a slice. `tries` = how often this slice has failed in a row. */
  explain(error: unknown, backup: BackupRow, tries: number): Failure;
  /** The job has read everything it could. May be called again after a kill: it must not matter. */
  finished(backup: BackupRow): Promise<void>;
  /** Wake the background at `when`, even after it was stopped; null = nothing left to do. */
  wakeAt(when: number | null): Promise<void>;
}

/** How long a stopped background may stay stopped in the middle of a job, in milliseconds. */
const wakeAfter = 30_000;

/**
 * Reads all unfinished jobs to their end, one slice at a time. Each slice is a few requests, well under 20 seconds,
 * and ends in one transaction; it may be killed anywhere and called again at any time. Only one run at a time: calls
 * while one is running make it look again at its end.
 */
export function createRunner(ports: RunnerPorts): { run(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;

  async function loop(): Promise<void> {
    do {
      again = false;
      await runAll(ports);
    } while (again);
  }

  return {
    run() {
      again = true;
      running ??= loop().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function runAll(ports: RunnerPorts): Promise<void> {
  for (;;) {
    const jobs = await ports.unfinished();
    const due = jobs.find((job) => job.status === 'running' || (job.waitsUntil ?? 0) <= ports.now());
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
  if (!current) {
    const finishedAt = ports.now();
    try {
      await ports.finished({ ...job, status: 'done', finishedAt });
    } catch (error) {
      await settle(ports, job, error, null);
      return;
    }
    await ports.change(job.id, () => ({ status: 'done', finishedAt, waitsUntil: null, problem: null }));
    return;
  }
  try {
    const opened = await ports.open(job);
    if (!opened.ok) {
      await ports.change(job.id, () => ({ status: 'paused', waitsUntil: null, problem: opened.problem }));
      return;
    }
    const kind = ports.kind(current.kind);
    const page = await kind.read(opened.gateway, current.cursor);
    const rows = page.rows.map((row) => ({ key: kind.rowKey(row), row }));
    await ports.commit({ backupId: job.id, kind: current.kind, rows, next: page.next });
  } catch (error) {
    await settle(ports, job, error, current.kind);
  }
}

/** Turns a failure into the job's next state, so that the loop never meets the same slice at once again. */
async function settle(ports: RunnerPorts, job: BackupRow, error: unknown, kind: KindId | null): Promise<void> {
  const failures = job.failures + 1;
  const failure = ports.explain(error, job, failures);
  if (failure.how === 'skip' && kind !== null) await ports.failKind(job.id, kind, failure.problem);
  else if (failure.how === 'wait') await ports.change(job.id, () => ({ status: 'waiting', waitsUntil: failure.until, problem: failure.problem, failures }));
  else await ports.change(job.id, () => ({ status: 'paused', waitsUntil: null, problem: failure.problem, failures }));
}
