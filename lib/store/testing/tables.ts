import type { DBCoreTable } from 'dexie';
import type { MovingDayDb } from '../db';

/** Opens the database anew with some of its tables changed at their edge: to watch what is asked of them, or to refuse it. */
export async function changeTables(db: MovingDayDb, names: readonly string[], change: (table: DBCoreTable, name: string) => Partial<DBCoreTable>): Promise<void> {
  db.close();
  db.use({
    stack: 'dbcore',
    name: 'test',
    create: (core) => ({
      ...core,
      table: (name) => {
        const table = core.table(name);
        return names.includes(name) ? { ...table, ...change(table, name) } : table;
      },
    }),
  });
  await db.open();
}
