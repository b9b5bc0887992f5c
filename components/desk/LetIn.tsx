import { useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { MoveView } from '@/lib/move/view';
import { readLedger } from '@/lib/store/ledger';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { Away } from '../ui/Away';
import { CountLink, Notice, ProblemNotice } from '../ui/parts';
import { RowTable } from './RowTable';

/** Former followers who ask to follow a locked new account: all let in by one press; who else asks is named and left to the person. */
export function LetIn({ view }: { view: MoveView }) {
  const moveId = view.move.id;
  const letIn = useErrand('letPeopleIn');
  const [open, setOpen] = useState(false);
  const asking = useLive(async () => (await readLedger(db, moveId, 'followers', 'waiting')).filter((row) => row.reason === 'asksYou').length, [moveId]);
  const row = useLive(async () => (await db.letIns.get(moveId)) ?? null, [moveId]);
  if (asking === undefined || row === undefined || (asking === 0 && row === null)) return null;
  const busy = letIn.busy || row?.status === 'running' || row?.status === 'waiting';
  return (
    <div class="let-in" aria-live="polite">
      {letIn.problem && <ProblemNotice problem={letIn.problem} />}
      {row?.problem && <ProblemNotice problem={row.problem} />}
      {row?.status === 'waiting' && row.waitsUntil !== null && <Notice tone="look" title={say('letIn.waits', [row.letIn.length, when(row.waitsUntil, now())])} />}
      {row?.status === 'done' && <Notice tone="fine" title={say('letIn.done', [row.letIn.length])} />}
      {row !== null && row.refused.length > 0 && <p class="small">{say('letIn.refused', [row.refused.map((acct) => `@${acct}`).join(', ')])}</p>}
      {asking > 0 && row?.status !== 'done' && (
        <>
          <p class="small">{say('letIn.lead', [asking])}</p>
          <button class="button" type="button" disabled={busy} onClick={() => letIn.run({ moveId })}>
            {busy ? say('letIn.busy', [row?.letIn.length ?? 0]) : say('letIn.action')}
          </button>
        </>
      )}
      {row !== null && row.others.length > 0 && (
        <p class="small">
          {say('letIn.others')} <CountLink value={row.others.length} label={say('letIn.othersShow', [row.others.length])} open={open} onClick={() => setOpen(!open)} />{' '}
          {view.new.origin !== null && <Away href={`${view.new.origin}/follow_requests`}>{say('letIn.othersOpen')}</Away>}
        </p>
      )}
      {row !== null && open && <RowTable title={say('letIn.others')} rows={row.others.map((acct) => ({ key: acct, label: `@${acct}`, note: '' }))} />}
    </div>
  );
}
