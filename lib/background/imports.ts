import type { ImportRow } from '@/lib/store/db';
import type { ImportSeen } from '@/lib/pages/page';

/**
 * Brings what is known of the files handed to the new server's import form up to date with the table on its page.
 * The table names no kind that could be read without words, so an import is known by the number that its confirm page
 * had, else by its number of rows among those that are not linked yet. Pure.
 */
export function matchImports(known: ImportRow[], seen: ImportSeen[], now: number): ImportRow[] {
  const linked = new Set(known.flatMap((row) => (row.importId === null ? [] : [row.importId])));
  const free = seen.filter((row) => !linked.has(row.importId));
  const newestFirst = [...known].sort((a, b) => b.handedAt - a.handedAt);
  const result = new Map<string, ImportRow>();
  for (const row of newestFirst) {
    let current = row;
    if (current.importId === null) {
      const index = free.findIndex((candidate) => candidate.total === row.rows);
      const found = index < 0 ? undefined : free.splice(index, 1)[0];
      if (found) current = { ...current, importId: found.importId };
    }
    const server = seen.find((candidate) => candidate.importId === current.importId);
    result.set(row.id, server ? follow(current, server, now) : current);
  }
  return known.map((row) => result.get(row.id) ?? row);
}

/** Links the file that was handed over last to the import whose confirm page is open. Pure. */
export function linkConfirm(known: ImportRow[], importId: string): ImportRow[] {
  if (known.some((row) => row.importId === importId)) return known;
  const newest = known.filter((row) => row.importId === null).sort((a, b) => b.handedAt - a.handedAt)[0];
  return known.map((row) => (row === newest ? { ...row, importId } : row));
}

/**
 * How a file stands. A file that was put into the form but never became an import on the server (the page was
 * reloaded, the import cancelled) is `todo` again.
 */
export function importState(row: ImportRow | undefined): 'todo' | 'handed' | 'running' | 'done' {
  if (!row || row.importId === null) return 'todo';
  if (row.finished) return 'done';
  return row.confirmedAt === null ? 'handed' : 'running';
}

/** Drops the link of an unconfirmed import that the table no longer shows: it was cancelled. Pure. */
export function dropCancelled(known: ImportRow[], seen: ImportSeen[]): ImportRow[] {
  return known.filter((row) => row.importId === null || row.confirmedAt !== null || seen.some((s) => s.importId === row.importId));
}

function follow(row: ImportRow, server: ImportSeen, now: number): ImportRow {
  const finished = row.finished || server.finished;
  const confirmedAt = server.unconfirmed ? null : (row.confirmedAt ?? now);
  const changed = finished !== row.finished || confirmedAt !== row.confirmedAt;
  return { ...row, imported: server.imported, total: server.total, finished, confirmedAt, seenAt: now, changedAt: changed ? now : row.changedAt };
}
