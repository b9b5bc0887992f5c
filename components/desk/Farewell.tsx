import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { readFarewell } from '@/lib/store/farewell';
import { db, useLive } from '../data/useMove';
import { Icon, Notice } from '../ui/parts';

/** What was cleaned up when the last move ended, line by line. */
export function Farewell() {
  const farewell = useLive(() => readFarewell(db), []);
  if (!farewell) return null;
  const { signIns, access, backups } = farewell;
  const lines: { done: boolean; words: string }[] = [
    ...signIns.map(({ host, ended }) => ({ done: ended, words: say(ended ? 'farewell.signedOut' : 'farewell.notSignedOut', [host]) })),
    ...(access.length > 0 ? [{ done: true, words: say('farewell.access', [access.join(', ')]) }] : []),
    { done: true, words: say('farewell.forgotten') },
    ...(backups.deleted > 0 ? [{ done: true, words: say('farewell.deleted', [backups.deleted]) }] : []),
    ...(backups.kept > 0 ? [{ done: true, words: say('farewell.kept', [backups.kept]) }] : []),
  ];
  return (
    <Notice tone={lines.every((line) => line.done) ? 'fine' : 'look'} title={farewell.old === '' || farewell.new === '' ? say('farewell.title') : say('farewell.titleOf', [`@${farewell.old}`, `@${farewell.new}`])} onDismiss={() => void send('dismissFarewell', {})}>
      <ul class="promises">
        {lines.map(({ done, words }) => (
          <li key={words}>
            <Icon name={done ? 'check' : 'look'} />
            <span>{words}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
