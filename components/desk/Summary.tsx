import { compose, say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { publicKinds } from '@/lib/move/ledger';
import type { MoveView } from '@/lib/move/view';
import { CopyBox } from '../ui/CopyBox';

/** How the move went, as a text to show to others: numbers of what everybody can see anyway, and no name but the person's own. */
export function Summary({ view }: { view: MoveView }) {
  const lines = view.ledger.filter((line) => publicKinds.includes(line.kind));
  if (lines.length === 0) return null;
  const names = [view.old, view.new].map((side) => (side.account ? handle(side.account.acct) : ''));
  const text = [compose('summary.title', names), ...lines.map((line) => compose('summary.line', [compose(`kind.${line.kind}`), line.carried, line.owed, line.waiting, line.notCarried])), compose('summary.rest')].join('\n');
  return (
    <details class="card">
      <summary>{say('summary.show')}</summary>
      <p class="soft small">{say('summary.lead')}</p>
      <CopyBox text={text} label={say('summary.show')} rows={lines.length + 3} words={{ copy: say('summary.copy'), copied: say('summary.copied') }} />
    </details>
  );
}
