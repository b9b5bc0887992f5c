import { acctOfKey } from '@/lib/kinds/compare';
import { backupToCarry } from './backups';
import type { Left } from './choices';
import type { MovingDayDb } from './db';

/**
 * Keys of the places in lists that stay behind because the follow of their account does: Mastodon's import of lists
 * follows every member (source: mastodon v4.6.5, app/services/bulk_import_row_service.rb). Whom the new account follows
 * by now keeps the place.
 */
export async function placesLeft(db: MovingDayDb, moveId: string, follows: Pick<Left, 'all' | 'keys'>): Promise<ReadonlySet<string>> {
  const move = follows.all || follows.keys.size > 0 ? await db.moves.get(moveId) : undefined;
  const backup = move && (await backupToCarry(db, move));
  if (!backup) return new Set();
  const prefix = `${backup.id}|lists|`;
  const ids = await db.items.where('id').startsWith(prefix).primaryKeys();
  const places = ids.flatMap((id) => {
    const key = id.slice(prefix.length);
    const acct = acctOfKey('lists', key);
    return acct !== null && (follows.all || follows.keys.has(acct)) ? [{ key, acct }] : [];
  });
  const fates = await db.ledger.bulkGet(places.map(({ acct }): [string, 'following', string] => [moveId, 'following', acct]));
  return new Set(places.flatMap(({ key }, index) => (fates[index]?.status === 'carried' ? [] : [key])));
}
