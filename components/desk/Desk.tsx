import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { standIn } from '../data/silent';
import { useMove } from '../data/useMove';
import { Lost, useLostAt } from '../steps/Lost';
import { NowCard } from '../steps/NowCard';
import { Refused } from '../steps/Refused';
import { StepList } from '../steps/StepList';
import { Trouble } from '../steps/Trouble';
import { AccountChip, Icon } from '../ui/parts';
import { FileBox } from '../backup/FileBox';
import { After } from './After';
import { Announcement } from './Announcement';
import { Backup } from './Backup';
import { Checkpoint } from './Checkpoint';
import { Compare } from './Compare';
import { Farewell } from './Farewell';
import { Leave } from './Leave';
import { Ledger } from './Ledger';
import { Profile } from './Profile';
import { Server } from './Server';
import { Settings } from './Settings';

/** What every place of the desk gets. */
export interface PlaceProps {
  view: MoveView;
}

const places: Record<string, ComponentType<PlaceProps>> = { home: Home, server: Server, backup: Backup, profile: Profile, announcement: Announcement, compare: Compare, import: Ledger, checkpoint: Checkpoint, after: After, leave: Leave, settings: Settings };

/** A place that has nothing to say yet, or any more, is not offered. */
function isOffered(name: string, view: MoveView): boolean {
  if (name === 'server') return !view.new.signedIn;
  return name !== 'leave' || view.movedTo !== null || view.oldGone;
}

function placeNow(): string {
  const name = location.hash.slice(1);
  return name in places ? name : 'home';
}

/** Everything longer than a glance. */
export function Desk() {
  const view = useMove();
  const [place, setPlace] = useState(placeNow());
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const follow = () => {
      setPlace(placeNow());
      main.current?.focus();
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (view) void send('recheck', { moveId: view.move.id });
  }, [view?.move.id, place]);

  if (view === undefined) return <div class="desk" aria-busy="true" />;
  if (view === null) return <Empty />;
  const Place = places[place] ?? Home;
  return (
    <div class="desk">
      <header>
        <div class="route">
          <AccountChip side={view.old} />
          <Icon name="arrow" />
          <AccountChip side={view.new} />
        </div>
        <nav aria-label={say('desk.nav')}>
          <ul>
            {Object.keys(places).filter((name) => name === place || isOffered(name, view)).map((name) => (
              <li key={name}>
                <a href={`#${name}`} aria-current={name === place ? 'page' : undefined}>
                  {say(`desk.${name}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main ref={main} tabIndex={-1}>
        {view.problems.map((problem) => (
          <Trouble key={`${problem.role}${problem.code}`} problem={problem} view={view} />
        ))}
        <Place view={view} />
      </main>
    </div>
  );
}

function Home({ view }: PlaceProps) {
  const recheck = useErrand('recheck');
  return (
    <>
      <h1>{say('home.title')}</h1>
      <p class="lead">{say('home.lead')}</p>
      <Farewell />
      <Refused view={view} />
      <div class="columns">
        <NowCard view={view} go={(at) => (location.hash = at)} />
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

function Empty() {
  const start = useErrand('startMove');
  const lostAt = useLostAt();
  return (
    <div class="desk">
      <main>
        <h1>{say('first.title')}</h1>
        {lostAt !== null && <Lost at={lostAt} />}
        <Farewell />
        <p class="lead">{say('first.does')}</p>
        <button class="button" type="button" disabled={start.busy} onClick={() => start.run({})}>
          {say('first.action')}
        </button>
        <FileBox backupId={null} onOpened={() => (location.hash = 'backup')} />
      </main>
    </div>
  );
}
