import { sameAcct } from '@/lib/formats/acct';
import { checkpointBasis, checkpointView } from '@/lib/move/checkpoint';
import type { Account, Move, Role } from '@/lib/move/model';
import type { GuideContext } from '@/lib/pages/page';
import type { Seen } from '@/lib/messages/contract';
import type { ImportRow } from '@/lib/store/db';
import { countAnew, dropImports, importsOf } from '@/lib/store/imports';
import { accountOf, currentMove, dropFacts, putFact, readFacts } from '@/lib/store/moves';
import { noteArchive } from './archive';
import type { Background } from './context';
import { noFiles, readGuideFiles } from './guideFiles';
import { dropCancelled, linkConfirm, matchImports } from './imports';
import { pageIsOpen } from './importRun';

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
  /** A page of the new server is open as the new account: files can be sent. */
  sending: boolean;
}

/** Stores what the guide sees, where it is the right account on the right server, and tells what it should say. */
export async function hello(background: Background, origin: string, seen: Seen): Promise<{ context: GuideContext; follow: Follow }> {
  const follow: Follow = { alias: false, moved: false, imports: false, sending: false };
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
  const result: Partial<Follow> = { sending: true };
  await pageIsOpen(background, move.id);
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
    const before = await importsOf(db, move.id);
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
  return db.transaction('rw', db.imports, db.importKeys, db.importRuns, async () => {
    const rows = await importsOf(db, moveId);
    const changed = change(rows);
    const kept = new Map(changed.map((row) => [row.id, row]));
    await dropImports(db, rows.filter((row) => !kept.has(row.id)).map((row) => row.id));
    await db.imports.bulkPut(changed);
    await countAnew(db, rows.filter((row) => kept.get(row.id)?.importId !== row.importId));
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
  archive: null,
  byHand: false,
  ...noFiles,
};

async function contextFor(background: Background, move: Move, old: Account | null, next: Account | null, origin: string): Promise<GuideContext> {
  const facts = await readFacts(background.db, move.id);
  const originOf = (role: Role) => (role === 'old' ? old : next)?.origin ?? move[role].named?.origin ?? null;
  const isOld = originOf('old') === origin;
  const isNew = originOf('new') === origin;
  const files = next && old ? await readGuideFiles(background, move, old, next) : noFiles;
  return {
    role: isOld && isNew ? 'both' : isOld ? 'old' : isNew ? 'new' : null,
    oldAcct: old?.acct ?? move.old.named?.acct ?? null,
    newAcct: next?.acct ?? move.new.named?.acct ?? null,
    checkpointPassed: checkpointView(facts, checkpointBasis(move, facts), background.now()).passed,
    aliasListed: facts['new.aliasListed']?.value.listed ?? false,
    movedTo: facts['old.moved']?.value.to ?? null,
    archive: facts['old.archive']?.value ?? null,
    byHand: false,
    ...files,
  };
}
