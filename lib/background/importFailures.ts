import { domainOf } from '@/lib/formats/acct';
import { keyWith } from '@/lib/kinds/compare';
import { failedKeys } from '@/lib/kinds/failures';
import { readSettingsFile, workerReader } from '@/lib/mastodon/settingsFiles';
import type { Account, KindId, Move } from '@/lib/move/model';
import { leftOutOf } from '@/lib/store/choices';
import type { ImportRow } from '@/lib/store/rows';
import { changeImport, importsOf } from '@/lib/store/imports';
import type { Background } from './context';

/** The server keeps an import, and with it the list of what failed, for a week, in milliseconds. */
const keptFor = 7 * 86_400_000;

/**
 * Reads what failed of each import, once: the server forgets it after a week. By the person's browser session on the new
 * server, as the export files of the old one; where there is none, the lists alone have to tell. The file is there as
 * soon as the import has ended, and no sooner: so that is known without a page that shows it. Source: mastodon v4.6.5,
 * app/controllers/settings/imports_controller.rb.
 */
export async function readFailures(background: Background, move: Move, next: Account): Promise<void> {
  const { db } = background;
  const seen = new Map<string, number>();
  for (const row of await importsOf(db, move.id)) {
    const held = row.confirmedAt !== null && row.importId !== null ? await db.importKeys.get(row.id) : undefined;
    if (!held || held.failed !== null || (row.confirmedAt ?? 0) + keptFor < background.now()) continue;
    const all = row.finished && row.imported === row.total;
    const failed = all ? [] : await failuresOf(background, move, next, row, seen);
    if (failed === null) continue;
    if (!row.finished) await changeImport(db, row.id, { finished: true, changedAt: background.now() });
    // One bad domain ends the whole import, and its file is empty all the same: the lists have to tell.
    if (all || row.kind !== 'domainBlocks' || failed.length > 0) await db.importKeys.update(row.id, { failed });
  }
}

/**
 * More has arrived of an import that has not ended, by the new account's own lists: the server is at work on it, though no
 * page has shown that. A first look tells only what there is. `isThere` = which keys those lists have.
 */
export async function noteArrivals(background: Background, moveId: string, kind: KindId, isThere: (key: string) => boolean): Promise<void> {
  const { db } = background;
  for (const row of await importsOf(db, moveId)) {
    const held = row.kind === kind && row.confirmedAt !== null && !row.finished ? await db.importKeys.get(row.id) : undefined;
    if (!held) continue;
    const rows = held.keys.filter(isThere).length;
    const at = background.now();
    if (row.arrived === undefined) await changeImport(db, row.id, { arrived: { rows, at } });
    else if (rows > row.arrived.rows) await changeImport(db, row.id, { arrived: { rows, at }, movedAt: at });
  }
}

/** Keys of the rows that failed, as the ledger has them; null where their file cannot be had. */
async function failuresOf(background: Background, move: Move, next: Account, row: ImportRow, seen: Map<string, number>): Promise<string[] | null> {
  const { db } = background;
  const path = `/settings/imports/${row.importId ?? ''}/failures.${row.kind === 'filters' ? 'json' : 'csv'}`;
  const readers = [workerReader(background), background.guideReader];
  try {
    const text = await readSettingsFile({ account: next, now: () => background.now(), hasAccess: (origin) => background.hasAccess(origin), readers, seen }, path);
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
