import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import type { LedgerRow } from '@/lib/move/model';
import { CarriedOther } from '../backup/CarriedOther';
import { useErrand } from '../data/errand';
import { openServerPage } from '../data/actions';
import { CountLink, Notice } from '../ui/parts';
import { AskOwnServers } from './AskOwnServers';
import type { PlaceProps } from './places';
import { LedgerList, type LedgerChoice } from './LedgerList';
import { Summary } from './Summary';
import { Rest } from './Rest';
import { Sending } from './Sending';

type Status = LedgerRow['status'];
const statuses: Status[] = ['carried', 'waiting', 'notCarried'];

/** What arrived on the new account, what waits and for whom, and what could not come and why, name by name. */
export function Ledger({ view }: PlaceProps) {
  const recheck = useErrand('recheck');
  const [open, setOpen] = useState<LedgerChoice | null>(null);
  const step = view.steps.find((one) => one.id === 'import');
  return (
    <>
      <h1>{say('ledger.title')}</h1>
      <p class="lead">{say('ledger.lead')}</p>
      <CarriedOther view={view} />
      {step?.status === 'done' && <Notice tone="fine" title={say('ledger.done')} />}
      {step?.detail === 'rest' && <Notice tone="look" title={say('ledger.filesIn')} />}
      {view.ledger.length === 0 ? (
        <p class="soft">{say('ledger.empty')}</p>
      ) : (
        <div class="card">
          <table class="ledger-table">
            <caption class="visually-hidden">{say('ledger.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('backup.kind')}</th>
                {statuses.map((status) => (
                  <th key={status} scope="col" class="number">
                    {say(`ledger.${status}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.ledger.map((line) => (
                <tr key={line.kind} data-kind={line.kind}>
                  <th scope="row">{say(`kind.${line.kind}`)}</th>
                  {statuses.map((status) => (
                    <td key={status} class="number" data-status={status}>
                      <CountLink value={line[status]} label={say('ledger.show', [say(`kind.${line.kind}`), say(`ledger.${status}`), line[status]])} onClick={() => setOpen({ kind: line.kind, status })} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="actions">
        <button class="button" type="button" disabled={view.carried === null} onClick={() => openServerPage(view, 'new', 'imports')}>
          {say('now.import.action')}
        </button>
        {view.ledger.length > 0 && open === null && (
          <button class="button quiet" type="button" onClick={() => setOpen({ kind: null, status: null })}>
            {say('ledger.search')}
          </button>
        )}
        <button class="button quiet" type="button" disabled={recheck.busy} onClick={() => recheck.run({ moveId: view.move.id, press: true })}>
          {say(recheck.busy ? 'home.asking' : 'home.recheck')}
        </button>
      </div>
      {open && <LedgerList moveId={view.move.id} kinds={view.ledger.map((line) => line.kind)} choice={open} onChoose={setOpen} />}
      <AskOwnServers moveId={view.move.id} />
      <Sending view={view} />
      <Rest view={view} />
      <Summary view={view} />
    </>
  );
}
