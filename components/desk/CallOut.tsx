import { useState } from 'preact/hooks';
import { compose, say } from '@/lib/browser/words';
import { domainOf, handle } from '@/lib/formats/acct';
import { callOuts } from '@/lib/move/callOut';
import { outcomeOf, type Grounds } from '@/lib/move/forecast/forecast';
import type { ReasonCode } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';
import { readLedger } from '@/lib/store/ledger';
import { db, useLive } from '../data/useMove';
import { count } from '../format';
import { Away } from '../ui/Away';
import { breakable } from '../ui/parts';

/** Letters of a post on a server that says nothing else. Source: mastodon v4.6.5, app/validators/status_length_validator.rb. */
const postLimit = 500;
/** Who can be reached by a post of the new account. Those whose server is blocked cannot. */
const reachable: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['stayed', 'notTold']);

/** Followers who have not come: on which servers, why as far as it is known, and a text to write to a few of them at a time. */
export function CallOut({ view }: { view: MoveView }) {
  const rows = useLive(() => readLedger(db, view.move.id, 'followers', 'notCarried'), [view.move.id]);
  const peers = useLive(async () => new Map((await db.peers.toArray()).map((peer) => [peer.domain, peer])), []);
  if (!rows || !peers || rows.length === 0 || view.new.account === null) return null;
  const grounds: Grounds = { peers, own: new Set(), blocked: new Set(rows.flatMap((row) => (row.reason === 'serverBlocked' ? [domainOf(row.key)] : []))) };
  const servers = new Map<string, number>();
  for (const row of rows) servers.set(domainOf(row.key), (servers.get(domainOf(row.key)) ?? 0) + 1);
  const some = [...servers].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return (
    <section class="card" aria-labelledby="call-title">
      <h2 id="call-title">{say('callOut.title')}</h2>
      <p class="soft">{say('callOut.lead')}</p>
      <Texts view={view} accts={rows.flatMap((row) => (row.reason !== null && reachable.has(row.reason) ? [row.key] : []))} />
      <details>
        <summary>{say('callOut.servers', [some.length])}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('callOut.server')}</th>
              <th scope="col" class="number">
                {say('callOut.people')}
              </th>
              <th scope="col">{say('callOut.why')}</th>
            </tr>
          </thead>
          <tbody>
            {some.map(([domain, people]) => (
              <tr key={domain}>
                <td class="server-cell">{breakable(domain)}</td>
                <td class="number">{count(people)}</td>
                <td class="soft">{say(`callOut.known.${outcomeOf(domain, grounds)}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Texts({ view, accts }: { view: MoveView; accts: string[] }) {
  const [at, setAt] = useState(0);
  const [copied, setCopied] = useState('');
  const next = view.new.account;
  if (!next || accts.length === 0) return null;
  const textFor = (names: string) => compose('callOut.text', [names, handle(next.acct)]);
  const parts = callOuts(accts, textFor('').length, postLimit);
  const part = parts[Math.min(at, parts.length - 1)];
  if (!part) return null;
  const text = textFor(part.accts.map(handle).join(' '));
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(text));
  return (
    <div class="call-out">
      <p class="small" role="status">
        {say('callOut.part', [part.from + 1, part.from + part.accts.length, accts.length])}
      </p>
      <textarea class="copy-text" readOnly rows={4} aria-label={say('callOut.label')} value={text} onFocus={(event) => event.currentTarget.select()} />
      <div class="actions">
        <button class="button quiet" type="button" onClick={copy}>
          {say(copied === text ? 'callOut.copied' : 'callOut.copy')}
        </button>
        <Away class="button quiet" href={`${next.origin}/share?text=${encodeURIComponent(text)}`}>
          {say('callOut.write')}
        </Away>
        <button class="button quiet" type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>
          {say('callOut.before')}
        </button>
        <button class="button quiet" type="button" disabled={at >= parts.length - 1} onClick={() => setAt(at + 1)}>
          {say('callOut.next')}
        </button>
      </div>
    </div>
  );
}
