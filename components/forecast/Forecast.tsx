import { useState } from 'preact/hooks';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { domainOf, normalDomain, originOf } from '@/lib/formats/acct';
import { mostPeers } from '@/lib/messages/contract';
import type { Forecast as ForecastValue } from '@/lib/move/forecast/forecast';
import { outcomes, type Outcome } from '@/lib/move/forecast/software';
import type { MoveView } from '@/lib/move/view';
import { keyPages } from '@/lib/store/compare';
import { lentAccess } from '@/lib/store/lent';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { RowTable } from '../desk/RowTable';
import { CountLink, Notice, ProblemNotice } from '../ui/parts';
import { useForecast } from './useForecast';

/** Which followers will come along by themselves, as far as it can be known: a bar by outcome, and the names behind each. */
export function Forecast({ view }: { view: MoveView }) {
  const forecast = useForecast(view);
  const [open, setOpen] = useState<Outcome | null>(null);
  if (!forecast) return null;
  const backupId = view.carried?.backupId ?? '';
  const shown = outcomes.filter((outcome) => forecast.counts[outcome] > 0);
  return (
    <section class="card" aria-labelledby="forecast-title">
      <h2 id="forecast-title">{say('forecast.title')}</h2>
      <p class="soft">{say('forecast.lead', [forecast.total])}</p>
      <div class="forecast-bar" aria-hidden="true">
        {shown.map((outcome) => (
          <span key={outcome} data-outcome={outcome} style={{ flexGrow: forecast.counts[outcome] }} />
        ))}
      </div>
      <ul class="rows forecast">
        {shown.map((outcome) => (
          <li key={outcome} data-outcome={outcome}>
            <span>
              <span class="swatch" data-outcome={outcome} aria-hidden="true" /> <strong>{say(`forecast.${outcome}.title`)}</strong> <span class="soft small">{say(`forecast.${outcome}.text`)}</span>
            </span>
            <CountLink value={forecast.counts[outcome]} label={say('forecast.show', [say(`forecast.${outcome}.title`), forecast.counts[outcome]])} open={open === outcome} onClick={() => setOpen(open === outcome ? null : outcome)} />
          </li>
        ))}
      </ul>
      {open !== null && <Names key={open} backupId={backupId} outcome={open} domains={forecast.domains[open]} />}
      <AskPeers forecast={forecast} />
    </section>
  );
}

function Names({ backupId, outcome, domains }: { backupId: string; outcome: Outcome; domains: readonly string[] }) {
  const rows = useLive(async () => {
    const [wanted, peers] = [new Set(domains), new Map((await db.peers.toArray()).map((peer) => [peer.domain, peer]))];
    const found: { key: string; label: string; note: string }[] = [];
    for await (const page of keyPages(db, backupId, 'followers')) {
      for (const acct of page) {
        const peer = peers.get(domainOf(acct));
        if (wanted.has(domainOf(acct))) found.push({ key: acct, label: `@${acct}`, note: peer?.says === 'software' ? `${peer.software} ${peer.version}`.trim() : '' });
      }
    }
    return found;
  }, [backupId, outcome, domains.length]);
  return rows ? <RowTable title={say(`forecast.${outcome}.title`)} rows={rows} /> : null;
}

/** Asking servers that are no part of the move is off until the person allows it. */
function AskPeers({ forecast }: { forecast: ForecastValue }) {
  const ask = useErrand('askPeers');
  const atWork = useLive(async () => (await lentAccess(db)) !== null, []) === true || ask.busy;
  const [refused, setRefused] = useState(false);
  const all = forecast.toAsk.filter((domain) => normalDomain(domain) === domain);
  const some = all.slice(0, mostPeers);
  // The browser's question needs the press itself: nothing may be waited for before it.
  const press = () => {
    void requestAccess(some.map(originOf)).then((given) => {
      setRefused(!given);
      if (given) ask.run({ domains: some });
    });
  };
  if (some.length === 0 && ask.value === null) return null;
  return (
    <div class="aside">
      {ask.problem && <ProblemNotice problem={ask.problem} />}
      {ask.value !== null && !atWork && <Notice tone="fine" title={say('forecast.ask.done', [ask.value.servers])} />}
      {refused && <Notice tone="look" title={say('forecast.ask.refused')} />}
      {some.length > 0 && (
        <>
          <p class="soft small">{say(some.length < all.length ? 'forecast.ask.leadSome' : 'forecast.ask.lead', [all.length, some.length])}</p>
          <p class="soft small">{say('forecast.ask.how')}</p>
          <button class="button quiet" type="button" disabled={atWork} onClick={press}>
            {atWork ? say('ask.busy') : say('ask.action', [some.length])}
          </button>
        </>
      )}
    </div>
  );
}
