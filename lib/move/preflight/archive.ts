import { archiveNow } from '../archive';
import { seenOf, type Check } from './check';

/** The server's own archive of posts and pictures: it takes hours to make, and can be asked for once a week. */
export const archiveCheck: Check = {
  id: 'archive',
  find({ facts, now }) {
    const fact = facts['old.archive'];
    const action = { at: 'page', page: 'export', role: 'old' } as const;
    if (!fact) return { state: 'unknown', detail: 'notSeen', action };
    const seen = seenOf(fact);
    const { state } = archiveNow(fact.value, now);
    if (state === 'ready') return { state: 'fine', detail: 'ready', seen, action };
    return { state: 'look', detail: state, seen, action };
  },
};
