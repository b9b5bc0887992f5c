import { useEffect, useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { watchKeeping, writeKeeping } from '@/lib/browser/keeping';
import { say } from '@/lib/browser/words';
import { when } from '../format';
import { Notice } from '../ui/parts';

/** When the browser was found to have deleted what was kept, in milliseconds since the epoch; null = it has not. */
export function useLostAt(): number | null {
  const [lostAt, setLostAt] = useState<number | null>(null);
  useEffect(() => watchKeeping((keeping) => setLostAt(keeping.lostAt)), []);
  return lostAt;
}

/** Says so where a first run would look as if nothing had ever been there. */
export function Lost({ at }: { at: number }) {
  return (
    <Notice tone="stop" title={say('lost.what')} onDismiss={() => void writeKeeping({ held: false, lostAt: null })}>
      <p>{say('lost.means')}</p>
      <p>{say('lost.next')}</p>
      <p class="small">{say('lost.noticed', [when(at, now())])}</p>
    </Notice>
  );
}
