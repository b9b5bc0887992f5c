import { parseTyped, sameAcct } from '@/lib/formats/acct';
import { discover } from '@/lib/mastodon/discovery';
import { toProblem } from '@/lib/mastodon/errors';
import { revoke } from '@/lib/mastodon/oauth';
import { signIn, type SignInPorts } from '@/lib/mastodon/signIn';
import type { FactId, Move, Result, Role } from '@/lib/move/model';
import { scopesFor, type Wish } from '@/lib/move/scopes';
import { deleteArchive } from '@/lib/store/archives';
import { deleteBackup } from '@/lib/store/backups';
import { accountOf, clearProblem, dropFacts, putFact, showProblem } from '@/lib/store/moves';
import { forgetNew, tablesOfNew } from '@/lib/store/newAccount';
import { showBadge } from './badge';
import { problem, type Background } from './context';
import { originsOf } from './pages';
import { runSchedules } from './schedule';

const otherRole: Record<Role, Role> = { old: 'new', new: 'old' };

/** Facts that were learnt from, or about, an account, and go with it. */
const factsOfRole: Record<Role, FactId[]> = {
  old: ['old.signedIn', 'old.backup', 'old.moved', 'old.cooldown', 'old.aliasListed', 'old.archive', 'new.ledger', 'new.aliasListed', 'new.aliasSeen'],
  new: ['new.signedIn', 'new.profile', 'new.ledger', 'new.aliasListed', 'new.aliasSeen', 'new.unlocked', 'profile.skipped'],
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
    if (role === 'old' && movedTo !== null) return await fail(problem(background, 'oldAlreadyMoved', role, [`@${named.acct ?? ''}`, `@${movedTo}`]));
    const other = (await accountOf(db, move, otherRole[role]))?.acct ?? move[otherRole[role]].named?.acct ?? null;
    if (named.acct !== null && other !== null && sameAcct(other, named.acct)) return await fail(problem(background, 'sameAccount', role, [`@${named.acct}`]));
    await db.moves.update(move.id, { [role]: { named, actorUri: null } });
    return { ok: true, value: { origin: named.origin, acct: named.acct } };
  } catch (error) {
    return fail(toProblem(error, role, background.now()));
  }
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
      await db.transaction('rw', [db.accounts, db.tokens, db.moves, db.facts, db.problems, ...tablesOfNew(db)], async () => {
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

/** Ends a move: tokens revoked, host access given back, everything of the move forgotten; backups only where asked. */
export async function forgetMove(background: Background, move: Move, withBackups: boolean): Promise<void> {
  const { db } = background;
  const origins = Object.values(await originsOf(background, move.id)).filter((origin) => origin !== undefined);
  for (const role of ['old', 'new'] as const) {
    const uri = move[role].actorUri;
    if (uri === null) continue;
    await endToken(background, uri);
    for (const backup of await db.backups.where('actorUri').equals(uri).toArray()) {
      if (withBackups || backup.purpose === 'verify') await deleteBackup(db, backup.id);
    }
    if (withBackups) await deleteArchive(db, uri);
  }
  for (const table of [db.facts, db.imports, db.importKeys, db.importRuns, db.ledger, db.series, db.problems, db.pending, db.choices, db.leftOut, db.carries, db.carryJobs, db.announcements]) await table.where('moveId').equals(move.id).delete();
  await db.moves.delete(move.id);
  await background.clearAlarm('archive');
  await showBadge(background);
  await background.giveBack(origins);
}

async function endToken(background: Background, actorUri: string): Promise<void> {
  const { db } = background;
  const token = await db.tokens.get(actorUri);
  const app = token && (await db.apps.get(token.appId));
  if (token && app) for (const one of [token.accessToken, ...(token.former ?? [])]) await revoke(background, app, one);
  await db.tokens.delete(actorUri);
  // Nothing can be read by itself without a sign-in, and the person has ended it.
  await db.schedules.delete(actorUri);
  await runSchedules(background);
}
