import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { count } from '../format';

const pageSize = 100;

/** A list behind a count: searchable, a page at a time. */
export function RowTable({ title, rows }: { title: string; rows: { key: string; label: string; note: string }[] }) {
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(0);
  const wanted = query.trim().toLowerCase();
  const found = wanted === '' ? rows : rows.filter((row) => `${row.label} ${row.note}`.toLowerCase().includes(wanted));
  const shown = found.slice(page * pageSize, (page + 1) * pageSize);
  const id = `search-${title.length}-${rows.length}`;
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
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
      <p class="soft small" role="status">
        {say('rows.found', [count(found.length), count(rows.length)])}
      </p>
      <table>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              <td>{row.label}</td>
              {row.note !== '' && <td class="soft">{row.note}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > pageSize && (
        <div class="actions">
          <button class="button quiet" type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {say('rows.before')}
          </button>
          <button class="button quiet" type="button" disabled={(page + 1) * pageSize >= found.length} onClick={() => setPage(page + 1)}>
            {say('rows.after')}
          </button>
        </div>
      )}
    </section>
  );
}
