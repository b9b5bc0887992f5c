import { say } from '@/lib/browser/words';
import { now } from '@/lib/browser/clock';
import { send } from '@/lib/messages/client';
import type { Glance } from '@/lib/messages/glance';
import { deriveState } from '@/lib/move/parts';
import type { MoveState } from '@/lib/move/view';
import { useWithAccess } from '../data/access';
import { useErrand } from '../data/errand';
import { useGlance } from '../data/glance';
import { standIn } from '../data/silent';
import { useTick } from '../data/tick';
import { when } from '../format';
import { Lost, useLostAt } from '../steps/Lost';
import { Newer } from '../steps/Newer';
import { NowCard } from '../steps/NowCard';
import { Refused } from '../steps/Refused';
import { StepList } from '../steps/StepList';
import { Trouble } from '../steps/Trouble';
import { AccountChip, Icon, ProblemNotice } from '../ui/parts';
import { roomFor, useRoom } from './room';

/** Where I stand, the next thing to do, one button. `first` = what is known before the background is asked. */
export function Popup({ first }: { first: Glance | null }) {
  const { glance, problem, dismiss } = useGlance(first);
  useTick();
  const view = useWithAccess(glance && (glance.parts === null ? null : deriveState(glance.parts, now())));
  if (problem)
    return (
      <main class="popup">
        <h1 class="visually-hidden">{say('extName')}</h1>
        <ProblemNotice problem={problem} onDismiss={dismiss} />
      </main>
    );
  if (glance === null) return <main class="popup" aria-busy="true" />;
  if (glance.newer) return <Newer />;
  if (view === null) return <FirstRun />;
  const started = view.old.named !== null || view.new.named !== null;
  return (
    <main class="popup">
      <h1 class="visually-hidden">{say('extName')}</h1>
      {started && (
        <div class="route">
          <AccountChip side={view.old} />
          <Icon name="arrow" />
          <AccountChip side={view.new} />
        </div>
      )}
      {view.problems.slice(0, 1).map((problem) => (
        <Trouble key={problem.code} problem={problem} view={view} />
      ))}
      {view.problems.length === 0 && <Refused view={view} />}
      <NowCard view={view} go={(at) => void send('openDesk', { at })} />
      <Steps view={view} />
      <Foot view={view} />
    </main>
  );
}

function Steps({ view }: { view: MoveState }) {
  return <StepList steps={view.steps} passed={view.checkpoint.passed} fromBackup={standIn(view)} room={useRoom(roomFor(view))} />;
}

function FirstRun() {
  const start = useErrand('startMove');
  const lostAt = useLostAt();
  return (
    <main class="popup first">
      <h1>{say('first.title')}</h1>
      {lostAt === null ? <Promises /> : <Lost at={lostAt} />}
      <p class="soft small">{say('first.posts')}</p>
      <button class="button wide" type="button" disabled={start.busy || start.value !== null} onClick={() => start.run({})}>
        {say('first.action')}
      </button>
      <button class="link small" type="button" onClick={() => void send('openDesk', { at: 'backup' })}>
        {say('first.file')}
      </button>
    </main>
  );
}

function Promises() {
  return (
    <ul class="promises">
      {['does', 'never', 'asks'].map((line) => (
        <li key={line}>
          <Icon name="check" />
          <span>{say(`first.${line}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The server has made its archive: said here once, until the person has seen it on the server's page. */
function ArchiveWaits() {
  return (
    <footer class="foot">
      <span>{say('foot.archive')}</span>
      <button class="button quiet" type="button" onClick={() => void send('openDesk', { at: 'backup' })}>
        {say('foot.archiveAction')}
      </button>
    </footer>
  );
}

function Foot({ view }: { view: MoveState }) {
  const backup = view.complete;
  if (view.archive?.state === 'ready' && !view.archive.seen) return <ArchiveWaits />;
  const rows = backup?.kinds.reduce((sum, kind) => sum + kind.rows, 0) ?? 0;
  const running = view.backup?.status === 'running' || view.backup?.status === 'waiting';
  // Until there is one, the card above says it and leads there.
  const first = backup === null;
  const look = () => void send('openDesk', { at: 'backup' });
  const backUp = () => {
    void send('backUp', { moveId: view.move.id });
    look();
  };
  return (
    <footer class="foot">
      <span>
        {running ? say(...progress(view.backup)) : backup?.finishedAt == null ? say('foot.none') : say('foot.saved', [when(backup.finishedAt, now()), rows])}
      </span>
      {running && !first && (
        <button key="look" class="button quiet" type="button" onClick={look}>
          {say('now.reading.action')}
        </button>
      )}
      {!running && (
        <button key="start" class="button quiet" type="button" disabled={!view.old.signedIn || view.movedTo !== null} onClick={backUp}>
          {say('foot.backUp')}
        </button>
      )}
    </footer>
  );
}

/** A backup that waits for its server is not at work. */
function progress(backup: MoveState['backup']): [string, string[]?] {
  return backup?.status === 'waiting' && backup.waitsUntil !== null ? ['backup.waiting', [when(backup.waitsUntil, now())]] : ['foot.running'];
}
