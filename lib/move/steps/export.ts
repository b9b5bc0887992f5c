import type { Step } from './step';

/** Step 3: everything is in the backup. */
export const exportStep: Step = {
  id: 'export',
  side: 'old',
  derive(_move, facts) {
    const backup = facts['old.backup'];
    // An account that had moved before we came is read through its pages, without a sign-in.
    if (!backup) return { status: facts['old.signedIn'] || facts['old.moved']?.value.to != null ? 'ready' : 'closed', detail: 'missing' };
    const failed = backup.value.missing.filter((gap) => gap.why !== 'unsupported');
    if (failed.length > 0) return { status: 'ready', detail: 'incomplete', vars: [failed.length] };
    const rows = Object.values(backup.value.rows).reduce((sum, count) => sum + count, 0);
    return { status: 'done', detail: 'saved', vars: [rows], at: backup.value.finishedAt, frozen: backup.frozen };
  },
};
