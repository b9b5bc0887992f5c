import { useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { choiceOf } from '@/lib/store/choices';
import { wouldRemove, type Sides } from '@/lib/store/compare';
import { barOf } from '@/lib/store/keptNew';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { RowTable } from '../desk/RowTable';
import { Notice, ProblemNotice } from '../ui/parts';

/** Merge or overwrite, for kinds that have a file. Overwriting says by name what goes, and asks once more. */
export function How({ sides, kind }: { sides: Sides; kind: KindId }) {
  const set = useErrand('setMode');
  const [asks, setAsks] = useState(false);
  const mode = useLive(async () => (await choiceOf(db, sides.moveId, kind)).mode, [sides.moveId, kind]);
  const removed = useLive(async () => (asks || mode === 'overwrite' ? wouldRemove(db, sides, kind, now()) : null), [sides.moveId, sides.mine.id, sides.there.id, kind, asks, mode]);
  const bar = useLive(async () => {
    const move = await db.moves.get(sides.moveId);
    return move ? barOf(db, move, kind, now()) : null;
  }, [sides.moveId, sides.there.id, kind]);
  if (kindById(kind).carry.by !== 'importForm' || mode === undefined || bar === undefined) return null;
  const choose = (wanted: 'merge' | 'overwrite') => {
    setAsks(false);
    set.run({ moveId: sides.moveId, kind, mode: wanted });
  };
  const name = say(`kind.${kind}`);
  return (
    <section class="card" aria-label={say('compare.how.title', [name])}>
      <h2>{say('compare.how.title', [name])}</h2>
      <div class="options">
        {(['merge', 'overwrite'] as const).map((one) => (
          <label key={one} class="option">
            <input type="radio" name="how" checked={one === 'overwrite' ? asks || mode === 'overwrite' : !asks && mode === 'merge'} disabled={one === 'overwrite' && bar !== null && mode !== 'overwrite'} onChange={() => (one === 'merge' ? choose('merge') : setAsks(true))} />
            <span>
              {say(`compare.how.${one}`)}
              <span class="hint">{say(`compare.how.${one}Hint`)}</span>
              {one === 'overwrite' && bar !== null && <span class="hint">{say(`compare.how.bar.${bar}`)}</span>}
            </span>
          </label>
        ))}
      </div>
      {set.problem && <ProblemNotice problem={set.problem} />}
      {removed && (
        <Notice tone={asks ? 'stop' : 'look'} title={removed.length === 0 ? say('compare.how.removesNothing') : say('compare.how.removes', [removed.length])}>
          <p>{say('compare.how.undo')}</p>
          <div class="row">
            {asks && (
              <button class="button quiet" type="button" disabled={set.busy} onClick={() => choose('overwrite')}>
                {removed.length === 0 ? say('compare.how.sureNothing') : say('compare.how.sure', [removed.length])}
              </button>
            )}
            <button class="button quiet" type="button" onClick={() => choose('merge')}>
              {say('compare.how.stay')}
            </button>
          </div>
        </Notice>
      )}
      {removed && removed.length > 0 && <RowTable title={say('compare.how.list', [name])} rows={removed.map((row) => ({ ...row, note: '' }))} />}
    </section>
  );
}
