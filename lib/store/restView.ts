import { kinds } from '@/lib/kinds/registry';
import type { KindId, LedgerRow, Problem, ReasonCode } from '@/lib/move/model';
import type { MovingDayDb } from './db';

/** How the bringing of the rest stands, as a person sees it. */
export interface RestView {
  status: 'idle' | 'running' | 'waiting' | 'paused' | 'done';
  waitsUntil: number | null;
  problem: Problem | null;
  /** Kinds with something brought, or to go. */
  kinds: { kind: KindId; todo: number; done: number }[];
  /** What rows wait for. */
  waitsFor: ReadonlySet<ReasonCode>;
  /** Scheduled posts, all of them, each with its fate. */
  scheduled: LedgerRow[];
}

/** Reasons of rows that go on by themselves, or with the next press. */
const toGo: readonly ReasonCode[] = ['notBroughtYet', 'waitsForImport', 'waitsForFollow', 'waitsForTomorrow', 'serverTrouble', 'waitsForApproval'];

/** Reads the database only; made for `liveQuery`. Nothing is to go before the new account was compared. */
export async function readRest(db: MovingDayDb, moveId: string): Promise<RestView> {
  const job = await db.carryJobs.get(moveId);
  const waitsFor = new Set<ReasonCode>();
  const rows: RestView['kinds'] = [];
  for (const { id, rest } of kinds) {
    if (!rest || rest.asks) continue;
    const done = await db.carries.where('[moveId+kind+status]').equals([moveId, id, 'done']).count();
    // Rows of a list that the import carries may wait for approval as well: those are none of ours.
    const ours = rest.about ? toGo : toGo.filter((reason) => reason !== 'waitsForApproval');
    const waiting = await db.ledger.where('[moveId+kind+status]').equals([moveId, id, 'waiting']).filter((row) => row.reason !== null && ours.includes(row.reason)).toArray();
    for (const row of waiting) if (row.reason !== null) waitsFor.add(row.reason);
    if (done + waiting.length > 0) rows.push({ kind: id, todo: waiting.length, done });
  }
  const scheduled = await db.ledger.where('[moveId+kind]').equals([moveId, 'scheduledPosts']).toArray();
  return { status: job?.status ?? 'idle', waitsUntil: job?.waitsUntil ?? null, problem: job?.problem ?? null, kinds: rows, waitsFor, scheduled: scheduled.sort((a, b) => a.label.localeCompare(b.label)) };
}
