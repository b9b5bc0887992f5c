import type { Step } from './step';

/** Step 1: an account on the new server and the old one, proved by signing in to both. */
export const account: Step = {
  id: 'account',
  side: null,
  derive(_move, facts) {
    const signedIn = facts['new.signedIn'];
    if (facts['old.moved']?.value.to != null && signedIn) return { status: 'done', detail: 'signedIn', at: signedIn.at };
    if (!facts['old.signedIn']) return { status: 'ready', detail: signedIn ? 'oldMissing' : 'missing' };
    return signedIn ? { status: 'done', detail: 'signedIn', at: signedIn.at } : { status: 'ready', detail: 'newMissing' };
  },
};
