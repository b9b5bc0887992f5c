import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { estimate, minutesFor } from '@/lib/kinds/estimate';
import { kinds } from '@/lib/kinds/registry';
import type { Account, KindId } from '@/lib/move/model';

type Mode = 'everything' | 'carried' | 'picked';
const modes: Mode[] = ['everything', 'carried', 'picked'];
const carried = kinds.filter((kind) => kind.carry.by !== 'nothing').map((kind) => kind.id);

/** What to back up, what it will take, and the button that starts it. */
export function Choose({ account, disabled, onStart, children }: { account: Account; disabled: boolean; onStart: (chosen: KindId[]) => void; children?: ComponentChildren }) {
  const [mode, setMode] = useState<Mode>('everything');
  const [media, setMedia] = useState(true);
  const [picked, setPicked] = useState<ReadonlySet<KindId>>(new Set(carried));
  const readable = kinds.filter((kind) => account.apiVersion >= kind.readableFrom);
  const wanted = (id: KindId) => (id === 'media' ? media && mode !== 'carried' : mode === 'everything' || (mode === 'carried' ? carried.includes(id) : picked.has(id)));
  const chosen = readable.filter((kind) => wanted(kind.id));
  const toggle = (id: KindId) => setPicked(new Set(picked.has(id) ? [...picked].filter((one) => one !== id) : [...picked, id]));
  return (
    <section class="card choose" role="group" aria-labelledby="choose-title">
      <h2 id="choose-title">{say('backup.choose.title')}</h2>
      <div class="options">
        {modes.map((one) => (
          <label key={one} class="option">
            <input type="radio" name="what" checked={mode === one} onChange={() => setMode(one)} />
            <span>
              {say(`backup.choose.${one}`)}
              {one !== 'picked' && <span class="hint">{say(`backup.choose.${one}Hint`)}</span>}
            </span>
          </label>
        ))}
      </div>
      {mode === 'picked' && (
        <div class="kinds">
          {readable
            .filter((kind) => kind.id !== 'media')
            .map((kind) => (
              <label key={kind.id} class="option">
                <input type="checkbox" checked={picked.has(kind.id)} onChange={() => toggle(kind.id)} />
                <span>{say(`kind.${kind.id}`)}</span>
              </label>
            ))}
        </div>
      )}
      {mode !== 'carried' && (
        <label class="option">
          <input type="checkbox" checked={media} onChange={() => setMedia(!media)} />
          <span>{say('backup.choose.media')}</span>
        </label>
      )}
      <Takes chosen={chosen.map((kind) => kind.id)} account={account} />
      {children}
      <button class="button" type="button" disabled={disabled || chosen.length === 0} onClick={() => onStart(chosen.map((kind) => kind.id))}>
        {say('backup.start')}
      </button>
    </section>
  );
}

function Takes({ chosen, account }: { chosen: KindId[]; account: Account }) {
  const { rows, requests, more } = estimate(kinds.filter((kind) => chosen.includes(kind.id)), account);
  const minutes = minutesFor(requests);
  const entries = say(more ? 'backup.choose.counted' : 'backup.choose.all', [rows]);
  const time = minutes === 0 ? say('backup.choose.seconds') : say('backup.choose.minutes', [minutes]);
  return <p class="soft small">{`${entries} ${say(more ? 'backup.choose.requestsMore' : 'backup.choose.requests', [requests, time])}`}</p>;
}
