import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { Problem } from '@/lib/move/model';
import type { MoveState } from '@/lib/move/view';
import { standIn } from '../data/silent';
import { when } from '../format';
import { Notice, ProblemNotice } from '../ui/parts';

/** A problem of the move; where the old server is silent and a backup stands in for it, that instead of an alarm. */
export function Trouble({ problem, view }: { problem: Problem; view: MoveState }) {
  const from = problem.role === 'old' ? standIn(view) : null;
  const dismiss = () => void send('dismissProblem', { moveId: view.move.id, role: problem.role });
  if (from === null) return <ProblemNotice problem={problem} onDismiss={dismiss} />;
  return (
    <Notice tone="look" title={say('problem.serverDown.what', [view.old.origin === null ? '' : new URL(view.old.origin).host])} onDismiss={dismiss}>
      <p>{say('backup.dead', [when(from, now())])}</p>
    </Notice>
  );
}
