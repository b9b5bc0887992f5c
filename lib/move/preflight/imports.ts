import { seenOf, type Check } from './check';

/** What was to come has come, waits for somebody, or is named. */
export const importsCheck: Check = {
  id: 'imports',
  find({ facts, ledger }) {
    const fact = facts['new.ledger'];
    const action = { at: 'desk', place: 'import' } as const;
    if (!fact) return { state: 'look', detail: 'never', action };
    const sum = (key: 'owed' | 'carried' | 'waiting' | 'notCarried') => ledger.reduce((total, kind) => total + kind[key], 0);
    const seen = seenOf(fact);
    const vars = [sum('carried'), sum('owed'), sum('waiting') + sum('notCarried')];
    const { importsUnfinished, restLeft } = fact.value;
    return importsUnfinished || restLeft === true ? { state: 'look', detail: 'unfinished', vars, seen, action } : { state: 'fine', detail: 'verified', vars, seen };
  },
};
