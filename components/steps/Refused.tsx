import { useEffect, useState } from 'preact/hooks';
import { mayNotify, requestNotify } from '@/lib/browser/notify';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { RefusalCode } from '@/lib/move/refusal';
import type { MoveState } from '@/lib/move/view';
import { openServerPage } from '../data/actions';
import { Notice } from '../ui/parts';

/** What only time mends: the servers are watched meanwhile. */
const watched: readonly RefusalCode[] = ['cached', 'late', 'split', 'copy', 'notLooked', 'unreachable'];
/** What is mended on NEW's aliases page. */
const byAlias: readonly RefusalCode[] = ['notRead', 'notSet', 'wrongSide'];

/** The old server said no to the last try: why, and what to do. Where only waiting helps, the person can be told when it is over. */
export function Refused({ view }: { view: MoveState }) {
  const { refusal } = view;
  const [told, setTold] = useState(true);
  useEffect(() => void mayNotify().then(setTold), []);
  if (refusal === null) return null;
  const { code } = refusal;
  const minutes = refusal.tryFrom === null ? 0 : Math.max(0, Math.ceil((refusal.tryFrom - now()) / 60_000));
  const vars = [`@${view.new.account?.acct ?? ''}`, minutes];
  return (
    <Notice tone={code === 'tryAgain' ? 'fine' : 'look'} title={say(`guide.migration.refusal.${code}.title`, vars)}>
      <p>{say(`guide.migration.refusal.${code}.text`, vars)}</p>
      <div class="row">
        {byAlias.includes(code) && (
          <button class="button quiet" type="button" onClick={() => openServerPage(view, 'new', 'aliases')}>
            {say('now.alias.action')}
          </button>
        )}
        {(code === 'tryAgain' || code === 'password') && (
          <button class="button quiet" type="button" onClick={() => openServerPage(view, 'old', 'migration')}>
            {say('now.move.action')}
          </button>
        )}
        {watched.includes(code) && !told && (
          <button class="button quiet" type="button" onClick={() => void requestNotify().then(setTold)}>
            {say('notify.ask')}
          </button>
        )}
      </div>
    </Notice>
  );
}
