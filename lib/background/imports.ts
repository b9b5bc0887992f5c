import { isNewer } from '@/lib/pages/importIds';
import type { ImportSeen } from '@/lib/pages/page';
import type { ImportRow } from '@/lib/store/rows';
import { neverSent } from '@/lib/store/imports';

/**
 * Brings what is known of import files up to date with the table on the server's page. One that the person put into the
 * form is known by the number that its confirm page had, else by its number of rows among those that came after it and are
 * not linked yet: the table names no kind that could be read without words. What we are sending just now is left alone. Pure.
 */
export function matchImports(known: ImportRow[], seen: ImportSeen[], now: number): ImportRow[] {
  const linked = new Set(known.flatMap((row) => (row.importId === null ? [] : [row.importId])));
  // While an upload of ours is under way, an import that nobody knows may be that one.
  const free = known.some((row) => row.stage === 'sending') ? [] : seen.filter((row) => !linked.has(row.importId));
  const newestFirst = [...known].sort((a, b) => b.handedAt - a.handedAt);
  const result = new Map<string, ImportRow>();
  for (const row of newestFirst) {
    let current = row;
    if (neverSent(current)) {
      const index = free.findIndex((candidate) => candidate.total === row.rows && isNewer(candidate.importId, row.afterId));
      const found = index < 0 ? undefined : free.splice(index, 1)[0];
      if (found) current = { ...current, importId: found.importId };
    }
    const server = current.stage === null ? seen.find((candidate) => candidate.importId === current.importId) : undefined;
    result.set(row.id, server ? follow(current, server, now) : current);
  }
  return known.map((row) => result.get(row.id) ?? row);
}

/** Links the file that was put into the form last to the import whose confirm page is open. Pure. */
export function linkConfirm(known: ImportRow[], importId: string): ImportRow[] {
  if (known.some((row) => row.importId === importId || row.stage === 'sending')) return known;
  const newest = known.filter((row) => neverSent(row) && isNewer(importId, row.afterId)).sort((a, b) => b.handedAt - a.handedAt)[0];
  return known.map((row) => (row === newest ? { ...row, importId } : row));
}

/**
 * How a file stands. One that was put into the form but never became an import on the server (the page was reloaded,
 * the import cancelled) is `todo` again; one whose counters have not moved for as long as the server tries is taken for
 * done, since an import may stay unfinished for ever: the lists tell what came of it.
 */
export function importState(row: ImportRow, atWork: boolean): 'todo' | 'sending' | 'handed' | 'running' | 'done' {
  if (row.stage !== null) return 'sending';
  if (row.importId === null && row.confirmedAt === null) return 'todo';
  if (row.confirmedAt === null) return 'handed';
  return atWork ? 'running' : 'done';
}

/** Drops the link of an unconfirmed import that the table no longer shows: it was cancelled. Pure. */
export function dropCancelled(known: ImportRow[], seen: ImportSeen[]): ImportRow[] {
  return known.filter((row) => row.importId === null || row.confirmedAt !== null || row.stage !== null || seen.some((s) => s.importId === row.importId));
}

function follow(row: ImportRow, server: ImportSeen, now: number): ImportRow {
  const finished = row.finished || server.finished;
  // A page that was loaded before may still show it unconfirmed.
  const confirmedAt = row.confirmedAt ?? (server.unconfirmed ? null : now);
  const changed = finished !== row.finished || confirmedAt !== row.confirmedAt;
  const moved = server.imported !== row.imported;
  return { ...row, imported: Math.max(server.imported, row.imported ?? 0), total: server.total, finished, confirmedAt, seenAt: now, movedAt: moved ? now : row.movedAt, changedAt: changed ? now : row.changedAt };
}
