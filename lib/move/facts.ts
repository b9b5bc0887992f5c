import type { Fact, FactId, Facts } from './model';

/** Facts of steps 3 to 5: once the move has been seen they no longer change, since the old account's API is closed. */
const frozenByMove: readonly FactId[] = ['old.backup', 'new.ledger', 'new.aliasListed', 'new.aliasSeen', 'checkpoint'];

/** The new account answers on after the move: an import that has not come to its end by then may still do so. */
function isOver(fact: Fact): boolean {
  return !('importsUnfinished' in fact.value) || !(fact.value.importsUnfinished || fact.value.restLeft === true);
}

/** The facts to store anew, frozen, when `moved` has been seen. */
export function freezeFacts(facts: Facts): Fact[] {
  return frozenByMove.flatMap((id) => {
    const fact = facts[id];
    return fact && !fact.frozen && isOver(fact) ? [{ ...fact, frozen: true }] : [];
  });
}
