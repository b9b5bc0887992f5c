import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { sheetCell, writeCsv } from '@/lib/formats/csv';
import { reasonCodes, type KindId, type LedgerRow, type ReasonCode } from '@/lib/move/model';
import { readLedger } from '@/lib/store/ledger';
import { saveText } from '../data/saveText';
import { db, useLive } from '../data/useMove';
import { count } from '../format';

const pageSize = 100;
const statuses: LedgerRow['status'][] = ['carried', 'waiting', 'notCarried'];

/** What is shown of the ledger; null = all. */
export interface LedgerChoice {
  kind: KindId | null;
  status: LedgerRow['status'] | null;
}

/** Why a row stands as it does, in words; empty for one that has arrived. */
export function reasonOf(row: LedgerRow): string {
  return row.reason === null ? '' : say(`reason.${row.reason}`, [row.detail === '' ? '' : `@${row.detail}`]);
}

/** The names behind the numbers of the ledger: chosen by kind, state and reason, searched, and saved as they are shown. */
export function LedgerList({ moveId, kinds, choice, onChoose }: { moveId: string; kinds: KindId[]; choice: LedgerChoice; onChoose: (choice: LedgerChoice) => void }) {
  const [query, setQuery] = useState('');
  const [reason, setReason] = useState<ReasonCode | null>(null);
  const [page, setPage] = useState(0);
  const { kind, status } = choice;
  const rows = useLive(() => readLedger(db, moveId, kind, status), [moveId, kind, status]);
  if (!rows) return null;
  const reasons = reasonCodes.filter((code) => rows.some((row) => row.reason === code));
  const because = reason !== null && reasons.includes(reason) ? reason : null;
  const words = query.trim().toLowerCase();
  const found = rows.filter((row) => (because === null || row.reason === because) && (words === '' || `${row.label} ${reasonOf(row)}`.toLowerCase().includes(words)));
  const last = Math.max(0, Math.ceil(found.length / pageSize) - 1);
  const at = Math.min(page, last);
  const shown = found.slice(at * pageSize, (at + 1) * pageSize);
  const title = `${say(kind === null ? 'ledger.everything' : `kind.${kind}`)}: ${say(status === null ? 'ledger.any' : `ledger.${status}`)}`;
  const choose = (change: Partial<LedgerChoice>) => {
    setPage(0);
    onChoose({ ...choice, ...change });
  };
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <div class="filters">
        <Select label={say('ledger.filter.kind')} value={kind} all={say('ledger.everything')} options={kinds.map((id) => [id, say(`kind.${id}`)])} onChange={(next) => choose({ kind: next })} />
        <Select label={say('ledger.filter.status')} value={status} all={say('ledger.any')} options={statuses.map((id) => [id, say(`ledger.${id}`)])} onChange={(next) => choose({ status: next })} />
        {reasons.length > 1 && <Select label={say('ledger.filter.reason')} value={because} all={say('ledger.anyReason')} options={reasons.map((id) => [id, say(`reason.${id}`, [say('ledger.elsewhere')])])} onChange={(next) => (setPage(0), setReason(next))} />}
        <div class="field search">
          <label for="ledger-search">{say('rows.search')}</label>
          <input id="ledger-search" type="search" value={query} onInput={(event) => (setPage(0), setQuery(event.currentTarget.value))} />
        </div>
      </div>
      <div class="actions">
        <p class="soft small grow" role="status">
          {say('rows.found', [count(found.length), count(rows.length)])}
        </p>
        <button class="button quiet" type="button" disabled={found.length === 0} onClick={() => saveText('ledger.csv', 'text/csv', [ledgerCsv(found)])}>
          {say('rows.csv')}
        </button>
      </div>
      <table>
        <tbody>
          {shown.map((row) => (
            <tr key={`${row.kind}|${row.key}`}>
              <td>{row.label}</td>
              <td class="soft">{reasonOf(row)}</td>
              {kind === null && <td class="soft">{say(`kind.${row.kind}`)}</td>}
              {status === null && <td class="soft">{say(`ledger.${row.status}`)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {last > 0 && (
        <div class="actions">
          <button class="button quiet" type="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
            {say('rows.before')}
          </button>
          <button class="button quiet" type="button" disabled={at === last} onClick={() => setPage(at + 1)}>
            {say('rows.after')}
          </button>
        </div>
      )}
    </section>
  );
}

function Select<T extends string>({ label, value, all, options, onChange }: { label: string; value: T | null; all: string; options: [T, string][]; onChange: (value: T | null) => void }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => onChange(options.find(([id]) => id === event.currentTarget.value)?.[0] ?? null)}>
        <option value="">{all}</option>
        {options.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function ledgerCsv(rows: LedgerRow[]): string {
  const header = ['ledger.filter.kind', 'ledger.filter.name', 'ledger.filter.status', 'ledger.filter.reason'].map((key) => say(key));
  const lines = rows.map((row) => [say(`kind.${row.kind}`), row.label, say(`ledger.${row.status}`), reasonOf(row)].map(sheetCell));
  return writeCsv(lines, header);
}
