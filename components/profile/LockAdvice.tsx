import { useEffect } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { Notice, ProblemNotice } from '../ui/parts';

/** Before the move: a locked new account is better unlocked, and why. After it: the lock is offered again. */
export function LockAdvice({ view, onChanged }: { view: MoveView; onChanged?: () => void }) {
  const change = useErrand('changeProfile');
  useEffect(() => {
    if (change.value) onChanged?.();
  }, [change.value]);
  const { account, signedIn } = view.new;
  if (!account) return null;
  const moved = view.movedTo !== null;
  const words = account.locked && !moved ? 'unlock' : view.unlockedForMove && !account.locked ? (moved ? 'lock' : 'unlocked') : null;
  if (words === null) return null;
  return (
    <Notice tone={words === 'unlocked' ? 'fine' : 'look'} title={say(`profile.lock.${words}.title`)}>
      <p>{say(`profile.lock.${words}.text`)}</p>
      {change.problem && <ProblemNotice problem={change.problem} />}
      {words !== 'unlocked' && (
        <div class="row">
          <button class="button quiet" type="button" disabled={change.busy || !signedIn} onClick={() => change.run({ moveId: view.move.id, role: 'new', change: { locked: words === 'lock' } })}>
            {say(`profile.lock.${words}.action`)}
          </button>
        </div>
      )}
    </Notice>
  );
}
