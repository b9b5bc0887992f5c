import { domainOf } from '@/lib/formats/acct';
import { readDomainBlocks, type DomainBlocks } from '@/lib/mastodon/domainBlocks';
import { ApiError } from '@/lib/mastodon/errors';
import type { Account, Move } from '@/lib/move/model';
import { dexieBudget } from '@/lib/store/budgets';
import { accountOf, putFact, readFacts } from '@/lib/store/moves';
import type { Background } from './context';
import { recheck } from './recheck';

/** What servers do with each other changes seldom: not asked again before this without a press, in milliseconds. */
const blocksGoodFor = 10 * 60_000;

/** Asks both servers for all that the last step depends on. Safe at any time; what cannot be asked stays as it was. */
export async function runPreflight(background: Background, move: Move, press: boolean): Promise<void> {
  await recheck(background, move.id);
  const last = (await readFacts(background.db, move.id))['servers.blocks'];
  if (press || !last || last.at + blocksGoodFor < background.now() || last.at > background.now()) await checkBlocks(background, move);
}

/** Do the two servers block or limit each other, as far as they say? A list that is shown with stars is known by its digests. */
async function checkBlocks(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const [old, next] = [await accountOf(db, move, 'old'), await accountOf(db, move, 'new')];
  if (!old || !next || old.origin === next.origin) return;
  const [theirs, ours] = [await blocksOf(background, next), await blocksOf(background, old)];
  if (!theirs && !ours) return;
  const value = {
    newOfOld: (await theirs?.severityOf(domainOf(old.acct))) ?? null,
    oldOfNew: (await ours?.severityOf(domainOf(next.acct))) ?? null,
    newSays: theirs?.published === true,
    oldSays: ours?.published === true,
  };
  await putFact(db, move.id, 'servers.blocks', value, 'api', next.origin, background.now());
}

/** As the account may see it; null = not signed in, or no answer. */
async function blocksOf(background: Background, account: Account): Promise<DomainBlocks | null> {
  const token = await background.db.tokens.get(account.actorUri);
  if (!token) return null;
  try {
    return await readDomainBlocks({ account, token: token.accessToken, budget: dexieBudget(background.db), fetch: background.fetch, now: () => background.now() });
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
