import { sameAcct } from '@/lib/formats/acct';
import { seenOf, type Check } from './check';

/** Does the old account point anywhere already? To the same target, Mastodon refuses a Move until that is cancelled. Source: mastodon v4.6.5, app/models/account_migration.rb. */
export const movedCheck: Check = {
  id: 'moved',
  find({ facts, next }) {
    const fact = facts['old.moved'];
    const seen = seenOf(fact);
    if (!fact) return { state: 'unknown', detail: 'notAsked' };
    const { to } = fact.value;
    if (to === null) return { state: 'fine', detail: 'stays', seen };
    const same = next !== null && sameAcct(to, next.acct);
    return { state: 'stop', detail: same ? 'same' : 'elsewhere', vars: [`@${to}`], seen, action: { at: 'page', page: 'migration', role: 'old' } };
  },
};
