import { sameAcct } from '@/lib/formats/acct';
import { checkpointBasis, checkpointView } from '@/lib/move/checkpoint';
import type { Account, Move, Role } from '@/lib/move/model';
import { leaveVerdict } from '@/lib/move/leave';
import { moveCooldown, pointingOf } from '@/lib/move/pointing';
import { verdictOf } from '@/lib/move/preflight/registry';
import { refusalOf } from '@/lib/move/refusal';
import type { GuideContext } from '@/lib/pages/page';
import type { Seen } from '@/lib/messages/contract';
import type { ImportRow } from '@/lib/store/rows';
import { countAnew, dropImports, importsOf } from '@/lib/store/imports';
import { accountOf, currentMove, dropFacts, putFact, readFacts, setMind } from '@/lib/store/moves';
import { readLeave } from '@/lib/store/leave';
import { readPreflight } from '@/lib/store/preflight';
import { noteArchive } from './archive';
import type { Background } from './context';
import { noFiles, readGuideFiles } from './guideFiles';
import { dropCancelled, linkConfirm, matchImports } from './imports';
import { pageIsOpen } from './importRun';

/** What a page's claim makes worth asking the servers about. */
export interface Follow {
  /** The aliases page lists the old account now: look at the actor document. */
  alias: boolean;
  /** The old account's page shows a redirect, or lost it. */
  moved: boolean;
  /** The old server has said no: ask both why. */
  refused: boolean;
  /** An import has been confirmed or has finished: read the new account. */
  imports: boolean;
  /** A page of the new server is open as the new account: files can be sent. */
  sending: boolean;
}

/** Stores what the guide sees, where it is the right account on the right server, and tells what it should say. */
export async function hello(background: Background, origin: string, seen: Seen): Promise<{ context: GuideContext; follow: Follow }> {
  const follow: Follow = { alias: false, moved: false, refused: false, imports: false, sending: false };
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
  return { context: await contextFor(background, move, old, next, origin, seen.page), follow };
}

async function seenOnNew(background: Background, move: Move, old: Account | null, origin: string, seen: Seen): Promise<Partial<Follow>> {
  const { db } = background;
  const result: Partial<Follow> = { sending: true };
  await pageIsOpen(background, move.id);
  const { aliases, imports, confirm } = seen.reading;
  if (seen.page === 'aliases' && aliases && old) {
    const domain = seen.identity?.acct.split('@')[1] ?? '';
    const listed = aliases.some((alias) => sameAcct(alias, old.acct, domain));
    if (!listed) await dropFacts(db, move.id, ['new.aliasListed', 'new.aliasSeen'], true);
    await putFact(db, move.id, 'new.aliasListed', { listed }, 'page', origin, background.now());
    if (!listed && move.mind === 'unalias') await setMind(db, move.id, null);
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
  const { aliases, archive, lastMigration, lastTarget, redirecting, passwordless, refused } = seen.reading;
  if (seen.page === 'export' && archive) await noteArchive(background, move, origin, archive, true);
  if (seen.page === 'aliases' && aliases && next) {
    const domain = seen.identity?.acct.split('@')[1] ?? '';
    const listed = aliases.some((alias) => sameAcct(alias, next.acct, domain));
    await putFact(db, move.id, 'old.aliasListed', { listed }, 'page', origin, background.now());
  }
  if (seen.page === 'migration' && lastMigration !== undefined) {
    const since = lastMigration === null ? Number.NaN : Date.parse(lastMigration);
    const until = Number.isFinite(since) && since + moveCooldown > background.now() ? since + moveCooldown : null;
    await putFact(db, move.id, 'old.cooldown', { until }, 'page', origin, background.now());
    await putFact(db, move.id, 'old.lastMove', { at: Number.isFinite(since) ? since : null, to: lastTarget == null ? null : fullAcct(lastTarget, seen), redirecting: redirecting != null }, 'page', origin, background.now());
    await putFact(db, move.id, 'old.proof', { by: passwordless === true ? 'username' : 'password' }, 'page', origin, background.now());
  }
  const said = (seen.page === 'migration' || seen.page === 'redirect') && refused != null;
  const before = (await readFacts(db, move.id))['old.refused']?.value;
  const load = seen.load ?? '';
  const anew = said && (before?.load !== load || before.where !== refused);
  if (anew) await putFact(db, move.id, 'old.refused', { where: refused, load }, 'page', origin, background.now());
  return { refused: anew, moved: seen.identity?.movedTo != null || redirecting !== undefined || seen.identity?.disabled === true };
}

/** A handle as a page names it: one on the same server has no domain. */
function fullAcct(text: string, seen: Seen): string {
  return text.includes('@') ? text : `${text}@${seen.identity?.acct.split('@')[1] ?? ''}`;
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
  verdict: null,
  refusal: null,
  mind: null,
  onlyRedirects: false,
  ...noFiles,
};

async function contextFor(background: Background, move: Move, old: Account | null, next: Account | null, origin: string, page: Seen['page']): Promise<GuideContext> {
  const facts = await readFacts(background.db, move.id);
  const originOf = (role: Role) => (role === 'old' ? old : next)?.origin ?? move[role].named?.origin ?? null;
  const isOld = originOf('old') === origin;
  const isNew = originOf('new') === origin;
  const files = next && old ? await readGuideFiles(background, move, old, next) : noFiles;
  const refusal = refusalOf(facts, background.now());
  return {
    role: isOld && isNew ? 'both' : isOld ? 'old' : isNew ? 'new' : null,
    oldAcct: old?.acct ?? move.old.named?.acct ?? null,
    newAcct: next?.acct ?? move.new.named?.acct ?? null,
    checkpointPassed: checkpointView(facts, checkpointBasis(move, facts), background.now()).passed,
    aliasListed: facts['new.aliasListed']?.value.listed ?? false,
    movedTo: facts['old.moved']?.value.to ?? null,
    mind: move.mind ?? null,
    onlyRedirects: pointingOf(facts) === 'redirects',
    archive: facts['old.archive']?.value ?? null,
    byHand: false,
    verdict: page === 'delete' ? leaveVerdict(await readLeave(background.db, move, background.now())) : page === 'migration' || page === 'redirect' ? verdictOf(await readPreflight(background.db, move, background.now())) : null,
    refusal: refusal && { code: refusal.code, minutes: refusal.tryFrom === null ? null : Math.max(0, Math.ceil((refusal.tryFrom - background.now()) / 60_000)) },
    ...files,
  };
}
