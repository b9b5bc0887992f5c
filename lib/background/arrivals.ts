import { domainOf, sameAcct } from '@/lib/formats/acct';
import { followers } from '@/lib/kinds/followers';
import { readDomainBlocks } from '@/lib/mastodon/domainBlocks';
import { followerFate } from '@/lib/move/arrivals';
import { pointingOf } from '@/lib/move/pointing';
import type { Account, LedgerRow, Move } from '@/lib/move/model';
import { knownKeys, readItems } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import type { BackupRow } from '@/lib/store/rows';
import { replaceLedger } from '@/lib/store/ledger';
import { readFacts } from '@/lib/store/moves';
import type { Background } from './context';

/** Has the old account moved to this one, as its server tells anybody? */
export async function movedHere({ db }: Pick<Background, 'db'>, move: Move, next: Account): Promise<boolean> {
  const to = (await readFacts(db, move.id))['old.moved']?.value.to ?? null;
  return to !== null && sameAcct(to, next.acct);
}

/**
 * Judges every follower of the snapshot by the new account's own lists: has arrived, asks to be let in, is on the way, or
 * has not come, and why as far as that is known. `reading` has the new account's followers, and who asks to follow it.
 */
export async function judgeFollowers(background: Background, of: { move: Move; next: Account; complete: BackupRow; reading: BackupRow }): Promise<void> {
  const { db } = background;
  const { move, next, complete, reading } = of;
  const token = await db.tokens.get(next.actorUri);
  const blocks = await readDomainBlocks({ account: next, token: token?.accessToken ?? '', budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() });
  const items = (await readItems(db, complete.id, 'followers')).flatMap(({ row }) => followers.parse(row) ?? []);
  const keys = items.map((row) => followers.rowKey(row));
  const [arrived, asking] = [await knownKeys(db, reading.id, 'followers', keys), await knownKeys(db, reading.id, 'requestsReceived', keys)];
  const now = background.now();
  // A redirect alone tells no server of a follower anything.
  const told = (await movedHere(background, move, next)) && pointingOf(await readFacts(db, move.id)) !== 'redirects';
  const movedAt = told ? (move.movedAt ?? now) : null;
  const blocked = new Map<string, boolean>();
  for (const domain of new Set(keys.map(domainOf))) blocked.set(domain, (await blocks.severityOf(domain)) === 'suspend');
  const rows = items.map((row): LedgerRow => {
    const key = followers.rowKey(row);
    const fate = followerFate({ arrived: arrived.has(key), asks: asking.has(key), isSelf: key === next.acct, serverBlocked: blocked.get(domainOf(key)) === true, movedAt, now });
    return { moveId: move.id, kind: 'followers', key, label: followers.label(row), ...fate, at: now };
  });
  await replaceLedger(db, move.id, 'followers', rows);
}
