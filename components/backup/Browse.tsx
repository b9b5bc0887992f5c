import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { readItems, readPlaces } from '@/lib/store/backups';
import type { ItemRow } from '@/lib/store/rows';
import { plain } from '@/lib/formats/text';
import { db, useLive } from '../data/useMove';
import { ownTime } from '../format';
import { Detail } from './Detail';
import { exportKind } from './exportKind';
import type { Kept } from './kept';
import { Person, usePictures } from './Person';
import { RowIndex } from './rowIndex';
import { useLast, VirtualList } from './VirtualList';

const rowHeight = 52;
const listHeight = 520;
/** Kinds whose rows are all the person's own: to name them on each would only hide the words. */
const ownKinds: readonly KindId[] = ['posts', 'pinned'];
/** More of a row's name than any screen shows; a hostile one can be a million letters long. */
const longestLabel = 300;

/** One kind of a backup, however long: search, look at a row, take the list out as a file. */
export function Browse({ backup, kind, title = say(`kind.${kind}`), children }: { backup: Kept; kind: KindId; title?: string; children?: ComponentChildren }) {
  const { backupId } = backup;
  const heading = useRef<HTMLHeadingElement>(null);
  // The number that was pressed may be a screen away from its list.
  useEffect(() => heading.current?.focus(), []);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<ItemRow | null>(null);
  const index = useIndex(backupId, kind);
  const opener = useRef<HTMLElement | null>(null);
  const show = (item: ItemRow, from: HTMLElement) => {
    opener.current = from;
    setOpen(item);
  };
  const close = () => {
    setOpen(null);
    opener.current?.focus();
  };
  const total = backup.kinds.find((row) => row.kind === kind)?.rows ?? 0;
  const found = useMemo(() => (query.trim() === '' ? null : index.search(query)), [query, index, index.size]);
  const length = found?.length ?? total;
  return (
    <section class="card browse" aria-label={title}>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
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
        {say(index.complete || found === null ? 'rows.found' : 'rows.foundSoFar', [length, total])}
      </p>
      {length > 0 && (
        <VirtualList label={say('rows.list', [title])} total={length} rowHeight={rowHeight} height={listHeight}>
          {(from, to) => <Rows backup={backup} kind={kind} places={found} from={from} to={to} total={length} opened={open?.key ?? null} onOpen={show} />}
        </VirtualList>
      )}
      {open && <Detail key={open.key} backup={backup} item={open} index={index} onClose={close} />}
    </section>
  );
}

/** The searchable words of one kind of a backup, while they are read and after. */
export function useIndex(backupId: string, kind: KindId): RowIndex & { size: number } {
  const [, setTick] = useState(0);
  const index = useMemo(() => new RowIndex(db, backupId, kind, (label) => ownTime(kind, label)), [backupId, kind]);
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
  onOpen: (item: ItemRow, from: HTMLElement) => void;
}

function Rows({ backup, kind, places, from, to, total, opened, onOpen }: RowsProps) {
  const wanted = places?.slice(from, to) ?? null;
  const read = async () => ({ from, items: await (wanted === null ? readItems(db, backup.backupId, kind, from, to - from) : readPlaces(db, backup.backupId, kind, wanted)) });
  const slice = useLast(useLive(read, [backup.backupId, kind, from, to, wanted?.join()]), places);
  const pictures = usePictures(backup.actorUri);
  const known = kindById(kind);
  return (
    <>
      {slice?.items.map((item, index) => {
        const place = slice.from + index;
        const label = known.parse(item.row) === null ? item.key : known.label(item.row);
        return (
          <li key={item.key} class="virtual-row" aria-setsize={total} aria-posinset={place + 1} style={{ transform: `translateY(${place * rowHeight}px)`, height: `${rowHeight}px` }}>
            <button type="button" class="row-button" aria-expanded={opened === item.key} onClick={(event) => onOpen(item, event.currentTarget)}>
              {!ownKinds.includes(kind) && <Person row={item.row} pictures={pictures} />}
              <span class="row-label">{plain(ownTime(kind, label).slice(0, longestLabel))}</span>
            </button>
          </li>
        );
      })}
    </>
  );
}
