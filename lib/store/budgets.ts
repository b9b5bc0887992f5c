import type { MovingDayDb } from './db';
import type { BudgetRow } from './rows';

/** The stored request budget of one server and account, shared by all jobs. */
export function dexieBudget(db: MovingDayDb): { read(actorUri: string): Promise<BudgetRow | null>; write(row: BudgetRow): Promise<void> } {
  return {
    read: async (actorUri) => (await db.budgets.get(actorUri)) ?? null,
    write: async (row) => {
      await db.budgets.put(row);
    },
  };
}
