import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { useErrand } from '../data/errand';
import type { PlaceProps } from './places';

/** The clean-up at the end: sign-ins ended, permissions given back, data kept or deleted. What was done is shown by `Farewell`. */
export function EndMove({ view }: PlaceProps) {
  const forget = useErrand('forgetMove');
  const [backups, setBackups] = useState(false);
  return (
    <section class="card">
      <h2>{say('settings.forget.title')}</h2>
      <p class="soft">{say('settings.forget.text')}</p>
      <label>
        <input type="checkbox" checked={backups} onChange={(event) => setBackups(event.currentTarget.checked)} /> {say('settings.forget.backups')}
      </label>
      <div class="actions">
        <button class="button quiet" type="button" disabled={forget.busy} onClick={() => forget.run({ moveId: view.move.id, backups })}>
          {say('settings.forget.action')}
        </button>
      </div>
    </section>
  );
}
