import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { publicKinds } from '@/lib/move/ledger';
import type { MoveView } from '@/lib/move/view';
import { useState } from 'preact/hooks';
import { count } from '../format';

/** How the move went, as a text to show to others: numbers of what everybody can see anyway, and no name but the person's own. */
export function Summary({ view }: { view: MoveView }) {
  const [copied, setCopied] = useState(false);
  const lines = view.ledger.filter((line) => publicKinds.includes(line.kind));
  if (lines.length === 0) return null;
  const names = [view.old, view.new].map((side) => (side.account ? handle(side.account.acct) : ''));
  const text = [say('summary.title', names), ...lines.map((line) => say('summary.line', [say(`kind.${line.kind}`), count(line.carried), count(line.owed), count(line.waiting), count(line.notCarried)])), say('summary.rest')].join('\n');
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <details class="card">
      <summary>{say('summary.show')}</summary>
      <p class="soft small">{say('summary.lead')}</p>
      <textarea readOnly rows={lines.length + 3} aria-label={say('summary.show')} value={text} />
      <div class="actions">
        <button class="button quiet" type="button" onClick={() => void copy()}>
          {say('summary.copy')}
        </button>
        <p class="soft small" role="status">
          {copied ? say('summary.copied') : ''}
        </p>
      </div>
    </details>
  );
}
