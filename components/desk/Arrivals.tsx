import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import type { MoveView } from '@/lib/move/view';
import { CountLink } from '../ui/parts';
import { LedgerList, type LedgerChoice } from './LedgerList';
import { LetIn } from './LetIn';

const statuses = ['carried', 'waiting', 'notCarried'] as const;
const words = { carried: 'arrived', waiting: 'waiting', notCarried: 'notCarried' } as const;

/** Who of the old account's followers has come, who waits, and who has not: name by name. */
export function Arrivals({ view }: { view: MoveView }) {
  const [open, setOpen] = useState<LedgerChoice | null>(null);
  const line = view.ledger.find((one) => one.kind === 'followers');
  if (!line) return null;
  return (
    <section class="card" aria-labelledby="arrivals-title">
      <h2 id="arrivals-title">{say('after.byName')}</h2>
      <p class="soft small">{say('after.byNameText')}</p>
      <ul class="rows">
        {statuses.map((status) => (
          <li key={status} data-status={status}>
            <span>{say(`after.${words[status]}`)}</span>
            <CountLink value={line[status]} label={say('ledger.show', [say('kind.followers'), say(`after.${words[status]}`), line[status]])} open={open?.status === status} onClick={() => setOpen(open?.status === status ? null : { kind: 'followers', status })} />
          </li>
        ))}
      </ul>
      <LetIn view={view} />
      {view.movedTo !== null && line.waiting === 0 && <p class="small">{say(line.notCarried === 0 ? 'after.allCame' : 'after.tailEnded')}</p>}
      {open && <LedgerList moveId={view.move.id} kinds={['followers']} choice={open} onChoose={(choice) => setOpen({ ...choice, kind: 'followers' })} />}
    </section>
  );
}
