import { extensionVersion } from '@/lib/browser/runtime';
import { say } from '@/lib/browser/words';
import type { Role } from '@/lib/move/model';
import { useErrand } from '../data/errand';
import { AccountChip } from '../ui/parts';
import type { PlaceProps } from './places';
import { EndMove } from './EndMove';
import { Moves } from './Moves';

/** Accounts of this move, ending it, and what we do and never do. */
export function Settings({ view }: PlaceProps) {
  const drop = useErrand('dropAccount');
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
              {say(view[role].signedIn ? `settings.drop.${role}` : 'signIn.change')}
            </button>
          </section>
        ))}
      </div>
      <Moves view={view} />
      <EndMove view={view} />
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
