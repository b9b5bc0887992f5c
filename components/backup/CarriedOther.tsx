import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { when } from '../format';
import { Notice } from '../ui/parts';

/** Says that not the newest backup is carried, but one that the person has chosen. */
export function CarriedOther({ view }: { view: MoveView }) {
  const carry = useErrand('carryBackup');
  const { carried, complete } = view;
  if (!carried || !complete || carried.backupId === complete.backupId) return null;
  return (
    <Notice tone="look" title={say('backup.carried', [when(carried.startedAt, now())])}>
      <p>{say('backup.carriedText', [when(complete.startedAt, now())])}</p>
      <div class="row">
        <button class="button quiet" type="button" disabled={carry.busy} onClick={() => carry.run({ moveId: view.move.id, backupId: null })}>
          {say('backup.carryNewest')}
        </button>
      </div>
    </Notice>
  );
}
