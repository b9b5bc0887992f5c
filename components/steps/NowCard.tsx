import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { PageId, Role, StepId } from '@/lib/move/model';
import type { MoveState } from '@/lib/move/view';
import { openServerPage } from '../data/actions';
import { SignInCard } from './SignInCard';

type Place = 'home' | 'server' | 'backup' | 'compare' | 'import' | 'profile' | 'checkpoint' | 'after' | 'help' | 'settings';

/** The one thing to do next, with one filled button. `explained` = why is said beside it already. */
export function NowCard({ view, go, explained = false }: { view: MoveState; go: (place: Place) => void; explained?: boolean }) {
  const [without, setWithout] = useState(false);
  const status = (id: StepId) => view.steps.find((step) => step.id === id)?.status;
  const detail = (id: StepId) => view.steps.find((step) => step.id === id)?.detail;
  // A backup from a file may be all that is left of the old account: it need not be signed in to.
  const alone = without && !view.old.signedIn && view.complete !== null;
  const current = alone ? (status('import') === 'done' ? undefined : 'import') : view.steps.find((step) => step.status === 'current')?.id;
  const why = explained ? null : <Why onClick={() => go('help')} />;
  if (view.movedTo === null || !view.new.signedIn) {
    if (!view.old.signedIn && !alone && view.movedTo === null) {
      const goOn = (
        <button class="link small" type="button" onClick={() => setWithout(true)}>
          {say('signIn.without')}
        </button>
      );
      return <SignInCard key="old" view={view} role="old" why={why} aside={view.complete === null ? null : goOn} />;
    }
    if (!view.new.signedIn) return <SignInCard key="new" view={view} role="new" why={why} aside={<NoneYet named={view.new.named} onLook={() => go('server')} />} />;
  }
  const card = (words: string, onClick: () => void) => <OneThing words={words} onClick={onClick} why={why} />;
  const page = (role: Role, id: PageId) => () => openServerPage(view, role, id);
  const backUp = () => {
    void send('backUp', { moveId: view.move.id });
    go('backup');
  };
  const moved = view.steps.find((step) => step.id === 'move')?.status === 'done';
  const reading = view.backup?.status === 'running' || view.backup?.status === 'waiting';
  // It had moved before anybody signed in to it: its pages are all that can be read.
  const pageOnly = view.movedTo !== null && view.old.account !== null && !view.old.signedIn && view.complete === null;
  if (pageOnly && !reading) return card('exportPages', page('old', 'export'));
  if (moved) return card('after', () => go('after'));
  if (reading && (current === 'export' || current === undefined)) return card('reading', () => go('backup'));
  switch (current) {
    case 'profile':
      return card('profile', () => go('profile'));
    case 'export':
      return card('export', backUp);
    case 'import':
      return detail('import') === 'rest' ? card('rest', () => go('import')) : card('import', page('new', 'imports'));
    case 'alias':
      return card('alias', page('new', 'aliases'));
    case 'move':
      return card('move', page('old', 'migration'));
    default:
      return card('checkpoint', () => go('checkpoint'));
  }
}

/** For those who have no new account: look for a server; or, where one was chosen, wait for it to let them in. */
function NoneYet({ named, onLook }: { named: string | null; onLook: () => void }) {
  if (named?.includes('@') === true) return null;
  return (
    <>
      {named !== null && <p class="small">{say('server.waits')}</p>}
      <button class="link small" type="button" onClick={onLook}>
        {say(named === null ? 'server.none' : 'server.lookAgain')}
      </button>
    </>
  );
}

function OneThing({ words, onClick, why }: { words: string; onClick: () => void; why: ComponentChildren }) {
  return (
    <section class="card now" aria-label={say('now.label')}>
      <h2>{say(`now.${words}.title`)}</h2>
      <p>
        {say(`now.${words}.text`)} {why}
      </p>
      <button class="button wide" type="button" onClick={onClick}>
        {say(`now.${words}.action`)}
      </button>
    </section>
  );
}

/** Leads to the reasons for each step. */
function Why({ onClick }: { onClick: () => void }) {
  return (
    <button class="link why" type="button" onClick={onClick}>
      {say('help.why')}
    </button>
  );
}
