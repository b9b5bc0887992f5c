import { useState } from 'preact/hooks';
import { compose, say } from '@/lib/browser/words';
import { sheetCell, writeCsv } from '@/lib/formats/csv';
import { reasonCodes, type KindId, type LedgerRow, type ReasonCode } from '@/lib/move/model';
import { readLedger } from '@/lib/store/ledger';
import { saveText } from '../data/saveText';
import { db, useLive } from '../data/useMove';
import { ownTime } from '../format';
import { RowTable } from './RowTable';
import { TakeNew } from './TakeNew';

const statuses: LedgerRow['status'][] = ['carried', 'waiting', 'notCarried'];

/** What is shown of the ledger; null = all. */
export interface LedgerChoice {
  kind: KindId | null;
  status: LedgerRow['status'] | null;
}

/** Why a row stands as it does, in words; empty for one that has arrived. */
function reasonOf(row: LedgerRow, words = say): string {
  return row.reason === null ? '' : words(`reason.${row.reason}`, [row.detail === '' ? '' : `@${row.detail}`]);
}

/** The names behind the numbers of the ledger: chosen by kind, state and reason, searched, and saved as they are shown. */
export function LedgerList({ moveId, kinds, choice, onChoose }: { moveId: string; kinds: KindId[]; choice: LedgerChoice; onChoose: (choice: LedgerChoice) => void }) {
  const [reason, setReason] = useState<ReasonCode | null>(null);
  const { kind, status } = choice;
  const rows = useLive(() => readLedger(db, moveId, kind, status), [moveId, kind, status]);
  if (!rows) return null;
  const reasons = reasonCodes.filter((code) => rows.some((row) => row.reason === code));
  const because = reason !== null && reasons.includes(reason) ? reason : null;
  const shown = rows
    .filter((row) => because === null || row.reason === because)
    .map((row) => ({ row, key: `${row.kind}|${row.key}`, label: ownTime(row.kind, row.label), note: reasonOf(row), more: [...(kind === null ? [say(`kind.${row.kind}`)] : []), ...(status === null ? [say(`ledger.${row.status}`)] : [])] }));
  return (
    <RowTable
      title={`${say(kind === null ? 'ledger.everything' : `kind.${kind}`)}: ${say(status === null ? 'ledger.any' : `ledger.${status}`)}`}
      rows={shown}
      of={rows.length}
      onSave={(found) => saveText('ledger.csv', 'text/csv', [ledgerCsv(found.map(({ row }) => row))])}
      act={(found) => <TakeNew moveId={moveId} rows={found.map(({ row }) => row)} />}
      filters={
        <>
          <Select label={say('ledger.filter.kind')} value={kind} all={say('ledger.everything')} options={kinds.map((id) => [id, say(`kind.${id}`)])} onChange={(next) => onChoose({ kind: next, status })} />
          <Select label={say('ledger.filter.status')} value={status} all={say('ledger.any')} options={statuses.map((id) => [id, say(`ledger.${id}`)])} onChange={(next) => onChoose({ kind, status: next })} />
          {reasons.length > 1 && <Select label={say('ledger.filter.reason')} value={because} all={say('ledger.anyReason')} options={reasons.map((id) => [id, say(`reason.${id}`, [say('ledger.elsewhere')])])} onChange={setReason} />}
        </>
      }
    />
  );
}

function Select<T extends string>({ label, value, all, options, onChange }: { label: string; value: T | null; all: string; options: [T, string][]; onChange: (value: T | null) => void }) {
  return (
    <label class="field">
      <bdi>{label}</bdi>
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
  const lines = rows.map((row) => [say(`kind.${row.kind}`), row.label, say(`ledger.${row.status}`), reasonOf(row, compose)].map(sheetCell));
  return writeCsv(lines, header);
}
