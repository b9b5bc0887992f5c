import { parseTyped, sameAcct } from '@/lib/formats/acct';
import { readMovedAccount } from '@/lib/mastodon/account';
import { discover } from '@/lib/mastodon/discovery';
import { toProblem } from '@/lib/mastodon/errors';
import { revoke } from '@/lib/mastodon/oauth';
import { signIn, type SignInPorts } from '@/lib/mastodon/signIn';
import type { FactId, Move, NamedAccount, Result, Role } from '@/lib/move/model';
import { scopesFor, type Wish } from '@/lib/move/scopes';
import { deleteArchive } from '@/lib/store/archives';
import { deleteBackup } from '@/lib/store/backups';
import { writeFarewell, type Farewell } from '@/lib/store/farewell';
import { accountOf, clearProblem, dropFacts, putFact, showProblem } from '@/lib/store/moves';
import { forgetNew, tablesOfNew } from '@/lib/store/newAccount';
import { showBadge } from './badge';
import { problem, type Background } from './context';
import { hostsOfMoves, originsOf } from './pages';
import { runSchedules } from './schedule';

const otherRole: Record<Role, Role> = { old: 'new', new: 'old' };

/** Facts that were learnt from, or about, an account, and go with it. */
const factsOfRole: Record<Role, FactId[]> = {
  old: ['old.signedIn', 'old.backup', 'old.moved', 'old.cooldown', 'old.lastMove', 'old.gone', 'old.proof', 'old.refused', 'servers.blocks', 'old.aliasListed', 'old.archive', 'new.ledger', 'new.aliasListed', 'new.aliasSeen'],
  new: ['new.signedIn', 'new.answers', 'new.profile', 'new.ledger', 'new.aliasListed', 'new.aliasSeen', 'new.unlocked', 'profile.skipped', 'servers.blocks'],
};

/** Finds the server behind what a person typed and remembers it for one side. */
export async function nameAccount(background: Background, move: Move, role: Role, text: string): Promise<Result<{ origin: string; acct: string | null }>> {
  const { db } = background;
  await clearProblem(db, move.id, role);
  const fail = async (found: ReturnType<typeof problem>): Promise<Result<never>> => {
    await showProblem(db, move.id, found);
    return { ok: false, problem: found };
  };
  const typed = parseTyped(text);
  if (!typed) return fail(problem(background, 'notAHandle', role, [text.slice(0, 100)]));
  try {
    const { named, movedTo } = await discover(background, typed, text);
    if (movedTo !== null && role === 'old') return await takeMoved(background, move, named, movedTo);
    if (movedTo !== null) return await fail(problem(background, 'newAlreadyMoved', role, [`@${named.acct ?? ''}`, `@${movedTo}`]));
    const other = (await accountOf(db, move, otherRole[role]))?.acct ?? move[otherRole[role]].named?.acct ?? null;
    if (named.acct !== null && other !== null && sameAcct(other, named.acct)) return await fail(problem(background, 'sameAccount', role, [`@${named.acct}`]));
    await db.moves.update(move.id, { [role]: { named, actorUri: null } });
    return { ok: true, value: { origin: named.origin, acct: named.acct } };
  } catch (error) {
    return fail(toProblem(error, role, background.now()));
  }
}

/**
 * An account that had moved before we came: nobody can sign in to it, but its settings pages still give its lists, and
 * its followers are public. It becomes the old account without a sign-in.
 */
