import { sameAcct } from '@/lib/formats/acct';
import { pointingOf } from '../pointing';
import type { Step } from './step';

/** Step 6: the old account points to the new one. Opens behind the checkpoint only. */
export const moveStep: Step = {
  id: 'move',
  side: 'old',
  derive(_move, facts, context) {
    const moved = facts['old.moved'];
    const target = facts['new.signedIn']?.value.acct;
    if (moved?.value.to != null) {
      const right = target !== undefined && sameAcct(moved.value.to, target);
      return right
        ? { status: 'done', detail: pointingOf(facts) === 'redirects' ? 'redirects' : 'moved', vars: [moved.value.to], at: moved.at }
        : { status: 'closed', detail: 'movedElsewhere', vars: [moved.value.to] };
    }
    const until = facts['old.cooldown']?.value.until ?? null;
    if (until !== null && until > context.now) return { status: 'closed', detail: 'cooldown' };
    return context.checkpointPassed ? { status: 'ready', detail: 'open' } : { status: 'closed', detail: 'behindCheckpoint' };
  },
};
