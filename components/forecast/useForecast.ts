import { useQuery } from '@tanstack/preact-query';
import { now } from '@/lib/browser/clock';
import { domainOf } from '@/lib/formats/acct';
import { send } from '@/lib/messages/client';
import { forecastOf, type Forecast } from '@/lib/move/forecast/forecast';
import type { MoveView } from '@/lib/move/view';
import { domainCounts } from '@/lib/store/compare';
import { db, useLive } from '../data/useMove';

/** What becomes of the followers of the snapshot by itself, as far as it is known; null = no followers or no snapshot, undefined while it is read. */
export function useForecast(view: MoveView): Forecast | null | undefined {
  const backupId = view.carried?.backupId ?? null;
  const [old, next] = [view.old.account, view.new.account];
  const asked = useQuery({ queryKey: ['blocks', view.move.id, backupId, next?.actorUri], enabled: view.new.signedIn && backupId !== null, queryFn: () => send('readBlocks', { moveId: view.move.id }), staleTime: 5 * 60_000 });
  const found = useLive(async () => (backupId === null ? null : { followers: await domainCounts(db, backupId, 'followers'), peers: await db.peers.toArray() }), [backupId]);
  if (found === undefined || (view.new.signedIn && backupId !== null && asked.isPending)) return undefined;
  if (found === null || found.followers.size === 0) return null;
  const near = asked.data?.ok === true ? asked.data.value.near : [];
  const own = new Set([old, next].flatMap((account) => (account ? [domainOf(account.acct)] : [])));
  const blocked = new Set(near.filter((row) => row.severity === 'suspend').map((row) => row.domain));
  return forecastOf(found.followers, { blocked, own, peers: new Map(found.peers.map((peer) => [peer.domain, peer])) }, now());
}
