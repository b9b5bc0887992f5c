import { sameAcct } from '@/lib/formats/acct';
import { readAccount } from '@/lib/mastodon/account';
import { readActor } from '@/lib/mastodon/actor';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import { readFollowers, readMoved } from '@/lib/mastodon/lookup';
import { freezeFacts } from '@/lib/move/facts';
import type { Account, Move, Role } from '@/lib/move/model';
import type { MovingDayDb } from '@/lib/store/db';
import { replaceLedger } from '@/lib/store/ledger';
import { accountOf, clearProblem, dropFacts, findMove, putFact, readFacts, showProblem } from '@/lib/store/moves';
import type { Background } from './context';

/** The actor document is cached by its server for 3 minutes (a read pins that copy): never read it more often. */
export const actorPause = 3 * 60_000;
/** Follower counts are sampled at most this often, in milliseconds. */
const seriesPause = 5 * 60_000;

/** Asks both servers for every fact that may be asked now, and stores what they say. Failures become problems, not exceptions. */
export async function recheck(background: Background, moveId?: string): Promise<void> {
  const move = await findMove(background.db, moveId);
  if (!move) return;
  await Promise.all([checkSignedIn(background, move, 'old'), checkSignedIn(background, move, 'new')]);
  await checkMoved(background, move);
  await checkAlias(background, move);
  await sampleFollowers(background, move);
}

/** Is the token still good, and does the server still call it this account? */
export async function checkSignedIn(background: Background, move: Move, role: Role): Promise<void> {
  const { db } = background;
  const account = await accountOf(db, move, role);
  const token = account && (await db.tokens.get(account.actorUri));
  if (!account || !token) return;
  try {
    const fresh = await readAccount(background, account.origin, token.accessToken);
    await db.accounts.put(fresh.account);
    await putFact(db, move.id, `${role}.signedIn`, { acct: fresh.account.acct }, 'api', account.origin, background.now());
    if (role === 'new') await putFact(db, move.id, 'new.answers', { answers: true }, 'api', account.origin, background.now());
    if (role === 'new') await noteLock(background, move, account, fresh.account);
    if (role === 'new') await putFact(db, move.id, 'new.profile', fresh.profile, 'api', account.origin, background.now());
    await clearProblem(db, move.id, role);
  } catch (error) {
    const found = toProblem(error, role, background.now());
    if (found.code === 'tokenRevoked') {
      await db.tokens.delete(account.actorUri);
      await dropFacts(db, move.id, [`${role}.signedIn`]);
    }
    if (role === 'new') await putFact(db, move.id, 'new.answers', { answers: found.code !== 'serverDown' && found.code !== 'serverNotFound' }, 'api', account.origin, background.now());
    // A moved account's API is closed: that is the end of the journey, not a problem.
    if (found.code === 'loginDisabled' && role === 'old') return;
    await showProblem(db, move.id, found);
  }
}

/** An account that is unlocked for the move can be offered its lock again; one that is locked has it. */
async function noteLock(background: Background, move: Move, before: Account, fresh: Account): Promise<void> {
  if (fresh.locked || before.locked) await putFact(background.db, move.id, 'new.unlocked', { unlocked: !fresh.locked }, 'api', fresh.origin, background.now());
}

/** Where a reading was told that its sign-in has ended: is it so? Then the person is asked to sign in again. */
export async function checkEndedSignIns(background: Background): Promise<void> {
  const { db } = background;
  const stopped = await db.backups.filter((row) => row.status === 'paused' && row.problem?.code === 'tokenRevoked').toArray();
  for (const move of stopped.length === 0 ? [] : await db.moves.toArray()) {
    for (const role of ['old', 'new'] as const) if (stopped.some((row) => row.actorUri === move[role].actorUri)) await checkSignedIn(background, move, role);
  }
}

