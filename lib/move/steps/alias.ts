import type { Step } from './step';

/** Step 5: the new account names the old one. The actor document decides; where strangers get none, the aliases page. */
export const alias: Step = {
  id: 'alias',
  side: 'new',
  derive(_move, facts) {
    const listed = facts['new.aliasListed'];
    const seen = facts['new.aliasSeen'];
    if (listed?.value.listed && seen?.value.seen) return { status: 'done', detail: 'seen', at: seen.at, frozen: seen.frozen };
    if (listed?.value.listed && seen?.value.refused) return { status: 'done', detail: 'listedOnly', at: listed.at, frozen: listed.frozen };
    if (listed?.value.listed) return { status: 'waiting', detail: 'waits' };
    const ready = facts['new.signedIn'] && facts['old.signedIn'] ? 'ready' : 'closed';
    return { status: ready, detail: facts['old.aliasListed']?.value.listed ? 'wrongSide' : 'missing' };
  },
};
