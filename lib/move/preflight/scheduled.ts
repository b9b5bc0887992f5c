import type { Check } from './check';

/** Posts that the old server would still publish: not any more after the move. */
export const scheduledCheck: Check = {
  id: 'scheduled',
  find({ complete, ledger, old }) {
    const read = complete?.kinds.find((row) => row.kind === 'scheduledPosts');
    if (!complete || read?.status !== 'done') return { state: 'unknown', detail: 'notRead', action: { at: 'desk', place: 'backup' } };
    const seen = { at: complete.finishedAt ?? complete.startedAt, host: old?.origin ?? '', source: 'api' } as const;
    const brought = ledger.find((row) => row.kind === 'scheduledPosts')?.carried ?? 0;
    const left = read.rows - brought;
    return left > 0 ? { state: 'look', detail: 'left', vars: [left], seen, action: { at: 'desk', place: 'import' } } : { state: 'fine', detail: read.rows === 0 ? 'none' : 'brought', seen };
  },
};
