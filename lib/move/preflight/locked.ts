import { seenOf, type Check } from './check';

/** The new account takes followers: it is signed in, and not locked. */
export const lockedCheck: Check = {
  id: 'locked',
  find({ facts, next, disabled }) {
    const fact = facts['new.signedIn'];
    if (!fact || next === null) return { state: 'stop', detail: 'signedOut', action: { at: 'signIn', role: 'new' } };
    const seen = seenOf(fact);
    if (disabled) return { state: 'stop', detail: 'disabled', seen, action: { at: 'page', page: 'authEdit', role: 'new' } };
    return next.locked ? { state: 'look', detail: 'locked', seen, action: { at: 'desk', place: 'profile' } } : { state: 'fine', detail: 'open', seen };
  },
};
