import { useEffect, useMemo, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import type { ItemRow } from '@/lib/store/db';
import { db, useLive } from '../data/useMove';
import { count } from '../format';
import { Detail } from './Detail';
import { exportKind } from './exportKind';
import type { Kept } from './kept';
import { Person, usePictures } from './Person';
import { RowIndex } from './rowIndex';
import { plain } from './SafeHtml';
import { VirtualList } from './VirtualList';

const rowHeight = 52;
const listHeight = 520;

/** One kind of a backup, however long: search, look at a row, take the list out as a file. */
export function Browse({ backup, kind, title = say(`kind.${kind}`) }: { backup: Kept; kind: KindId; title?: string }) {
  const { backupId } = backup;
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<ItemRow | null>(null);
  const index = useIndex(backupId, kind);
  const total = backup.kinds.find((row) => row.kind === kind)?.rows ?? 0;
  const found = useMemo(() => (query.trim() === '' ? null : index.search(query)), [query, index, index.size]);
  const length = found?.length ?? total;
  return (
    <section class="card browse" aria-label={title}>
      <h2>{title}</h2>
      <div class="actions">
        <div class="field search">
          <label for={`search-${backup.backupId}-${kind}`}>{say('rows.search')}</label>
          <input id={`search-${backup.backupId}-${kind}`} type="search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </div>
        <button class="button quiet" type="button" onClick={() => void exportKind(db, backupId, kind, 'csv')}>
          {say('rows.csv')}
        </button>
        <button class="button quiet" type="button" onClick={() => void exportKind(db, backupId, kind, 'json')}>
          {say('rows.json')}
        </button>
      </div>
      <p class="soft small" role="status">
        {say(index.complete || found === null ? 'rows.found' : 'rows.foundSoFar', [count(length), count(total)])}
      </p>
      {length > 0 && (
        <VirtualList label={title} total={length} rowHeight={rowHeight} height={listHeight}>
          {(from, to) => <Rows backup={backup} kind={kind} places={found} from={from} to={to} total={length} opened={open?.key ?? null} onOpen={setOpen} />}
        </VirtualList>
      )}
      {open && <Detail backup={backup} item={open} index={index} onClose={() => setOpen(null)} />}
    </section>
  );
}

function useIndex(backupId: string, kind: KindId): RowIndex & { size: number } {
  const [, setTick] = useState(0);
  const index = useMemo(() => new RowIndex(db, backupId, kind), [backupId, kind]);
  useEffect(() => {
    let gone = false;
    void index.build(() => setTick((tick) => tick + 1), () => gone);
    return () => {
      gone = true;
    };
  }, [index]);
  return index;
}

interface RowsProps {
  backup: Kept;
  kind: KindId;
  /** Places of the rows found, null = all. */
  places: number[] | null;
  from: number;
  to: number;
  total: number;
  opened: string | null;
  onOpen: (item: ItemRow) => void;
}

function Rows({ backup, kind, places, from, to, total, opened, onOpen }: RowsProps) {
  const wanted = places?.slice(from, to) ?? null;
  const items = useLive(() => (wanted === null ? readItems(db, backup.backupId, kind, from, to - from) : readPlaces(backup.backupId, kind, wanted)), [backup.backupId, kind, from, to, wanted?.join()]);
  const pictures = usePictures(backup.actorUri);
  const known = kindById(kind);
  return (
    <>
      {(items ?? []).map((item, index) => {
        const place = from + index;
        const label = known.parse(item.row) === null ? item.key : known.label(item.row);
        return (
          <li key={item.key} class="virtual-row" aria-setsize={total} aria-posinset={place + 1} style={{ transform: `translateY(${place * rowHeight}px)`, height: `${rowHeight}px` }}>
            <button type="button" class="row-button" aria-expanded={opened === item.key} onClick={() => onOpen(item)}>
              <Person row={item.row} pictures={pictures} />
              <span class="row-label">{plain(label)}</span>
            </button>
          </li>
        );
      })}
    </>
  );
}

async function readPlaces(backupId: string, kind: KindId, places: number[]): Promise<ItemRow[]> {
  return db.items.where('[backupId+kind+seq]').anyOf(places.map((place) => [backupId, kind, place])).toArray();
}
