import { useState } from 'preact/hooks';
import { extensionVersion } from '@/lib/browser/runtime';
import { say } from '@/lib/browser/words';
import type { Role } from '@/lib/move/model';
import { useErrand } from '../data/errand';
import { AccountChip } from '../ui/parts';
import type { PlaceProps } from './Desk';

/** Accounts of this move, ending it, and what we do and never do. */
export function Settings({ view }: PlaceProps) {
  const drop = useErrand('dropAccount');
  const forget = useErrand('forgetMove');
  const [backups, setBackups] = useState(false);
  const moveId = view.move.id;
  return (
    <>
      <h1>{say('settings.title')}</h1>
      <div class="columns">
        {(['old', 'new'] as Role[]).map((role) => (
          <section class="card" key={role}>
            <AccountChip side={view[role]} />
            <p class="soft small">{say(view[role].signedIn ? 'settings.signedIn' : 'settings.notSignedIn')}</p>
            <button class="button quiet" type="button" disabled={drop.busy || view[role].named === null} onClick={() => drop.run({ moveId, role })}>
              {say(`settings.drop.${role}`)}
            </button>
          </section>
        ))}
      </div>
      <section class="card">
        <h2>{say('settings.forget.title')}</h2>
        <p class="soft">{say('settings.forget.text')}</p>
        <label>
          <input type="checkbox" checked={backups} onChange={(event) => setBackups(event.currentTarget.checked)} /> {say('settings.forget.backups')}
        </label>
        <button class="button quiet" type="button" disabled={forget.busy} onClick={() => forget.run({ moveId, backups })}>
          {say('settings.forget.action')}
        </button>
      </section>
      <section class="card">
        <h2>{say('settings.about')}</h2>
        <ul class="checks">
          {['here', 'hosts', 'password', 'tokens', 'open'].map((line) => (
            <li key={line}>{say(`settings.privacy.${line}`)}</li>
          ))}
        </ul>
        <p class="soft small">{say('settings.version', [extensionVersion()])}</p>
      </section>
    </>
  );
}
