import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { leaveVerdict, type LeaveLine } from '@/lib/move/leave';
import { readLeave } from '@/lib/store/leave';
import { openServerPage } from '../data/actions';
import { db, useLive } from '../data/useMove';
import { CheckLine } from '../steps/CheckLine';
import { Away } from '../ui/Away';
import { Notice, SideWord } from '../ui/parts';
import type { PlaceProps } from './places';
import { EndMove } from './EndMove';

/** Leaving for good: when the old account may be deleted, its old posts, and the clean-up at the end. */
export function Leave({ view }: PlaceProps) {
  const lines = useLive(() => readLeave(db, view.move, now()), [view.move.id, view.movedTo, view.complete?.savedAt]);
  if (!lines) return null;
  const verdict = leaveVerdict(lines);
  return (
    <>
      <h1>{say('leave.title')}</h1>
      <p class="lead">{say('leave.lead')}</p>
      {view.oldGone && <Notice tone="fine" title={say('leave.gone')} />}
      {!view.oldGone && (
        <section class="card" aria-labelledby="leave-title" data-verdict={verdict}>
          <h2 id="leave-title">{say('leave.when')}</h2>
          <p role="status">{say(`leave.verdict.${verdict}`)}</p>
          <ul class="findings">
            {lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ul>
          <div class="actions">
            <SideWord role="old" />
            <button class="button quiet" type="button" disabled={view.old.origin === null} onClick={() => openServerPage(view, 'old', 'delete')}>
              {say('leave.open')}
            </button>
          </div>
          <p class="soft small">{say('leave.never')}</p>
        </section>
      )}
      {!view.oldGone && (
        <section class="card">
          <h2>{say('leave.posts.title')}</h2>
          <p>{say('leave.posts.text')}</p>
          <ol class="checks numbered">
            {['one', 'all', 'wait'].map((line) => (
              <li key={line}>{say(`leave.posts.${line}`)}</li>
            ))}
          </ol>
          {view.old.origin !== null && (
            <Away class="button quiet" href={`${view.old.origin}/statuses_cleanup`}>
              {say('leave.posts.open')}
            </Away>
          )}
        </section>
      )}
      <EndMove view={view} />
    </>
  );
}

function Line({ line: { id, state, detail, vars } }: { line: LeaveLine }) {
  return <CheckLine id={id} state={state} title={say(`leave.${id}.title`)} text={say(`leave.${id}.${detail}`, vars)} />;
}
