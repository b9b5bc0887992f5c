import { seenOf, type Check } from './check';

/** What the last page asks for: a password, or the username of somebody who has none. */
export const proofCheck: Check = {
  id: 'proof',
  find({ facts }) {
    const fact = facts['old.proof'];
    if (!fact) return { state: 'unknown', detail: 'notSeen', action: { at: 'page', page: 'migration', role: 'old' } };
    return { state: 'fine', detail: fact.value.by, seen: seenOf(fact) };
  },
};
