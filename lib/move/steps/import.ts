import type { Step } from './step';

/** Step 4: each row owed is on the new account, waits for somebody's approval, or is named with the reason why not; the rest has been set going. */
export const importStep: Step = {
  id: 'import',
  side: 'new',
  derive(_move, facts) {
    if (!facts['old.backup']) return { status: 'closed', detail: 'needsBackup' };
    const ledger = facts['new.ledger'];
    if (!ledger) return { status: 'ready', detail: 'unknown' };
    const sum = (key: 'owed' | 'carried' | 'waiting' | 'notCarried') => ledger.value.kinds.reduce((total, kind) => total + kind[key], 0);
    const vars = [sum('carried'), sum('owed')];
    if (ledger.value.importsUnfinished && !ledger.value.filesLeft) return { status: 'waiting', detail: 'running', vars };
    if (ledger.value.importsUnfinished) return { status: 'ready', detail: sum('carried') > 0 ? 'partly' : 'nothing', vars, frozen: ledger.frozen };
    if (ledger.value.restLeft === true) return { status: 'ready', detail: 'rest', vars, frozen: ledger.frozen };
    return { status: 'done', detail: sum('waiting') + sum('notCarried') > 0 ? 'named' : 'arrived', vars, at: ledger.at, frozen: ledger.frozen };
  },
};
