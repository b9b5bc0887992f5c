import { say } from '@/lib/browser/words';
import { Notice } from '../ui/parts';

/** Shown in the place of every page where an older version of the extension has come back. */
export function Newer() {
  return (
    <main class="alone">
      <h1 class="visually-hidden">{say('extName')}</h1>
      <Notice tone="stop" title={say('newer.what')}>
        <p>{say('newer.means')}</p>
        <p>{say('newer.next')}</p>
      </Notice>
    </main>
  );
}
