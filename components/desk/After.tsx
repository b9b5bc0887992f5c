import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { FollowerPoint } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { openServerPage } from '../data/actions';
import { count, when } from '../format';
import { LockAdvice } from '../profile/LockAdvice';
import { Notice, SideWord } from '../ui/parts';
import type { PlaceProps } from './Desk';

/** The days after: followers arriving, what to keep, how to take it back. */
export function After({ view }: PlaceProps) {
  const recheck = useErrand('recheck');
  const last = view.followers.at(-1);
  return (
    <>
      <h1>{say('after.title')}</h1>
      <p class="lead">{say('after.lead')}</p>
      {view.movedTo === null ? <Notice tone="look" title={say('after.notYet')} /> : <Notice tone="fine" title={say('after.moved', [`@${view.movedTo}`])} />}
      <LockAdvice view={view} />
      {last && (
        <section class="card" aria-label={say('after.followers')}>
          <h2>{say('after.followers')}</h2>
          <div class="legend">
            <span>
              <SideWord role="old" /> {count(last.old)}
            </span>
            <span>
              <SideWord role="new" /> {count(last.new)}
            </span>
            {view.followersBaseline !== null && <span class="soft">{say('after.before', [count(view.followersBaseline)])}</span>}
          </div>
          {view.followers.length > 1 && <Chart points={view.followers} />}
          <table>
            <thead>
              <tr>
                <th scope="col">{say('after.time')}</th>
                <th scope="col" class="number">
                  {say('side.old')}
                </th>
                <th scope="col" class="number">
                  {say('side.new')}
                </th>
              </tr>
            </thead>
            <tbody>
              {view.followers
                .slice(-8)
                .reverse()
                .map((point) => (
                  <tr key={point.at}>
                    <td>{when(point.at, now())}</td>
                    <td class="number">{count(point.old)}</td>
                    <td class="number">{count(point.new)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
          <button class="button quiet" type="button" disabled={recheck.busy} onClick={() => recheck.run({ moveId: view.move.id, press: true })}>
            {say(recheck.busy ? 'home.asking' : 'home.recheck')}
          </button>
        </section>
      )}
      <section class="card">
        <h2>{say('after.keep.title')}</h2>
        <ul class="checks">
          {['wait', 'delete', 'apps', 'again', 'undo'].map((line) => (
            <li key={line}>{say(`after.keep.${line}`)}</li>
          ))}
        </ul>
        {view.movedTo !== null && (
          <button class="button quiet" type="button" onClick={() => openServerPage(view, 'old', 'migration')}>
            {say('after.openMigration')}
          </button>
        )}
      </section>
    </>
  );
}

const width = 600;
const height = 150;

/** Two lines over time; the table below says the same to those who cannot see it. */
function Chart({ points }: { points: FollowerPoint[] }) {
  const first = points[0]?.at ?? 0;
  const span = Math.max(1, (points.at(-1)?.at ?? 0) - first);
  const most = Math.max(1, ...points.flatMap((point) => [point.old, point.new]));
  const path = (side: 'old' | 'new') =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${(((point.at - first) / span) * width).toFixed(1)} ${(height - (point[side] / most) * (height - 12)).toFixed(1)}`).join(' ');
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height + 4}`} aria-hidden="true">
      <line x1="0" y1={height} x2={width} y2={height} />
      <path class="old" d={path('old')} />
      <path class="new" d={path('new')} />
    </svg>
  );
}
