import { seenOf, type Check } from './check';

/** An account that has moved cannot move again for 30 days; only its migration page tells. Servers that had it already ignore another Move for 7 days. */
export const cooldownCheck: Check = {
  id: 'cooldown',
  find({ facts, now }) {
    const fact = facts['old.cooldown'];
    const action = { at: 'page', page: 'migration', role: 'old' } as const;
    if (!fact) return { state: 'unknown', detail: 'notSeen', action };
    const { until } = fact.value;
    const seen = seenOf(fact);
    return until !== null && until > now ? { state: 'stop', detail: 'waits', seen, until, action } : { state: 'fine', detail: 'none', seen };
  },
};
