import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import type { Role } from '@/lib/move/model';
import type { MoveState } from '@/lib/move/view';
import { useErrand } from '../data/errand';

/** Names and signs in one side: a field for a handle or a server, then the server's own window. `aside` = another way on, `why` = a way to the reason. */
export function SignInCard({ view, role, why, aside }: { view: MoveState; role: Role; why?: ComponentChildren; aside?: ComponentChildren }) {
  const side = view[role];
  const other = view[role === 'old' ? 'new' : 'old'];
  const naming = useErrand('nameAccount');
  const signing = useErrand('signIn');
  const dropping = useErrand('dropAccount');
  const [text, setText] = useState('');
  const moveId = view.move.id;
  const busy = naming.busy || signing.busy || side.signingIn;

  if (side.named === null) {
    return (
      <form
        class="card now"
        onSubmit={(event) => {
          event.preventDefault();
          naming.run({ moveId, role, text });
        }}
      >
        <h2>{say(`signIn.${role}.title`)}</h2>
        <div class="field">
          <label for={`name-${role}`}>{say(`signIn.${role}.label`)}</label>
          <span class="hint" id={`hint-${role}`}>
            {say(`signIn.${role}.hint`)}
          </span>
          <input id={`name-${role}`} type="text" dir="auto" inputMode="email" autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby={`hint-${role}`} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
        <button class="button wide" type="submit" disabled={busy || text.trim() === ''}>
          {say(naming.busy ? 'signIn.looking' : 'signIn.find')}
        </button>
        <div class="ways">
          {why} {aside}
        </div>
      </form>
    );
  }
  return (
    <section class="card now">
      <h2>{side.named.includes('@') ? say('signIn.window.title', [handle(side.named)]) : say('signIn.window.server', [side.named])}</h2>
      <p>{other.account && other.origin === side.origin ? say('signIn.window.same', [handle(other.account.acct)]) : say(`signIn.window.${role}`)} {why}</p>
      <button class="button wide" type="button" disabled={busy} onClick={() => signing.run({ moveId, role })}>
        {say(busy ? 'signIn.waiting' : `signIn.${role}.action`)}
      </button>
      <button class="link small" type="button" onClick={() => dropping.run({ moveId, role })}>
        {say('signIn.change')}
      </button>
      {aside}
    </section>
  );
}

