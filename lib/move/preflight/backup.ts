import { backupLifetime } from '../checkpoint';
import { standsForMove } from '../whole';
import { seenOf, type Check } from './check';

/** All of the old account is kept, and that lately: after the move nothing of it can be read any more. */
export const backupCheck: Check = {
  id: 'backup',
  find({ facts, complete, now }) {
    const fact = facts['old.backup'];
    const action = { at: 'desk', place: 'backup' } as const;
    if (!fact || complete === null || !standsForMove(fact.value)) return { state: 'stop', detail: 'none', action };
    const seen = seenOf({ ...fact, host: fact.host });
    if (now - fact.value.finishedAt > backupLifetime) return { state: 'stop', detail: 'stale', seen, action };
    const unread = fact.value.missing.filter((gap) => gap.why !== 'unsupported');
    return unread.length > 0 ? { state: 'look', detail: 'gaps', vars: [unread.length], seen, action } : { state: 'fine', detail: 'whole', seen };
  },
};