async function takeMoved(background: Background, move: Move, named: NamedAccount, movedTo: string): Promise<Result<{ origin: string; acct: string | null }>> {
  const { db } = background;
  const username = parseTyped(named.acct ?? '')?.username ?? null;
  const account = username === null ? null : await readMovedAccount(background, named.origin, username);
  const found = problem(background, 'oldAlreadyMoved', 'old', [`@${named.acct ?? ''}`, `@${movedTo}`]);
  await showProblem(db, move.id, found);
  if (account === null) return { ok: false, problem: found };
  await db.transaction('rw', [db.accounts, db.facts, db.moves, ...tablesOfNew(db)], async () => {
    await db.accounts.put(account);
    if (move.old.actorUri !== account.actorUri) {
      await dropFacts(db, move.id, factsOfRole.old);
      await forgetNew(db, move.id);
    }
    await db.moves.update(move.id, { old: { named, actorUri: account.actorUri } });
    await putFact(db, move.id, 'old.moved', { to: account.movedTo }, 'api', account.origin, background.now());
  });
  return { ok: true, value: { origin: named.origin, acct: named.acct } };
}

/** Opens the sign-in of one side, for what it is there for and what else the person wishes; what went wrong is shown, what went right is stored. */
export async function signInTo(background: Background, ports: SignInWindow, move: Move, role: Role, also: readonly Wish[] = []): Promise<Result<{ actorUri: string }>> {
  const named = move[role].named;
  if (!named) return { ok: false, problem: problem(background, 'notAHandle', role) };
  await clearProblem(background.db, move.id, role);
  const other = await accountOf(background.db, move, otherRole[role]);
  const uri = move[role].actorUri;
  const held = uri === null ? undefined : await background.db.tokens.get(uri);
  const result = await signIn({ moveId: move.id, role, named, other, scopes: scopesFor(role, held?.scopes ?? [], also) }, signInPorts(background, ports));
  if (!result.ok) await showProblem(background.db, move.id, result.problem);
  return result;
}

/** The browser's half of a sign-in. */
export type SignInWindow = Pick<SignInPorts, 'redirectUri' | 'openWindow'>;

function signInPorts(background: Background, ports: SignInWindow): SignInPorts {
  const { db } = background;
  return {
    ...ports,
    fetch: background.fetch,
    now: () => background.now(),
    readApp: async (origin, redirectUri) => (await db.apps.get(`${origin}|${redirectUri}`)) ?? null,
    holdsToken: async (token) => (await db.tokens.filter((row) => row.accessToken === token).count()) > 0,
    writeApp: async (app) => {
      await db.apps.put(app);
    },
    setPending: async (task, pending) => {
      const id = `${task.moveId}|${task.role}`;
      if (pending) await db.pending.put({ id, moveId: task.moveId, role: task.role, startedAt: background.now() });
      else await db.pending.delete(id);
    },
    writeAccount: async (task, account, profile, app, { token, scopes }) => {
      const before = await db.tokens.get(account.actorUri);
      const replaced = before ? [...(before.former ?? []), before.accessToken].filter((one) => one !== token) : [];
      // A reading that is under way would be told that its sign-in has ended.
      const reading = (await db.backups.where('actorUri').equals(account.actorUri).filter((row) => row.status === 'running').count()) > 0;
      await db.transaction('rw', [db.accounts, db.tokens, db.facts, db.problems, ...tablesOfNew(db)], async () => {
        await db.accounts.put(account);
        await db.tokens.put({ actorUri: account.actorUri, origin: account.origin, appId: app.id, accessToken: token, scopes, createdAt: background.now(), former: reading ? replaced : [] });
        const move = await db.moves.get(task.moveId);
        if (!move) return;
        if (move[task.role].actorUri !== account.actorUri) {
          await dropFacts(db, move.id, factsOfRole[task.role]);
          if (task.role === 'new') await forgetNew(db, move.id);
        }
        await db.moves.update(move.id, { [task.role]: { named: task.named, actorUri: account.actorUri } });
        await putFact(db, move.id, `${task.role}.signedIn`, { acct: account.acct }, 'api', account.origin, background.now());
        if (task.role === 'new') await putFact(db, move.id, 'new.profile', profile, 'api', account.origin, background.now());
        await clearProblem(db, move.id, task.role);
      });
      const formerApp = (before && (await db.apps.get(before.appId))) ?? app;
      if (!reading) for (const one of replaced) await revoke(background, formerApp, one);
    },
  };
}

