import type { Check } from './check';

/** People who have asked to follow the old account: nobody can answer them there after the move. */
export const requestsCheck: Check = {
  id: 'requests',
  find({ complete, old }) {
    const read = complete?.kinds.find((row) => row.kind === 'requestsReceived');
    if (!complete || read?.status !== 'done') return { state: 'unknown', detail: 'notRead', action: { at: 'desk', place: 'backup' } };
    const seen = { at: complete.finishedAt ?? complete.startedAt, host: old?.origin ?? '', source: 'api' } as const;
    return read.rows > 0 ? { state: 'look', detail: 'waiting', vars: [read.rows], seen } : { state: 'fine', detail: 'none', seen };
  },
};
