import { profile, readProfile, type ProfileRow } from '@/lib/kinds/profile';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import type { Fetcher } from '@/lib/mastodon/http';
import { readInstance, type Limits } from '@/lib/mastodon/instance';
import { writeProfile } from '@/lib/mastodon/profile';
import { createGateway } from '@/lib/mastodon/gateway';
import type { Account, Move, Result, Role } from '@/lib/move/model';
import type { ProfileChange, ProfilePart } from '@/lib/move/profileDraft';
import { newestBackups, readItems } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { accountOf, putFact } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { checkSignedIn } from './recheck';

/** A profile as its owner wrote it, and how long its texts may be there; null = its server did not say. */
export interface ProfileRead {
  profile: ProfileRow;
  limits: Limits | null;
  /** It is from the backup of that time, in milliseconds since the epoch; null = its server has just told. */
  keptAt: number | null;
}

/** Reads one side's profile: from its server, or where that cannot be asked, or does not answer, from the account's newest backup. */
export async function profileOfSide(background: Background, move: Move, role: Role): Promise<Result<ProfileRead>> {
  const account = await accountOf(background.db, move, role);
  if (!account) return { ok: false, problem: problem(background, 'signInRefused', role) };
  try {
    const { row, keptAt } = await ownProfile(background, account);
    const limits = keptAt === null ? (await readInstance(background, account.origin)).limits : null;
    return { ok: true, value: { profile: row, limits, keptAt } };
  } catch (error) {
    return { ok: false, problem: toProblem(error, role, background.now()) };
  }
}

async function ownProfile(background: Background, account: Account): Promise<{ row: ProfileRow; keptAt: number | null }> {
  const { db } = background;
  const token = await db.tokens.get(account.actorUri);
  try {
    if (!token) throw new ApiError('tokenRevoked', new URL(account.origin).host);
    const row = await readProfile(createGateway({ account, token: token.accessToken, budget: dexieBudget(db), fetch: (url, init) => background.fetch(url, init), now: () => background.now() }));
    return { row, keptAt: null };
  } catch (error) {
    const { complete } = await newestBackups(db, account.actorUri);
    const row = complete && profile.parse((await readItems(db, complete.id, 'profile', 0, 1))[0]?.row);
    if (!row) throw error;
    return { row, keptAt: complete.finishedAt ?? complete.startedAt };
  }
}

/**
 * Changes one side's profile as the person has chosen. `left` names parts that stayed as they are there: refused by the
 * server, or a picture that could not be fetched. What unlocks the new account is remembered, so that it can be locked again.
 */
export async function changeProfile(background: Background, move: Move, role: Role, wanted: ProfileChange): Promise<Result<{ left: ProfilePart[] }>> {
  const { db } = background;
  const account = await accountOf(db, move, role);
  const token = account && (await db.tokens.get(account.actorUri));
  if (!account || !token) return { ok: false, problem: problem(background, 'signInRefused', role) };
  try {
    const old = wanted.avatar === undefined && wanted.header === undefined ? null : await accountOf(db, move, 'old');
    const pictures = old && (await ownProfile(background, old)).row;
    const writer = { origin: account.origin, token: token.accessToken, fetch: old ? keptFirst(background, old) : background.fetch, now: () => background.now() };
    const { left } = await writeProfile(writer, wanted, pictures);
    // checkSignedIn sees by itself that an account was unlocked; where we do it, it need not have seen it locked before.
    if (role === 'new' && wanted.locked !== undefined) await putFact(db, move.id, 'new.unlocked', { unlocked: !wanted.locked }, 'api', account.origin, background.now());
    await checkSignedIn(background, move, role);
    return { ok: true, value: { left } };
  } catch (error) {
    const found = toProblem(error, role, background.now());
    if (found.code === 'tokenRevoked') await checkSignedIn(background, move, role);
    return { ok: false, problem: found };
  }
}

/** Pictures that a backup keeps need no media host. */
function keptFirst(background: Background, old: Account): Fetcher {
  return async (url, init) => {
    const kept = await background.db.files.get(`${old.actorUri}|${url}`);
    // As bytes: not every runtime takes a Blob that comes out of a database for one.
    return kept ? new Response(await kept.blob.arrayBuffer(), { headers: { 'Content-Type': kept.blob.type } }) : background.fetch(url, init);
  };
}
