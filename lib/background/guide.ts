import { sameAcct } from '@/lib/formats/acct';
import { kindById, kinds } from '@/lib/kinds/registry';
import { checkpointBasis, checkpointView } from '@/lib/move/checkpoint';
import type { Account, KindId, Move, Role } from '@/lib/move/model';
import type { GuideContext, GuideFile } from '@/lib/pages/page';
import type { Seen } from '@/lib/messages/contract';
import { newestBackups } from '@/lib/store/backups';
import { leftOutOf, rowsToCarry } from '@/lib/store/choices';
import type { ImportRow } from '@/lib/store/db';
import { accountOf, currentMove, dropFacts, putFact, readFacts } from '@/lib/store/moves';
import { noteArchive } from './archive';
import type { Background } from './context';
import { dropCancelled, importState, linkConfirm, matchImports } from './imports';

/** Length of the cooldown after a Move, in milliseconds. Source: mastodon v4.6.5, app/models/account_migration.rb. */
const cooldown = 30 * 24 * 3_600_000;

/** What a page's claim makes worth asking the servers about. */
export interface Follow {
  /** The aliases page lists the old account now: look at the actor document. */
  alias: boolean;
  /** The old account's page shows a redirect, or lost it. */
  moved: boolean;
  /** An import has been confirmed or has finished: read the new account. */
  imports: boolean;
}

/** Stores what the guide sees, where it is the right account on the right server, and tells what it should say. */
export async function hello(background: Background, origin: string, seen: Seen): Promise<{ context: GuideContext; follow: Follow }> {
  const follow: Follow = { alias: false, moved: false, imports: false };
  const move = await currentMove(background.db);
  if (!move) return { context: nothing, follow };
  const old = await accountOf(background.db, move, 'old');
  const next = await accountOf(background.db, move, 'new');
  if (seen.identity !== null) {
    const domain = seen.identity.acct.split('@')[1] ?? '';
    const is = (account: Account | null) =>
      account !== null && account.origin === origin && seen.identity !== null && sameAcct(seen.identity.acct, account.acct, domain);
    if (next && is(next)) Object.assign(follow, await seenOnNew(background, move, old, origin, seen));
    if (old && is(old)) Object.assign(follow, await seenOnOld(background, move, next, origin, seen));
  }
  return { context: await contextFor(background, move, old, next, origin), follow };
}

async function seenOnNew(background: Background, move: Move, old: Account | null, origin: string, seen: Seen): Promise<Partial<Follow>> {
  const { db } = background;
  const result: Partial<Follow> = {};
  const { aliases, imports, confirm } = seen.reading;
  if (seen.page === 'aliases' && aliases && old) {
    const domain = seen.identity?.acct.split('@')[1] ?? '';
    const listed = aliases.some((alias) => sameAcct(alias, old.acct, domain));
    await putFact(db, move.id, 'new.aliasListed', { listed }, 'page', origin, background.now());
    if (!listed) await dropFacts(db, move.id, ['new.aliasSeen']);
    result.alias = listed;
  }
  if (seen.page === 'importConfirm' && confirm) {
    await changeImports(background, move.id, (rows) => linkConfirm(rows, confirm.importId));
  }
  if (seen.page === 'imports' && imports) {
    const before = await db.imports.where('moveId').equals(move.id).toArray();
    const after = await changeImports(background, move.id, (rows) => matchImports(dropCancelled(rows, imports), imports, background.now()));
    const mark = (rows: typeof before) => rows.map((row) => `${row.id}:${row.confirmedAt !== null}:${row.finished}`).sort().join();
    result.imports = mark(before) !== mark(after);
  }
  return result;
}

async function seenOnOld(background: Background, move: Move, next: Account | null, origin: string, seen: Seen): Promise<Partial<Follow>> {
  const { db } = background;
  const { aliases, archive, lastMigration, redirecting } = seen.reading;
  if (seen.page === 'export' && archive) await noteArchive(background, move, origin, archive, true);
  if (seen.page === 'aliases' && aliases && next) {
    const domain = seen.identity?.acct.split('@')[1] ?? '';
    const listed = aliases.some((alias) => sameAcct(alias, next.acct, domain));
    await putFact(db, move.id, 'old.aliasListed', { listed }, 'page', origin, background.now());
  }
  if (seen.page === 'migration' && lastMigration !== undefined) {
    const since = lastMigration === null ? Number.NaN : Date.parse(lastMigration);
    const until = Number.isFinite(since) && since + cooldown > background.now() ? since + cooldown : null;
    await putFact(db, move.id, 'old.cooldown', { until }, 'page', origin, background.now());
  }
  return { moved: seen.identity?.movedTo != null || redirecting !== undefined || seen.identity?.disabled === true };
}