/** Says of every sign-in that a stopped background left behind that it was interrupted. Call once when the background starts. */
export async function recoverSignIns(background: Background): Promise<void> {
  const { db } = background;
  const startedAt = background.now();
  for (const row of await db.pending.toArray()) {
    if (row.startedAt >= startedAt) continue;
    await db.pending.delete(row.id);
    await showProblem(db, row.moveId, problem(background, 'signInInterrupted', row.role));
  }
}

/** Takes an account off a move and ends its token. */
export async function dropAccount(background: Background, move: Move, role: Role): Promise<void> {
  const { db } = background;
  const uri = move[role].actorUri;
  if (uri !== null) await endToken(background, uri);
  await db.moves.update(move.id, { [role]: { named: null, actorUri: null } });
  await dropFacts(db, move.id, factsOfRole[role]);
  await forgetNew(db, move.id);
  await clearProblem(db, move.id, role);
}

/** Ends a move: tokens revoked, host access given back, everything of the move forgotten; backups only where asked. What was done is kept for the person to see. */
export async function forgetMove(background: Background, move: Move, withBackups: boolean): Promise<void> {
  const { db } = background;
  const origins = Object.values(await originsOf(background, move.id)).filter((origin) => origin !== undefined);
  const acct = async (role: Role) => (await accountOf(db, move, role))?.acct ?? move[role].named?.acct ?? '';
  const farewell: Farewell = { at: background.now(), old: await acct('old'), new: await acct('new'), signIns: [], access: [], backups: { kept: 0, deleted: 0 } };
  const others = (await db.moves.toArray()).filter((one) => one.id !== move.id);
  for (const role of ['old', 'new'] as const) {
    const uri = move[role].actorUri;
    if (uri === null) continue;
    // Another move may still need the same account.
    if (!others.some((one) => one.old.actorUri === uri || one.new.actorUri === uri)) farewell.signIns.push(...(await endToken(background, uri)));
    for (const backup of await db.backups.where('actorUri').equals(uri).toArray()) {
      if (withBackups || backup.purpose === 'verify') await deleteBackup(db, backup.id);
      if (backup.purpose === 'backup') farewell.backups[withBackups ? 'deleted' : 'kept'] += 1;
    }
    if (withBackups) await deleteArchive(db, uri);
  }
  for (const table of [db.facts, db.imports, db.importKeys, db.importRuns, db.ledger, db.series, db.problems, db.pending, db.choices, db.leftOut, db.carries, db.carryJobs, db.letIns, db.announcements]) await table.where('moveId').equals(move.id).delete();
  await db.moves.delete(move.id);
  // The secret of an app is of no use without a sign-in; a server gives another one.
  const used = new Set((await db.tokens.toArray()).map((token) => token.appId));
  await db.apps.filter((app) => !used.has(app.id)).delete();
  await background.clearAlarm('archive');
  await showBadge(background);
  const kept = await hostsOfMoves(background);
  const back = origins.filter((origin) => !kept.has(new URL(origin).hostname));
  for (const origin of back) if (await background.hasAccess(origin)) farewell.access.push(new URL(origin).host);
  await background.giveBack(back);
  // What servers of followers have said belongs to no one move.
  if (others.length === 0) await db.peers.clear();
  await writeFarewell(db, farewell);
}

/** Ends the sign-in of an account; which server confirmed it. Empty = there was none. */
async function endToken(background: Background, actorUri: string): Promise<Farewell['signIns']> {
  const { db } = background;
  const token = await db.tokens.get(actorUri);
  const app = token && (await db.apps.get(token.appId));
  let ended = app !== undefined;
  if (token && app) for (const one of [token.accessToken, ...(token.former ?? [])]) ended = (await revoke(background, app, one)) && ended;
  await db.tokens.delete(actorUri);
  // Nothing can be read by itself without a sign-in, and the person has ended it.
  await db.schedules.delete(actorUri);
  await runSchedules(background);
  return token ? [{ host: new URL(token.origin).host, ended }] : [];
}
