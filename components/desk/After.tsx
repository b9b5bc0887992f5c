import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { FollowerPoint } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { count, when } from '../format';
import { useForecast } from '../forecast/useForecast';
import { LockAdvice } from '../profile/LockAdvice';
import { Notice, SideWord } from '../ui/parts';
import { Arrivals } from './Arrivals';
import { CallOut } from './CallOut';
import { ChangeMind } from './ChangeMind';
import type { PlaceProps } from './places';
import { MoreRoom } from './MoreRoom';
import { TellFollowers } from './TellFollowers';

/** The days after: followers arriving, what to keep, how to take it back. */
export function After({ view }: PlaceProps) {
  const recheck = useErrand('recheck');
  const last = view.followers.at(-1);
  const forecast = useForecast(view);
  // What is not known may come as well: the line stands where it would if nobody did.
  const expected = forecast && view.pointing !== 'redirects' ? forecast.counts.comes + forecast.counts.likely : null;
  return (
    <>
      <h1>{say('after.title')}</h1>
      {view.movedTo !== null && view.pointing !== 'redirects' && <p class="lead">{say('after.lead')}</p>}
      <Where view={view} />
      <MoreRoom moveId={view.move.id} />
      <TellFollowers view={view} />
      <Arrivals view={view} />
      <CallOut view={view} />
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
            <span class="soft">{when(last.at, now())}</span>
            {view.followersBaseline !== null && <span class="soft">{say('after.before', [view.followersBaseline])}</span>}
          </div>
          {view.followers.length > 1 && <Chart points={view.followers} expected={expected} />}
          {expected !== null && expected > 0 && view.followers.length > 1 && <p class="soft small">{say('after.expected', [expected])}</p>}
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
      {view.movedTo !== null && view.pointing !== 'redirects' && <Keep />}
      <ChangeMind view={view} />
    </>
  );
}

function Keep() {
  return (
    <section class="card">
      <h2>{say('after.keep.title')}</h2>
      <ul class="checks">
        {['wait', 'delete', 'apps'].map((line) => (
          <li key={line}>{say(`after.keep.${line}`)}</li>
        ))}
      </ul>
      <div class="actions">
        <a class="button quiet" href="#leave">
          {say('after.leave')}
        </a>
      </div>
    </section>
  );
}

/** Where the old account points. A redirect alone leaves the followers where they are. */
function Where({ view }: PlaceProps) {
  if (view.movedTo === null) return <Notice tone="look" title={say('after.notYet')} />;
  const to = [`@${view.movedTo}`];
  if (view.pointing !== 'redirects') return <Notice tone="fine" title={say('after.moved', to)} />;
  return (
    <Notice tone="look" title={say('after.redirects', to)}>
      <p>{say('after.redirectsText')}</p>
    </Notice>
  );
}

const width = 600;
const height = 150;

/** Two lines over time, and how many the forecast expects; the table below says the same to those who cannot see it. */
function Chart({ points, expected }: { points: FollowerPoint[]; expected: number | null }) {
  const first = points[0]?.at ?? 0;
  const span = Math.max(1, (points.at(-1)?.at ?? 0) - first);
  const most = Math.max(1, expected ?? 0, ...points.flatMap((point) => [point.old, point.new]));
  const up = (people: number) => (height - (people / most) * (height - 12)).toFixed(1);
  const path = (side: 'old' | 'new') => points.map((point, index) => `${index === 0 ? 'M' : 'L'}${(((point.at - first) / span) * width).toFixed(1)} ${up(point[side])}`).join(' ');
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height + 4}`} aria-hidden="true">
      <line x1="0" y1={height} x2={width} y2={height} />
      {expected !== null && expected > 0 && <line class="expected" x1="0" y1={up(expected)} x2={width} y2={up(expected)} />}
      <path class="old" d={path('old')} />
      <path class="new" d={path('new')} />
    </svg>
  );
}
