import { seenOf, type Check } from './check';

/** A server that blocks the other lets no Move through, and says so in a way that nobody understands. */
export const blocksCheck: Check = {
  id: 'blocks',
  find({ facts, old, next }) {
    if (old && next && old.origin === next.origin) return { state: 'fine', detail: 'same', vars: [new URL(old.origin).host] };
    const fact = facts['servers.blocks'];
    if (!fact) return { state: 'unknown', detail: 'notAsked' };
    const { newOfOld, oldOfNew, newSays, oldSays } = fact.value;
    const hosts = [next, old].map((account) => (account === null ? '' : new URL(account.origin).host));
    const vars = hosts;
    const seen = seenOf(fact);
    if (newOfOld === 'suspend') return { state: 'stop', detail: 'newBlocks', vars, seen };
    if (oldOfNew === 'suspend') return { state: 'stop', detail: 'oldBlocks', vars, seen };
    if (newOfOld === 'silence') return { state: 'look', detail: 'newLimits', vars, seen };
    if (oldOfNew === 'silence') return { state: 'look', detail: 'oldLimits', vars, seen };
    if (!newSays || !oldSays) return { state: 'unknown', detail: newSays ? 'oldSilent' : oldSays ? 'newSilent' : 'bothSilent', vars, seen };
    return { state: 'fine', detail: 'none', vars, seen };
  },
};
