import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { db, useLive } from '../data/useMove';
import { useErrand } from '../data/errand';
import { when } from '../format';
import { now } from '@/lib/browser/clock';
import type { PlaceProps } from './places';

/** All moves of the person: which one is shown, and another one. */
export function Moves({ view }: PlaceProps) {
  const start = useErrand('startMove');
  const moves = useLive(async () => {
    const acct = async (uri: string | null) => (uri === null ? undefined : (await db.accounts.get(uri))?.acct);
    return Promise.all((await db.moves.orderBy('createdAt').toArray()).map(async (move) => ({ id: move.id, createdAt: move.createdAt, old: (await acct(move.old.actorUri)) ?? move.old.named?.acct ?? '', new: (await acct(move.new.actorUri)) ?? move.new.named?.acct ?? '' })));
  }, []);
  if (!moves) return null;
  const name = (acct: string) => (acct === '' ? say('moves.nobody') : `@${acct}`);
  return (
    <section class="card" aria-labelledby="moves-title">
      <h2 id="moves-title">{say('moves.title')}</h2>
      <ul class="rows backups">
        {moves.map((move) => (
          <li key={move.id}>
            <span>
              {say('moves.route', [name(move.old), name(move.new)])} <span class="soft small">{say('moves.begun', [when(move.createdAt, now())])}</span>
            </span>
            {move.id === view.move.id ? (
              <span class="value">{say('moves.shown')}</span>
            ) : (
              <button class="button quiet" type="button" aria-label={say('moves.showOne', [name(move.old), name(move.new)])} onClick={() => void send('showMove', { moveId: move.id })}>
                {say('moves.show')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button
          class="button quiet"
          type="button"
          disabled={start.busy}
          onClick={() => {
            start.run({});
            location.hash = 'home';
          }}
        >
          {say('moves.another')}
        </button>
      </div>
    </section>
  );
}
