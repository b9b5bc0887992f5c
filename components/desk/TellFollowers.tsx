import { say } from '@/lib/browser/words';
import { useErrand } from '../data/errand';
import { standIn } from '../data/silent';
import { Notice } from '../ui/parts';
import type { PlaceProps } from './places';

/** Where the old server is gone for good, nothing tells the followers of the snapshot: the person can. */
export function TellFollowers({ view }: PlaceProps) {
  const tell = useErrand('tellFollowers');
  const followers = view.carried?.kinds.find((kind) => kind.kind === 'followers')?.rows ?? 0;
  const silent = standIn(view) !== null || !view.old.signedIn;
  if (view.movedTo !== null || !view.new.signedIn || followers === 0 || !(silent || view.move.tells === true)) return null;
  const tells = view.move.tells === true;
  return (
    <Notice tone="look" title={say('tell.title')}>
      <p>{say('tell.text', [followers])}</p>
      <div class="row">
        <button class="button quiet" type="button" disabled={tell.busy} onClick={() => tell.run({ moveId: view.move.id, tells: !tells })}>
          {say(tells ? 'tell.stop' : 'tell.action')}
        </button>
      </div>
    </Notice>
  );
}
