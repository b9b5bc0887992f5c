import { useEffect, useState } from 'preact/hooks';
import { every, now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { Finding } from '@/lib/move/preflight/check';
import { verdictOf } from '@/lib/move/preflight/registry';
import type { MoveView } from '@/lib/move/view';
import { readPreflight } from '@/lib/store/preflight';
import { openServerPage } from '../data/actions';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { CheckLine } from '../steps/CheckLine';

const second = 1000;

/** Every line that the last step depends on, as the servers have answered; asked when it is opened, and by a press. */
export function Preflight({ view }: { view: MoveView }) {
  const moveId = view.move.id;
  const ask = useErrand('preflight');
  const findings = useLive(() => readPreflight(db, view.move, now()), [moveId, view.complete?.backupId]);
  useEffect(() => void send('preflight', { moveId }), [moveId]);
  if (!findings) return null;
  const verdict = verdictOf(findings);
  // What has not been done yet stops nobody, and is no reason to say that nothing stands in the way.
  const word = verdict !== 'stop' && view.checkpoint.needs.length > 0 ? 'needs' : verdict;
  return (
    <section class="card preflight" aria-labelledby="preflight-title" data-verdict={verdict}>
      <h2 id="preflight-title">{say('preflight.title')}</h2>
      <p role="status">{say(`preflight.verdict.${word}`)}</p>
      <ul class="findings">
        {findings.map((finding) => (
          <Line key={finding.id} view={view} finding={finding} />
        ))}
      </ul>
      <div class="actions">
        <button class="button quiet" type="button" disabled={ask.busy} onClick={() => ask.run({ moveId, press: true })}>
          {say(ask.busy ? 'home.asking' : 'home.recheck')}
        </button>
      </div>
    </section>
  );
}

function Line({ view, finding }: { view: MoveView; finding: Finding }) {
  const { id, state, detail, vars, seen } = finding;
  const below = (
    <>
      {finding.until !== null && <Countdown until={finding.until} />}
      {seen && <span class="soft small source">{say(`preflight.source.${seen.source}`, [hostOf(seen.host), when(seen.at, now())])}</span>}
    </>
  );
  return <CheckLine id={id} state={state} title={say(`preflight.${id}.title`)} text={say(`preflight.${id}.${detail}`, vars)} below={below} beside={<Action view={view} finding={finding} />} />;
}

function Action({ view, finding }: { view: MoveView; finding: Finding }) {
  const { action, id } = finding;
  if (action === null || finding.state === 'fine') return null;
  const label = say(`preflight.${id}.title`);
  if (action.at === 'page') {
    const { page, role } = action;
    return (
      <button class="button quiet" type="button" aria-label={`${say('preflight.openPage')}: ${label}`} onClick={() => openServerPage(view, role, page)}>
        {say('preflight.openPage')}
      </button>
    );
  }
  return (
    <a class="button quiet" aria-label={`${say('preflight.show')}: ${label}`} href={`#${action.at === 'signIn' ? 'home' : action.place}`}>
      {say('preflight.show')}
    </a>
  );
}

/** Minutes and seconds that are left, or the day where it is longer. */
function Countdown({ until }: { until: number }) {
  const [at, setAt] = useState(now());
  useEffect(() => every(second, () => setAt(now())), []);
  const left = Math.max(0, Math.ceil((until - at) / second));
  return <span class="value"> {left > 3600 ? say('preflight.until', [when(until, at)]) : say('preflight.left', [`${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`])}</span>;
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}
