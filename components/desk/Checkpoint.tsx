import { useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import type { KindId } from '@/lib/move/model';
import { moveCooldown } from '@/lib/move/pointing';
import type { MoveView } from '@/lib/move/view';
import { Preflight } from '../checkpoint/Preflight';
import { openServerPage } from '../data/actions';
import { useErrand } from '../data/errand';
import { count, day, when } from '../format';
import { Forecast } from '../forecast/Forecast';
import { LockAdvice } from '../profile/LockAdvice';
import { Away } from '../ui/Away';
import { Notice, ProblemNotice, SideWord } from '../ui/parts';
import type { PlaceProps } from './places';

const lost = ['messages', 'notifications', 'requests', 'drafts', 'scheduled'] as const;
type Lost = (typeof lost)[number];
/** The kind of the backup that holds it; drafts live in apps, where nothing reads them. */
const keptAs: Partial<Record<Lost, KindId>> = { messages: 'conversations', notifications: 'notifications', requests: 'requestsReceived', scheduled: 'scheduledPosts' };
const paths: Partial<Record<Lost, string>> = { messages: '/conversations', notifications: '/notifications', requests: '/follow_requests' };

/** One calm page before anything that cannot be taken back. */
export function Checkpoint({ view }: PlaceProps) {
  const { checkpoint } = view;
  const old = view.old.account;
  return (
    <>
      <h1>{say('checkpoint.title')}</h1>
      <p class="lead">{say('checkpoint.lead')}</p>
      {checkpoint.unpassedBy && <Notice tone="look" title={say(`checkpoint.unpassed.${checkpoint.unpassedBy}`)} />}
      {checkpoint.passed && <Notice tone="fine" title={say('checkpoint.passed', [checkpoint.passedAt === null ? '' : when(checkpoint.passedAt, now())])} />}
      <LockAdvice view={view} />
      <div class="columns">
        <section class="card">
          <h2>{say('checkpoint.lost.title')}</h2>
          <ul class="rows">
            {lost.map((thing) => (
              <li key={thing}>
                <span>
                  {say(`checkpoint.lost.${thing}`)} <span class="soft small">{kept(view, thing)}</span>
                </span>
                {thing === 'scheduled' && view.complete !== null && (
                  <a href="#backup" aria-label={say('checkpoint.lookAtKept', [say(`checkpoint.lost.${thing}`)])}>
                    {say('checkpoint.look')}
                  </a>
                )}
                {old && paths[thing] !== undefined && (
                  <Away href={old.origin + (paths[thing] ?? '')} label={say('checkpoint.lookAt', [say(`checkpoint.lost.${thing}`)])}>
                    {say('checkpoint.look')}
                  </Away>
                )}
              </li>
            ))}
          </ul>
          <p class="soft small">{say('checkpoint.lost.why')}</p>
        </section>
        <Safe view={view} />
        <section class="card">
          <h2>{say('checkpoint.undo.title')}</h2>
          <ul class="checks">
            {['redirect', 'followers', 'again', 'apps'].map((line) => (
              <li key={line}>{say(`checkpoint.undo.${line}`)}</li>
            ))}
          </ul>
        </section>
        <section class="card">
          <h2>{say('checkpoint.afterwards.title')}</h2>
          <ul class="checks">
            {['visitors', 'followers', 'posts'].map((line) => (
              <li key={line}>{say(`checkpoint.afterwards.${line}`)}</li>
            ))}
            <li>{say('checkpoint.afterwards.again', [day(now() + moveCooldown)])}</li>
          </ul>
        </section>
      </div>
      <section class="card" aria-labelledby="kinds-title">
        <h2 id="kinds-title">{say('checkpoint.kinds.title')}</h2>
        <div class="columns">
          {(['move', 'redirect'] as const).map((kind) => (
            <div key={kind} data-kind={kind}>
              <h3>{say(`checkpoint.kinds.${kind}.title`)}</h3>
              <ul class="checks">
                {['does', 'followers', 'back'].map((line) => (
                  <li key={line}>{say(`checkpoint.kinds.${kind}.${line}`)}</li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </section>
      <Forecast view={view} />
      {view.movedTo === null && <Preflight view={view} />}
      {checkpoint.passed ? <Passed view={view} /> : <Pass view={view} />}
    </>
  );
}

function kept(view: MoveView, thing: Lost): string {
  const kind = keptAs[thing];
  if (kind === undefined) return say('checkpoint.lost.inApps');
  const read = view.complete?.kinds.find((row) => row.kind === kind);
  return read?.status === 'done' ? say('checkpoint.lost.kept', [count(read.rows)]) : say('checkpoint.lost.notKept');
}

function Safe({ view }: { view: MoveView }) {
  const sum = (key: 'carried' | 'owed') => view.ledger.reduce((total, line) => total + line[key], 0);
  const alias = view.steps.find((step) => step.id === 'alias');
  return (
    <section class="card">
      <h2>{say('checkpoint.safe.title')}</h2>
      <ul class="rows">
        <li>
          <a href="#backup">{say('checkpoint.safe.backup')}</a>
          <span class="value">{view.complete?.finishedAt == null ? say('checkpoint.safe.none') : when(view.complete.finishedAt, now())}</span>
        </li>
        <li>
          <a href="#import">{say('checkpoint.safe.arrived')}</a>
          <span class="value">{say('step.import.partly', [count(sum('carried')), count(sum('owed'))])}</span>
        </li>
        <li>
          <span>{say('checkpoint.safe.alias')}</span>
          <span class="value">{alias ? say(`step.alias.${alias.detail}`) : ''}</span>
        </li>
        <li>
          <span>{say('checkpoint.safe.followers')}</span>
          <span class="value">{view.followersBaseline === null ? say('checkpoint.safe.none') : count(view.followersBaseline)}</span>
        </li>
      </ul>
    </section>
  );
}

function Pass({ view }: { view: MoveView }) {
  const pass = useErrand('passCheckpoint');
  const [typed, setTyped] = useState('');
  const { needs } = view.checkpoint;
  const acct = view.old.account?.acct ?? '';
  if (needs.length > 0) {
    return (
      <Notice tone="look" title={say('checkpoint.needs.title')}>
        <ul class="checks">
          {needs.map((need) => (
            <li key={need}>{say(`checkpoint.needs.${need}`, [view.cooldownUntil === null ? '' : day(view.cooldownUntil)])}</li>
          ))}
        </ul>
      </Notice>
    );
  }
  return (
    <form
      class="pass"
      onSubmit={(event) => {
        event.preventDefault();
        pass.run({ moveId: view.move.id, typed });
      }}
    >
      {pass.problem && <ProblemNotice problem={pass.problem} />}
      <div class="field">
        <label for="typed-handle">{say('checkpoint.type')}</label>
        <span class="hint" id="typed-hint">
          <bdi>{handle(acct)}</bdi>
        </span>
        <input id="typed-handle" type="text" dir="auto" autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby="typed-hint" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </div>
      <button class="button" type="submit" disabled={pass.busy || typed.trim() === ''}>
        {say('checkpoint.pass')}
      </button>
    </form>
  );
}

function Passed({ view }: { view: MoveView }) {
  if (view.movedTo !== null) return null;
  return (
    <section class="card">
      <SideWord role="old" />
      <p>{say('checkpoint.next')}</p>
      <button class="button" type="button" onClick={() => openServerPage(view, 'old', 'migration')}>
        {say('now.move.action')}
      </button>
    </section>
  );
}
