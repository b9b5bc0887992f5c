import { say } from '@/lib/browser/words';
import { db, useLive } from '../data/useMove';
import { Notice } from '../ui/parts';

/** Follows that had no room below the server's limit, and have it now. */
export function MoreRoom({ moveId }: { moveId: string }) {
  const run = useLive(() => db.importRuns.get(moveId), [moveId]);
  const more = Math.min(run?.over ?? 0, run?.free ?? 0);
  if (more === 0) return null;
  return (
    <Notice tone="look" title={say('after.moreRoom', [more])}>
      <div class="row">
        <a class="button" href="#import">
          {say('after.toLedger')}
        </a>
      </div>
    </Notice>
  );
}
