import { domainOf } from '@/lib/formats/acct';
import { keyWith } from '@/lib/kinds/compare';
import { failedKeys } from '@/lib/kinds/failures';
import { readSettingsFile, workerReader } from '@/lib/mastodon/settingsFiles';
import type { Account, Move } from '@/lib/move/model';
import { leftOutOf } from '@/lib/store/choices';
import type { ImportRow } from '@/lib/store/db';
import { importsOf } from '@/lib/store/imports';
import type { Background } from './context';

/** The server keeps an import, and with it the list of what failed, for a week, in milliseconds. */
const keptFor = 7 * 86_400_000;

/**
 * Reads what failed of each finished import, once: the server forgets it after a week. By the person's browser session
 * on the new server, as the export files of the old one; where there is none, the lists alone have to tell.
 */
export async function readFailures(background: Background, move: Move, next: Account): Promise<void> {
  const { db } = background;
  for (const row of await importsOf(db, move.id)) {
    const held = row.finished && row.importId !== null ? await db.importKeys.get(row.id) : undefined;
    if (!held || held.failed !== null || (row.confirmedAt ?? 0) + keptFor < background.now()) continue;
    const failed = row.imported === row.total ? [] : await failuresOf(background, move, next, row);
    if (failed) await db.importKeys.update(row.id, { failed });
  }
}

/** Keys of the rows that failed, as the ledger has them; null where their file cannot be had. */
async function failuresOf(background: Background, move: Move, next: Account, row: ImportRow): Promise<string[] | null> {
  const { db } = background;
  const path = `/settings/imports/${row.importId ?? ''}/failures.${row.kind === 'filters' ? 'json' : 'csv'}`;
  const readers = [workerReader(background), background.guideReader];
  try {
    const text = await readSettingsFile({ account: next, now: () => background.now(), hasAccess: (origin) => background.hasAccess(origin), readers, seen: new Map() }, path);
    const named = new Set(failedKeys(row.kind, text, domainOf(next.acct)));
    const { replaced } = await leftOutOf(db, move.id, row.kind);
    const keys = (await db.importKeys.get(row.id))?.keys ?? [];
    return keys.filter((key) => {
      const instead = replaced.get(key);
      return named.has(instead === undefined ? key : keyWith(row.kind, key, instead));
    });
  } catch {
    // Asked again with the next comparison.
    return null;
  }
}
