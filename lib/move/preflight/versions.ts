import { seenOf, type Check } from './check';

/** Versions on both sides, and what they imply. `apiVersion` 11 = Mastodon 4.6. */
export const versionsCheck: Check = {
  id: 'versions',
  find({ facts, old, next }) {
    if (old === null || next === null) return { state: 'unknown', detail: 'notAsked' };
    const vars = [`${old.software} ${old.version}`, `${next.software} ${next.version}`];
    const seen = seenOf(facts['new.signedIn']);
    if (next.apiVersion === 0) return { state: 'look', detail: 'oldNew', vars, seen };
    if (old.apiVersion === 0) return { state: 'look', detail: 'oldOld', vars, seen };
    return { state: 'fine', detail: next.apiVersion >= 11 ? 'current' : 'below46', vars, seen };
  },
};
