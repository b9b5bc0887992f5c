import { say } from '@/lib/browser/words';
import { useErrand } from '../data/errand';
import { standIn } from '../data/silent';
import { NowCard } from '../steps/NowCard';
import { Refused } from '../steps/Refused';
import { StepHelp, topicOf } from '../steps/StepHelp';
import { StepList } from '../steps/StepList';
import { Farewell } from './Farewell';
import type { PlaceProps } from './places';

/** Where the move stands, and what is next. */
export function Home({ view }: PlaceProps) {
  const recheck = useErrand('recheck');
  return (
    <>
      <h1>{say('home.title')}</h1>
      <p class="lead">{say('home.lead')}</p>
      <Farewell />
      <Refused view={view} />
      <div class="columns">
        <div class="now-and-why">
          <NowCard view={view} go={(at) => (location.hash = at)} explained />
          <StepHelp topic={topicOf(view)} />
        </div>
        <div class="card">
          <StepList steps={view.steps} passed={view.checkpoint.passed} fromBackup={standIn(view)} />
          <button class="button quiet" type="button" disabled={recheck.busy} onClick={() => recheck.run({ moveId: view.move.id, press: true })}>
            {say(recheck.busy ? 'home.asking' : 'home.recheck')}
          </button>
        </div>
      </div>
    </>
  );
}
