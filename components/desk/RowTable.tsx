import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';

const pageSize = 100;

/** A row of a list; `more` = further columns. */
interface Shown {
  key: string;
  label: string;
  note: string;
  more?: string[];
}

/** A list behind a count: searchable, a page at a time. `filters` stand beside the search; `onSave` gets what is found, `act` shows what can be done with it. */
export function RowTable<R extends Shown>({ title, rows, of = rows.length, filters, onSave, act }: { title: string; rows: R[]; of?: number; filters?: ComponentChildren; onSave?: (found: R[]) => void; act?: (found: R[]) => ComponentChildren }) {
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(0);
  const id = useId();
  const wanted = query.trim().toLowerCase();
  const found = wanted === '' ? rows : rows.filter((row) => `${row.label} ${row.note}`.toLowerCase().includes(wanted));
  const last = Math.max(0, Math.ceil(found.length / pageSize) - 1);
  const at = Math.min(page, last);
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <div class="filters">
        {filters}
        <div class="field search">
          <label for={id}>{say('rows.search')}</label>
          <input
            id={id}
            type="search"
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setPage(0);
            }}
          />
        </div>
      </div>
      <div class="actions">
        <p class="soft small grow" role="status">
          {say('rows.found', [found.length, of])}
        </p>
        {act?.(found)}
        {onSave && (
          <button class="button quiet" type="button" disabled={found.length === 0} onClick={() => onSave(found)}>
            {say('rows.csv')}
          </button>
        )}
      </div>
      <table>
        <tbody>
          {found.slice(at * pageSize, (at + 1) * pageSize).map((row) => (
            <tr key={row.key}>
              <td>
                <bdi>{row.label}</bdi>
              </td>
              {(row.note !== '' || row.more) && <td class="soft"><bdi>{row.note}</bdi></td>}
              {row.more?.map((words, column) => (
                <td key={column} class="soft">
                  {words}
                </td>
              ))}
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