/** Has the old account moved, and to whom? Asked without a token: a moved account's own API is closed. */
export async function checkMoved(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const old = await accountOf(db, move, 'old');
  if (!old) return;
  try {
    const { there, to } = await readMoved(background, old);
    await putFact(db, move.id, 'old.gone', { gone: !there }, 'api', old.origin, background.now());
    // An account that was deleted has told nobody that it no longer points anywhere.
    if (!there) return;
    await putFact(db, move.id, 'old.moved', { to }, 'api', old.origin, background.now());
    await db.accounts.update(old.actorUri, { movedTo: to });
    const next = await accountOf(db, move, 'new');
    if (to !== null && next && sameAcct(to, next.acct)) {
      const frozen = freezeFacts(await readFacts(db, move.id));
      await db.facts.bulkPut(frozen);
      if (move.movedAt === undefined) await db.moves.update(move.id, { movedAt: background.now() });
      await background.setAlarm('followers', background.now() + seriesPause);
    }
    if (to === null) await takenBack(db, move);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await showProblem(db, move.id, toProblem(error, 'old', background.now()));
  }
}

/** The redirect was cancelled: what the move had settled may change again, and the pause comes before the next one. */
async function takenBack(db: MovingDayDb, move: Move): Promise<void> {
  const settled = await db.facts.where('moveId').equals(move.id).filter((fact) => fact.frozen).toArray();
  if (settled.length > 0) {
    await db.facts.bulkPut(settled.map((fact) => ({ ...fact, frozen: false })));
    await dropFacts(db, move.id, ['checkpoint']);
    await replaceLedger(db, move.id, 'followers', []);
  }
  const { movedAt, mind } = (await db.moves.get(move.id)) ?? {};
  if (movedAt === undefined && mind !== 'cancel') return;
  await db.moves.where('id').equals(move.id).modify((row) => {
    delete row.movedAt;
    if (row.mind === 'cancel') delete row.mind;
  });
}

/**
 * Does the new account's actor document, as strangers see it, name the old one? Asked only after the aliases page
 * lists it: an earlier read would pin a copy without the alias for 3 minutes, and that copy may be what the old server
 * gets. While it is missing, an alarm asks again.
 */
export async function checkAlias(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const facts = await readFacts(db, move.id);
  const old = await accountOf(db, move, 'old');
  const next = await accountOf(db, move, 'new');
  if (!old || !next || !facts['new.aliasListed']?.value.listed || facts['new.aliasSeen']?.frozen) return;
  const last = facts['new.aliasSeen'];
  if (last && last.at + actorPause > background.now()) {
    if (!last.value.seen) await background.setAlarm('alias', last.at + actorPause + 1000);
    return;
  }
  try {
    const actor = await readActor(background, next);
    const value = actor.refused ? { seen: false, refused: true } : { seen: actor.alsoKnownAs.includes(old.actorUri), refused: false };
    await putFact(db, move.id, 'new.aliasSeen', value, 'actor', next.origin, background.now());
    if (!value.seen && !value.refused) await background.setAlarm('alias', background.now() + actorPause + 1000);
  } catch (error) {
    await showProblem(db, move.id, toProblem(error, 'new', background.now()));
    await background.setAlarm('alias', background.now() + actorPause + 1000);
  }
}

/** Notes follower counts of both accounts, as any visitor sees them, after the move. */
export async function sampleFollowers(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const facts = await readFacts(db, move.id);
  if (facts['old.moved']?.value.to == null) return;
  const last = (await db.series.where('moveId').equals(move.id).sortBy('at')).at(-1);
  if (last && last.at + 30_000 > background.now()) return;
  const [old, next] = [await accountOf(db, move, 'old'), await accountOf(db, move, 'new')];
  if (!old || !next) return;
  try {
    const counts = await Promise.all([readFollowers(background, old), readFollowers(background, next)]);
    await db.series.put({ moveId: move.id, at: background.now(), old: counts[0], new: counts[1] });
  } catch {
    // A server that is down now is asked again at the next alarm; the old account's may be gone for good.
  } finally {
    await background.setAlarm('followers', background.now() + seriesPause);
  }
}
