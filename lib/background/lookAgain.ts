import type { KindId } from '@/lib/move/model';
import { changeJob, wakeRows } from '@/lib/store/carries';
import { importIsOpen, restKinds } from './carryRow';
import type { Background } from './context';

/** The lists of the new account were compared afresh: rows whose import or follow has come to its end go on. */
export async function lookAgain(background: Background, moveId: string): Promise<void> {
  const { db } = background;
  const open = new Map<KindId, boolean>();
  for (const kind of restKinds) open.set(kind.id, await importIsOpen(background, moveId, kind.id));
  const follows = new Map((await db.ledger.where('[moveId+kind]').equals([moveId, 'following']).toArray()).map((row) => [row.key, row]));
  const woken = await wakeRows(db, moveId, background.now(), (row) => {
    if (row.reason === 'waitsForImport') return open.get(row.kind) === false;
    const follow = follows.get(row.key);
    if (row.reason === 'waitsForFollow') return follow?.reason !== 'notImportedYet' && follow?.reason !== 'importRunning';
    return row.reason === 'waitsForApproval' && follow?.status !== 'waiting';
  });
  const job = await db.carryJobs.get(moveId);
  if (woken > 0 && job?.status === 'waiting' && job.problem === null) await changeJob(db, moveId, { status: 'running', waitsUntil: null });
}
