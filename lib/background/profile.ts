import { readProfile } from '@/lib/kinds/profile';
import { toProblem } from '@/lib/mastodon/errors';
import { readInstance } from '@/lib/mastodon/instance';
import { tooLong, writeProfile } from '@/lib/mastodon/profile';
import { createGateway } from '@/lib/mastodon/gateway';
import type { Move, Result } from '@/lib/move/model';
import { dexieBudget } from '@/lib/store/budgets';
import { accountOf, showProblem } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { checkSignedIn } from './recheck';

/** Copies the old account's profile to the new one. What would not fit stays as it is there, and is named. */
export async function bringProfile(background: Background, move: Move): Promise<Result<{ left: string[] }>> {
  const { db } = background;
  const [old, next] = [await accountOf(db, move, 'old'), await accountOf(db, move, 'new')];
  const oldToken = old && (await db.tokens.get(old.actorUri));
  const newToken = next && (await db.tokens.get(next.actorUri));
  if (!old || !next || !oldToken || !newToken) return { ok: false, problem: problem(background, 'signInRefused', oldToken ? 'new' : 'old') };
  try {
    const gateway = createGateway({ account: old, token: oldToken.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() });
    const row = await readProfile(gateway);
    const { limits } = await readInstance(background, next.origin);
    const { left } = await writeProfile(background, next.origin, newToken.accessToken, row, tooLong(row, limits));
    await checkSignedIn(background, move, 'new');
    return { ok: true, value: { left } };
  } catch (error) {
    const found = toProblem(error, 'new', background.now());
    await showProblem(db, move.id, found);
    return { ok: false, problem: found };
  }
}
