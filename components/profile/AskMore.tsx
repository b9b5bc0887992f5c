import { say } from '@/lib/browser/words';
import type { Role } from '@/lib/move/model';
import type { Wish } from '@/lib/move/scopes';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { ProblemNotice } from '../ui/parts';

/** Where a sign-in does not allow what the person wants: what is missing, and another sign-in that allows it. */
export function AskMore({ view, role, also, text }: { view: MoveView; role: Role; also: Wish[]; text: string }) {
  const signIn = useErrand('signIn');
  return (
    <div class="ask-more">
      <p class="soft small">{text}</p>
      {signIn.problem && <ProblemNotice problem={signIn.problem} />}
      <button class="button quiet" type="button" disabled={signIn.busy || view[role].signingIn} onClick={() => signIn.run({ moveId: view.move.id, role, also })}>
        {say(signIn.busy ? 'signIn.waiting' : `profile.more.${role}`)}
      </button>
    </div>
  );
}
