import type { KindId } from '@/lib/move/model';
import type { ImportRunRow } from '@/lib/store/db';
import { changeRun } from '@/lib/store/imports';
import { problem, type Background } from './context';
import { fileOf, formKinds, owedRows, type ImportFile, type Plan } from './importFiles';

/** The next file to send; `hold` null = everything has been sent. What is left of each kind is stored on the way, before it is sent. */
export async function nextFile(background: Background, plan: Plan, run: ImportRunRow): Promise<ImportFile | { hold: ReturnType<typeof problem> | null }> {
  const { db, move, next } = plan;
  const left: Partial<Record<KindId, number>> = run.backupId === plan.backupId ? { ...run.left } : {};
  const store = () => changeRun(db, move.id, { backupId: plan.backupId, left });
  for (const kind of formKinds(next)) {
    if (run.refused.includes(kind) || left[kind] === 0) continue;
    const { rows, overwrite } = await owedRows(plan, kind, run);
    left[kind] = rows.length;
    const file = await fileOf(kind, next, rows, overwrite);
    if (!file) continue;
    await store();
    return file;
  }
  await store();
  return { hold: run.refused.length > 0 ? problem(background, 'importRefused', 'new', [new URL(next.origin).host]) : null };
}