async function changeImports(background: Background, moveId: string, change: (rows: ImportRow[]) => ImportRow[]): Promise<ImportRow[]> {
  const { db } = background;
  return db.transaction('rw', db.imports, async () => {
    const rows = await db.imports.where('moveId').equals(moveId).toArray();
    const changed = change(rows);
    const kept = new Set(changed.map((row) => row.id));
    await db.imports.bulkDelete(rows.filter((row) => !kept.has(row.id)).map((row) => row.id));
    await db.imports.bulkPut(changed);
    return changed;
  });
}
const nothing: GuideContext = {
  role: null,
  oldAcct: null,
  newAcct: null,
  checkpointPassed: false,
  aliasListed: false,
  movedTo: null,
  files: [],
  cannot: [],
  backupAt: null,
  archive: null,
};

async function contextFor(background: Background, move: Move, old: Account | null, next: Account | null, origin: string): Promise<GuideContext> {
  const facts = await readFacts(background.db, move.id);
  const originOf = (role: Role) => (role === 'old' ? old : next)?.origin ?? move[role].named?.origin ?? null;
  const isOld = originOf('old') === origin;
  const isNew = originOf('new') === origin;
  const files = next && old ? await importFiles(background, move, old, next) : { files: [], cannot: [], backupAt: null };
  return {
    role: isOld && isNew ? 'both' : isOld ? 'old' : isNew ? 'new' : null,
    oldAcct: old?.acct ?? move.old.named?.acct ?? null,
    newAcct: next?.acct ?? move.new.named?.acct ?? null,
    checkpointPassed: checkpointView(facts, checkpointBasis(move, facts), background.now()).passed,
    aliasListed: facts['new.aliasListed']?.value.listed ?? false,
    movedTo: facts['old.moved']?.value.to ?? null,
    archive: facts['old.archive']?.value ?? null,
    ...files,
  };
}

async function importFiles(background: Background, move: Move, old: Account, next: Account): Promise<Pick<GuideContext, 'files' | 'cannot' | 'backupAt'>> {
  const { complete } = await newestBackups(background.db, old.actorUri);
  if (!complete) return { files: [], cannot: [], backupAt: null };
  const known = new Map((await background.db.imports.where('moveId').equals(move.id).toArray()).map((row) => [row.kind, row]));
  const files: GuideFile[] = [];
  const cannot: GuideContext['cannot'] = [];
  for (const kind of kinds) {
    const read = complete.kinds.find((row) => row.kind === kind.id)?.rows ?? 0;
    const left = await leftOutOf(background.db, move.id, kind.id);
    const rows = left.all ? 0 : read - left.keys.size;
    if (kind.carry.by !== 'importForm' || rows <= 0) continue;
    if (next.apiVersion < kind.carry.importableFrom) cannot.push({ kind: kind.id, reason: 'needs46' });
    else files.push({ kind: kind.id, rows, importType: kind.carry.importType, state: importState(known.get(kind.id)) });
  }
  return { files, cannot, backupAt: complete.finishedAt };
}

/** One import file of the newest complete backup of the old account, or null when there is none. */
export async function importFile(
  background: Background,
  kindId: KindId,
): Promise<{ name: string; mime: string; text: string; rows: number; moveId: string } | null> {
  const move = await currentMove(background.db);
  const old = move && (await accountOf(background.db, move, 'old'));
  const complete = old ? (await newestBackups(background.db, old.actorUri)).complete : null;
  const kind = kindById(kindId);
  if (!move || !complete || kind.carry.by !== 'importForm') return null;
  const rows = await rowsToCarry(background.db, move.id, complete.id, kindId);
  return { name: kind.carry.fileName, mime: kind.carry.mime, text: kind.carry.toFile(rows), rows: rows.length, moveId: move.id };
}

/** Remembers that a file was put into the form, so that its import can be recognised on the server's page. */
export async function filePut(background: Background, kindId: KindId): Promise<boolean> {
  const file = await importFile(background, kindId);
  if (!file) return false;
  await background.db.imports.put({
    id: `${file.moveId}|${kindId}`,
    moveId: file.moveId,
    kind: kindId,
    fileHash: await digest(file.text),
    rows: countRows(file.text, file.mime, file.rows),
    importId: null,
    handedAt: background.now(),
    confirmedAt: null,
    imported: null,
    total: null,
    finished: false,
    seenAt: null,
    changedAt: background.now(),
  });
  return true;
}

/** Data rows as the server will count them: lines without the header; filters are counted as they are. */
function countRows(text: string, mime: string, rows: number): number {
  if (mime !== 'text/csv') return rows;
  const lines = text.split('\n').filter((line) => line !== '').length;
  return text.startsWith('Account address') ? lines - 1 : lines;
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
