import type { Glance } from '@/lib/messages/glance';
import type { MovingDayDb } from '@/lib/store/db';
import { isNewerData } from '@/lib/store/newer';
import { readParts, tablesOfParts } from '@/lib/store/view';

/** Where the copy lies, and how long to wait. */
export interface GlancePorts {
  version: string;
  /** Null forgets it. */
  write(glance: Glance | null): Promise<void>;
  every(ms: number, tick: () => void): () => void;
}

/** How long nothing may change before a new copy is made, in milliseconds: a backup commits many slices a second. */
const rest = 500;

/** What the popup shows, read now. */
export async function readGlance(db: MovingDayDb, version: string): Promise<Glance> {
  try {
    return { version, parts: await readParts(db), newer: false };
  } catch (error) {
    if (!isNewerData(error)) throw error;
    return { version, parts: null, newer: true };
  }
}

/**
 * Keeps the copy of what the popup shows true, as far as this context writes: forgets it with the first change of its
 * tables, before that is committed, and makes a new one when they rest. To be called before the database is opened.
 */
export function keepGlance(db: MovingDayDb, ports: GlancePorts): void {
  const watched = new Set<string>(tablesOfParts);
  let changes = 0;
  // An earlier background may have left one.
  let kept = true;
  let stop: () => void = () => undefined;

  const renewSoon = () => {
    stop();
    stop = ports.every(rest, () => {
      stop();
      renew().catch(() => undefined);
    });
  };
  const renew = async () => {
    const at = changes;
    const glance = await readGlance(db, ports.version);
    if (at !== changes) return;
    kept = true;
    await ports.write(glance);
  };
  const changed = () => {
    changes++;
    if (kept) ports.write(null).catch(() => undefined);
    kept = false;
    renewSoon();
  };
  db.use({
    stack: 'dbcore',
    name: 'glance',
    create: (core) => ({
      ...core,
      table: (name) => {
        const table = core.table(name);
        return watched.has(name) ? { ...table, mutate: (request) => (changed(), table.mutate(request)) } : table;
      },
    }),
  });
  renewSoon();
}
