import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { readRest } from '@/lib/store/restView';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { count, when } from '../format';
import { Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';
import { ScheduledPosts } from './ScheduledPosts';

/** What only the API can bring: what that is, one press to start it, how far it is and what it waits for. */
export function Rest({ view }: PlaceProps) {
  const moveId = view.move.id;
  const rest = useLive(() => readRest(db, moveId), [moveId]);
  const start = useErrand('carryRest');
  const pause = useErrand('pauseRest');
  const signIn = useErrand('signIn');
  if (!rest || (rest.kinds.length === 0 && rest.scheduled.length === 0)) return null;
  const { status, problem, waitsUntil } = rest;
  const [toGo, brought] = [sum(rest.kinds.map((kind) => kind.todo)), sum(rest.kinds.map((kind) => kind.done))];
  const atWork = status === 'running' || status === 'waiting';
  const refusal = problem ?? start.problem;
  const needsSignIn = status === 'paused' && (problem?.code === 'scopeMissing' || problem?.code === 'tokenRevoked');
  const label = status === 'running' ? 'rest.running' : status === 'paused' ? 'rest.resume' : status === 'done' ? 'rest.again' : 'rest.start';
  return (
    <section class="card rest" aria-labelledby="rest-title" data-status={status}>
      <h2 id="rest-title">{say('rest.title')}</h2>
      <p class="soft">{say('rest.lead')}</p>
      {refusal && <ProblemNotice problem={refusal} />}
      {rest.kinds.length > 0 && (
        <table class="ledger-table">
          <caption class="visually-hidden">{say('rest.what')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('rest.what')}</th>
              <th scope="col" class="number">
                {say('rest.here')}
              </th>
              <th scope="col" class="number">
                {say('rest.toGo')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rest.kinds.map((kind) => (
              <tr key={kind.kind} data-rest={kind.kind}>
                <th scope="row">
                  {say(`kind.${kind.kind}`)} <span class="soft small">{say(`rest.does.${kind.kind}`)}</span>
                </th>
                <td class="number" data-part="here">
                  {count(kind.done)}
                </td>
                <td class="number" data-part="toGo">
                  {count(kind.todo)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p role="status" class={status === 'idle' && toGo > 0 ? 'visually-hidden' : undefined}>
        {status === 'done' ? say('rest.done') : status === 'paused' ? say('rest.paused') : toGo === 0 ? say('rest.nothing') : say('rest.progress', [brought, toGo])}
      </p>
      {status === 'waiting' && waitsUntil !== null && (
        <Notice tone="look" title={say('rest.waits', [when(waitsUntil, now())])}>
          {rest.waitsFor.has('waitsForTomorrow') && <p>{say('rest.follows')}</p>}
          {rest.waitsFor.has('waitsForApproval') && <p>{say('rest.approval')}</p>}
          {rest.waitsFor.has('waitsForImport') && <p>{say('rest.imports')}</p>}
        </Notice>
      )}
      <div class="actions">
        {needsSignIn && (
          <button class="button" type="button" disabled={signIn.busy} onClick={() => signIn.run({ moveId, role: 'new', also: problem?.vars.includes('write:statuses') ? ['post'] : [] })}>
            {say(signIn.busy ? 'signIn.waiting' : 'signIn.new.action')}
          </button>
        )}
        {!needsSignIn && status !== 'waiting' && (toGo > 0 || status === 'done') && (
          <button class="button" type="button" disabled={status === 'running' || start.busy} onClick={() => start.run({ moveId })}>
            {say(label)}
          </button>
        )}
        {atWork && (
          <button class="button quiet" type="button" disabled={pause.busy} onClick={() => pause.run({ moveId })}>
            {say('rest.pause')}
          </button>
        )}
      </div>
      <ScheduledPosts moveId={moveId} posts={rest.scheduled} held={status === 'paused'} />
    </section>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
