import { profile, readProfile, type ProfileRow } from '@/lib/kinds/profile';
import { ApiError, toProblem } from '@/lib/mastodon/errors';
import type { Fetcher } from '@/lib/mastodon/http';
import { readInstance } from '@/lib/mastodon/instance';
import { tooLong, writeProfile } from '@/lib/mastodon/profile';
import { createGateway } from '@/lib/mastodon/gateway';
import type { Account, Move, Result } from '@/lib/move/model';
import { newestBackups, readItems } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { accountOf, showProblem } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { checkSignedIn } from './recheck';

/**
 * Copies the old account's profile to the new one. What would not fit stays as it is there, and is named. Where the old
 * server cannot be asked, or does not answer, the profile of its newest backup is taken.
 */
export async function bringProfile(background: Background, move: Move): Promise<Result<{ left: string[] }>> {
  const { db } = background;
  const [old, next] = [await accountOf(db, move, 'old'), await accountOf(db, move, 'new')];
  const newToken = next && (await db.tokens.get(next.actorUri));
  if (!old || !next || !newToken) return { ok: false, problem: problem(background, 'signInRefused', old ? 'new' : 'old') };
  try {
    const row = await readOld(background, old);
    const { limits } = await readInstance(background, next.origin);
    const { left } = await writeProfile({ ...background, fetch: keptFirst(background, old) }, next.origin, newToken.accessToken, row, tooLong(row, limits));
    await checkSignedIn(background, move, 'new');
    return { ok: true, value: { left } };
  } catch (error) {
    const found = toProblem(error, 'new', background.now());
    await showProblem(db, move.id, found);
    return { ok: false, problem: found };
  }
}

async function readOld(background: Background, old: Account): Promise<ProfileRow> {
  const { db } = background;
  const token = await db.tokens.get(old.actorUri);
  try {
    if (!token) throw new ApiError('tokenRevoked', new URL(old.origin).host);
    return await readProfile(createGateway({ account: old, token: token.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() }));
  } catch (error) {
    const { complete } = await newestBackups(db, old.actorUri);
    const row = complete && profile.parse((await readItems(db, complete.id, 'profile', 0, 1))[0]?.row);
    if (!row) throw error;
    return row;
  }
}

/** Pictures that a backup keeps need no media host. */
function keptFirst(background: Background, old: Account): Fetcher {
  return async (url, init) => {
    const kept = await background.db.files.get(`${old.actorUri}|${url}`);
    return kept ? new Response(kept.blob) : background.fetch(url, init);
  };
}
