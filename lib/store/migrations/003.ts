import type Dexie from 'dexie';

/** What the person carries and leaves out, what became of the rows that the API carries, and the follows of a day. */
export function version3(db: Dexie): void {
  db.version(3)
    .stores({ choices: '[moveId+kind], moveId', leftOut: '[moveId+kind+key], moveId, [moveId+kind]', carries: '[moveId+kind+key], moveId, [moveId+kind], [moveId+kind+status]', carryJobs: 'moveId' })
    .upgrade(async (change) => {
      await change
        .table('budgets')
        .toCollection()
        .modify((budget: object) => Object.assign(budget, { follows: [], followsUntil: null }));
    });
}
