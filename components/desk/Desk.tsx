import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { useMove } from '../data/useMove';
import { Lost, useLostAt } from '../steps/Lost';
import { Trouble } from '../steps/Trouble';
import { AccountChip, Icon } from '../ui/parts';
import { Farewell } from './Farewell';
import { Home } from './Home';
import type * as Rooms from './rooms';
import { placeNames } from './places';

/** A place that has nothing to say yet, or any more, is not offered. */
function isOffered(name: string, view: MoveView): boolean {
  if (name === 'server') return !view.new.signedIn;
  return name !== 'leave' || view.movedTo !== null || view.oldGone;
}

function placeNow(): string {
  const name = location.hash.slice(1);
  return placeNames.includes(name) ? name : 'home';
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
            {placeNames.filter((name) => name === place || isOffered(name, view)).map((name) => (
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
        <Opened name={place} view={view} />
      </main>
    </div>
  );
}

/** What is loaded once it is `wanted`: null = not yet, undefined = an update of the extension has taken the page's files away while it was open. */
function useRooms(wanted: boolean): typeof Rooms | null | undefined {
  const [loaded, setLoaded] = useState<typeof Rooms | null | undefined>(null);
  useEffect(() => {
    if (wanted && loaded === null) import('./rooms').then(setLoaded, () => setLoaded(undefined));
  }, [wanted]);
  return loaded;
}

/** The place of that name. All but the overview are loaded when the first of them is opened: the desk itself stays small. */
function Opened({ name, view }: { name: string; view: MoveView }) {
  const away = name !== 'home';
  const loaded = useRooms(away);
  if (!away) return <Home view={view} />;
  if (loaded === null) return <div aria-busy="true" />;
  const Room = loaded?.rooms[name];
  if (Room !== undefined) return <Room view={view} />;
  return (
    <div class="card" role="alert">
      <p>{say('desk.lost')}</p>
      <button class="button" type="button" onClick={() => location.reload()}>
        {say('desk.reload')}
      </button>
    </div>
  );
}

function Empty() {
  const start = useErrand('startMove');
  const lostAt = useLostAt();
  const Kept = useRooms(true)?.KeptBackups;
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
        {Kept && <Kept />}
      </main>
    </div>
  );
}
