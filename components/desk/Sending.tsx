import { say } from '@/lib/browser/words';
import { followOrders } from '@/lib/move/importPlan';
import { readSending } from '@/lib/store/importView';
import { openServerPage } from '../data/actions';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';

/** How far the sending of the import files is, what it waits for, and what is worth sending once more. */
export function Sending({ view }: PlaceProps) {
  const moveId = view.move.id;
  const sending = useLive(() => readSending(db, moveId), [moveId]);
  const bring = useErrand('bringFiles');
  const hold = useErrand('holdFiles');
  if (!sending || (sending.run === null && sending.again === 0)) return null;
  const { run, again } = sending;
  const atWork = run?.status === 'running' || run?.status === 'waiting';
  const more = Math.min(run?.over ?? 0, run?.free ?? 0);
  const asks = run?.problem?.code === 'followLimit';
  // The files go through the import page: it is opened by the same press.
  const press = (data: { again?: boolean }) => {
    bring.run({ moveId, ...data });
    openServerPage(view, 'new', 'imports');
  };
  return (
    <section class="card" aria-labelledby="sending-title" data-status={run?.status ?? 'idle'}>
      <h2 id="sending-title">{say('sending.title')}</h2>
      {run?.problem && run.status !== 'done' && <ProblemNotice problem={{ ...run.problem, vars: run.problem.vars }} />}
      <p role="status">{say(atWork ? 'sending.running' : run?.status === 'held' ? 'sending.held' : 'sending.done', [sending.sent, sending.finished])}</p>
      {run !== null && run.over > 0 && <p>{say('sending.over', [run.over])}</p>}
      <div class="actions">
        {atWork && (
          <button class="button quiet" type="button" onClick={() => hold.run({ moveId })}>
            {say('guide.action.hold')}
          </button>
        )}
        {run?.status === 'held' && !asks && (
          <button class="button" type="button" onClick={() => press({})}>
            {say('sending.goOn')}
          </button>
        )}
        {run !== null &&
          run.over > 0 &&
          followOrders.map((order) => (
            <button key={order} class={asks ? 'button' : 'button quiet'} type="button" aria-pressed={run.order === order} disabled={bring.busy} onClick={() => bring.run({ moveId, order })}>
              {say(`guide.action.order.${order}`)}
            </button>
          ))}
        {run?.status === 'done' && more > 0 && (
          <button class="button" type="button" onClick={() => press({})}>
            {say('sending.more', [more])}
          </button>
        )}
        {!atWork && again > 0 && (
          <button class="button quiet" type="button" onClick={() => press({ again: true })}>
            {say('rest.again')}
          </button>
        )}
      </div>
    </section>
  );
}
