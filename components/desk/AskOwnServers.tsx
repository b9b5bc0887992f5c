import { useState } from 'preact/hooks';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { originOf } from '@/lib/formats/acct';
import { rowsNotFound } from '@/lib/store/notFound';
import { lentAccess } from '@/lib/store/lent';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { Notice, ProblemNotice } from '../ui/parts';

/** Servers of accounts that the new server could not find: named, and asked themselves once the person allows it. */
export function AskOwnServers({ moveId }: { moveId: string }) {
  const rows = useLive(() => rowsNotFound(db, moveId), [moveId]);
  const ask = useErrand('askOwnServers');
  const atWork = useLive(async () => (await lentAccess(db)) !== null, []) === true || ask.busy;
  const [refused, setRefused] = useState(false);
  const servers = [...new Set(rows?.map(({ domain }) => domain))].sort();
  if (servers.length === 0 && ask.value === null) return null;
  // The browser's question needs the press itself: nothing may be waited for before it.
  const press = () => {
    void requestAccess(servers.map(originOf)).then((given) => {
      setRefused(!given);
      if (given) ask.run({ moveId });
    });
  };
  return (
    <section class="card" aria-labelledby="ask-title">
      <h2 id="ask-title">{say('ask.title')}</h2>
      {ask.problem && <ProblemNotice problem={ask.problem} />}
      {ask.value !== null && !atWork && <Notice tone="fine" title={say('ask.done', [ask.value.servers])} />}
      {refused && <Notice tone="look" title={say('ask.refused')} />}
      {servers.length > 0 && (
        <>
          <p class="soft">{say('ask.lead', [rows?.length ?? 0, servers.join(', ')])}</p>
          <p class="soft small">{say('ask.how')}</p>
          <button class="button quiet" type="button" disabled={atWork} onClick={press}>
            {atWork ? say('ask.busy') : say('ask.action', [servers.length])}
          </button>
        </>
      )}
    </section>
  );
}
