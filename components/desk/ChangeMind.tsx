import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { Mind, PageId, Role } from '@/lib/move/model';
import { moveCooldown } from '@/lib/move/pointing';
import { openServerPage } from '../data/actions';
import { useErrand } from '../data/errand';
import { day } from '../format';
import type { PlaceProps } from './places';

/** Changing one's mind: what can be taken back and what comes of it; on to a third account; back to the old one. */
export function ChangeMind({ view }: PlaceProps) {
  const start = useErrand('startMove');
  const moveId = view.move.id;
  const again = view.cooldownUntil ?? (view.move.movedAt === undefined ? null : view.move.movedAt + moveCooldown);
  const takeBack = (mind: Mind, role: Role, page: PageId) => () => {
    void send('changeMind', { moveId, mind });
    openServerPage(view, role, page);
  };
  const further = (way: 'back' | 'on') => () => {
    start.run({ from: { moveId, way } });
    location.hash = 'home';
  };
  const isAlias = view.steps.find((step) => step.id === 'alias')?.status === 'done';
  if (!isAlias && view.movedTo === null) return null;
  const until = again !== null && again > now() ? [day(again)] : null;
  return (
    <section class="card" aria-labelledby="mind-title">
      <h2 id="mind-title">{say('mind.title')}</h2>
      {view.movedTo !== null && (
        <Choice name="cancel" lines={['comes', 'stays']} until={until} onPress={takeBack('cancel', 'old', 'migration')} />
      )}
      {isAlias && <Choice name="unalias" lines={['does', 'quiet']} onPress={takeBack('unalias', 'new', 'aliases')} />}
      {view.movedTo !== null && <Choice name="on" lines={['third', 'seven']} onPress={further('on')} />}
      {view.movedTo !== null && <Choice name="back" lines={['alias', 'cancelled', 'seven']} until={view.pointing === 'redirects' ? null : until} onPress={further('back')} />}
    </section>
  );
}

/** One thing that a person may want to do after all, folded; its words say what comes of it. */
function Choice({ name, lines, until = null, onPress }: { name: string; lines: string[]; until?: string[] | null; onPress: () => void }) {
  return (
    <details data-mind={name}>
      <summary>{say(`mind.${name}.title`)}</summary>
      <ul class="checks">
        {lines.map((line) => (
          <li key={line}>{say(`mind.${name}.${line}`)}</li>
        ))}
        {until !== null && <li>{say('mind.until', until)}</li>}
      </ul>
      <div class="actions">
        <button class="button quiet" type="button" onClick={onPress}>
          {say(`mind.${name}.action`)}
        </button>
      </div>
    </details>
  );
}
