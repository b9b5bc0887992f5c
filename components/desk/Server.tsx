import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import type { ServerLook } from '@/lib/move/server';
import { ServerBlocks } from '../compare/ServerBlocks';
import { useErrand } from '../data/errand';
import { languageName } from '../format';
import { SignInCard } from '../steps/SignInCard';
import { Away } from '../ui/Away';
import { Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';

/** A place to go: what a server is, before one has an account there; its sign-up page; then waiting for the account. */
export function Server({ view }: PlaceProps) {
  const look = useErrand('lookAtServer');
  const [text, setText] = useState('');
  const moveId = view.move.id;
  return (
    <>
      <h1>{say('server.title')}</h1>
      <p class="lead">{say('server.lead')}</p>
      {view.new.account && view.new.signedIn && (
        <Notice tone="fine" title={say('server.have', [handle(view.new.account.acct)])}>
          <div class="row">
            <a class="button quiet" href="#home">
              {say('server.goOn')}
            </a>
          </div>
        </Notice>
      )}
      {view.new.named !== null && !view.new.signedIn && <SignInCard view={view} role="new" aside={view.new.named.includes('@') ? null : <p class="small">{say('server.waits')}</p>} />}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          look.run({ moveId, text });
        }}
      >
        <div class="field search">
          <label for="server-name">{say('server.label')}</label>
          <span class="hint" id="server-hint">
            {say('server.hint')}
          </span>
          <input id="server-name" type="text" dir="auto" inputMode="url" autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby="server-hint" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
        <button class="button" type="submit" disabled={look.busy || text.trim() === ''}>
          {say(look.busy ? 'server.looking' : 'server.look')}
        </button>
      </form>
      {look.problem && <ProblemNotice problem={look.problem} />}
      {look.value && <Found key={look.value.facts.origin} view={view} look={look.value} />}
      <details class="card">
        <summary>{say('server.own.title')}</summary>
        <p>{say('server.own.text')}</p>
        <ul class="checks">
          {['software', 'reach', 'mail', 'keep', 'hosted'].map((line) => (
            <li key={line}>{say(`server.own.${line}`)}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Found({ view, look }: PlaceProps & { look: ServerLook }) {
  const naming = useErrand('nameAccount');
  const { facts } = look;
  const choose = () => naming.run({ moveId: view.move.id, role: 'new', text: facts.domain });
  const elsewhere = new URL(facts.signUp).host === new URL(facts.origin).host ? null : new URL(facts.signUp).host;
  const lines: [string, string][] = [
    ['signUp', say(`server.signUp.${facts.registrations}`)],
    ...(facts.minAge === null ? [] : [['age', say('server.years', [facts.minAge])] as [string, string]]),
    ...(facts.people === null ? [] : [['people', say(facts.people.active ? 'server.active' : 'server.all', [facts.people.count])] as [string, string]]),
    ...(facts.languages.length === 0 ? [] : [['languages', facts.languages.map(languageName).join(', ')] as [string, string]]),
    ['software', `${facts.software === 'glitch' ? 'Mastodon (glitch-soc)' : 'Mastodon'} ${facts.version}`],
    ['limits', limitsOf(facts.limits)],
  ];
  return (
    <section class="card" aria-label={facts.domain} data-server={facts.domain}>
      <h2>{facts.title === '' || facts.title === facts.domain ? facts.domain : `${facts.title} (${facts.domain})`}</h2>
      {facts.description !== '' && <p>{facts.description}</p>}
      {look.towardsOld !== null && (
        <Notice tone={look.towardsOld === 'suspend' ? 'stop' : 'look'} title={say(`server.between.${look.towardsOld}`)}>
          <p>{say(`server.between.${look.towardsOld}Text`)}</p>
        </Notice>
      )}
      {look.fromOld !== null && (
        <Notice tone={look.fromOld === 'suspend' ? 'stop' : 'look'} title={say(`server.from.${look.fromOld}`)}>
          <p>{say(`server.between.${look.fromOld}Text`)}</p>
        </Notice>
      )}
      <dl class="fields">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{say(`server.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {facts.rules.length > 0 && (
        <details>
          <summary>{say('server.rules', [facts.rules.length])}</summary>
          <ol class="rules">
            {facts.rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ol>
        </details>
      )}
      <ServerBlocks view={view} blocks={look.blocks} />
      {naming.problem && <ProblemNotice problem={naming.problem} />}
      <div class="actions">
        {facts.registrations !== 'closed' && (
          <Away class="button" href={facts.signUp} onClick={choose}>
            {elsewhere === null ? say('server.open') : say('server.openElsewhere', [elsewhere])}
          </Away>
        )}
        <button class="button quiet" type="button" disabled={naming.busy} onClick={choose}>
          {say('server.haveOne')}
        </button>
      </div>
    </section>
  );
}

function limitsOf(limits: ServerLook['facts']['limits']): string {
  const known = [
    limits.post === null ? null : say('server.limit.post', [limits.post]),
    limits.media === null ? null : say('server.limit.media', [limits.media]),
    say('server.limit.note', [limits.note]),
    say('server.limit.fields', [limits.fields]),
  ];
  return known.filter((part) => part !== null).join(' · ');
}
