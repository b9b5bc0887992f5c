import type { Glance } from '@/lib/messages/glance';
import type { MovingDayDb } from '@/lib/store/db';
import { isNewerData } from '@/lib/store/newer';
import { readParts, tablesOfParts } from '@/lib/store/view';

/** Where the copy lies, and how long to wait. */
export interface GlancePorts {
  /** Of the extension. */
  version: string;
  /** Null forgets it. */
  write(glance: Glance | null): Promise<void>;
  every(ms: number, tick: () => void): () => void;
}

/** The copy of what the popup shows, kept true. */
export interface GlanceKeeper {
  /** What it shows, read now; where there is no copy, one is made soon. */
  read(): Promise<Glance>;
  /** Somebody else has written to the database. */
  changed(): void;
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
 * Keeps the copy true: forgets it with the first change of its tables, before that is committed, and when the database is
 * closed from outside; makes a new one when all rests. Waits by `every`, which ends with the background: the next start
 * makes a copy anyway, and until then there is none. To be called before the database is opened.
 */
export function keepGlance(db: MovingDayDb, ports: GlancePorts): GlanceKeeper {
  const watched = new Set<string>(tablesOfParts);
  let changes = 0;
  // An earlier background may have left one.
  let kept = true;
  let stop: (() => void) | null = null;

  const renewSoon = () => {
    stop?.();
    stop = ports.every(rest, () => {
      stop?.();
      stop = null;
      void renew();
    });
  };
  const renew = async () => {
    const at = changes;
    try {
      const glance = await readGlance(db, ports.version);
      if (at !== changes) return;
      kept = true;
      await ports.write(glance);
    } catch {
      // What cannot be read now is not known to be as it was.
      forget();
    }
  };
  const forget = () => {
    if (!kept) return;
    kept = false;
    // Where it could not be forgotten, the next change tries again.
    ports.write(null).catch(() => (kept = true));
  };
  const changed = () => {
    changes++;
    forget();
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
  db.on('close', changed);
  renewSoon();
  return {
    changed,
    read: async () => {
      if (!kept && stop === null) renewSoon();
      return readGlance(db, ports.version);
    },
  };
}
