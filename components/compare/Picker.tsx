import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { domainOf } from '@/lib/formats/acct';
import { plain } from '@/lib/formats/text';
import { rowFacts } from '@/lib/kinds/compare';
import { kindById } from '@/lib/kinds/registry';
import { send } from '@/lib/messages/client';
import { mostKeys } from '@/lib/messages/contract';
import { outlookAt, outlookGroups, placesOf, type Comparison, type Outlook, type OutlookGroup } from '@/lib/move/compare';
import { readPlaces } from '@/lib/store/backups';
import { leftOutOf } from '@/lib/store/choices';
import type { Sides } from '@/lib/store/compare';
import type { ItemRow } from '@/lib/store/rows';
import { useIndex } from '../backup/Browse';
import { useLast, VirtualList } from '../backup/VirtualList';
import { db, useLive } from '../data/useMove';
import { count } from '../format';

const rowHeight = 48;
const listHeight = 432;
/** More of a row's name than any screen shows. */
const longestLabel = 300;

/** The rows behind one number: searched, narrowed to a server or a reason, selected, and left behind or taken along. */
export function Picker({ sides, comparison, group }: { sides: Sides; comparison: Comparison; group: OutlookGroup }) {
  const { kind } = comparison;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [query, setQuery] = useState('');
  const [wantedServer, setServer] = useState('');
  const [outlook, setOutlook] = useState<Outlook | ''>('');
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [busy, setBusy] = useState(false);
  const index = useIndex(sides.mine.id, kind);
  const outlooks: readonly Outlook[] = outlookGroups[group];
  const all = useMemo(() => placesOf(comparison, outlooks), [comparison, group]);
  const servers = useMemo(() => serversOf(all, (place) => index.domainAt(place)), [all, index.size]);
  // After all of a server were left behind, the list is that of all servers again.
  const server = servers.some(([domain]) => domain === wantedServer) ? wantedServer : '';
  const found = useMemo(() => {
    const hits = query.trim() === '' ? null : new Set(index.search(query));
    return all.filter((place) => (hits === null || hits.has(place)) && (server === '' || index.domainAt(place) === server) && (outlook === '' || outlookAt(comparison, place) === outlook));
  }, [all, query, server, outlook, index.size]);
  const chosen = all.filter((place) => selected.has(place));
  const title = `${say(`kind.${kind}`)}: ${say(`compare.group.${group}`)}`;
  const mayChoose = group !== 'there' && !(group === 'left' && comparison.counts.left === comparison.byPlace.length);
  const act = async (work: (items: ItemRow[]) => Promise<unknown>) => {
    setBusy(true);
    for (let from = 0; from < chosen.length; from += mostKeys) await work(await readPlaces(db, sides.mine.id, kind, chosen.slice(from, from + mostKeys)));
    setSelected(new Set());
    setBusy(false);
  };
  const leave = (left: boolean) => act((items) => send('leaveOut', { moveId: sides.moveId, kind, keys: items.map((item) => item.key), left }));
  const replace = () =>
    act((items) => send('replaceAccounts', { moveId: sides.moveId, pairs: items.flatMap((item) => movedPair(item, kind, sides) ?? []) }));
  const toggle = (place: number) => setSelected(new Set(selected.has(place) ? [...selected].filter((one) => one !== place) : [...selected, place]));
  const every = found.length > 0 && found.every((place) => selected.has(place));
  return (
    <section class="card browse" aria-label={title}>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <div class="actions narrow">
        <div class="field search">
          <label for="pick-search">{say('rows.search')}</label>
          <input id="pick-search" type="search" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        </div>
        {servers.length > 1 && (
          <div class="field">
            <label for="pick-server">{say('compare.server')}</label>
            <select id="pick-server" value={server} onChange={(event) => setServer(event.currentTarget.value)}>
              <option value="">{say('compare.allServers', [servers.length])}</option>
              {servers.map(([domain, rows]) => (
                <option key={domain} value={domain}>
                  {domain} ({count(rows)})
                </option>
              ))}
            </select>
          </div>
        )}
        {outlooks.filter((one) => comparison.counts[one] > 0).length > 1 && (
          <div class="field">
            <label for="pick-reason">{say('compare.why')}</label>
            <select id="pick-reason" value={outlook} onChange={(event) => setOutlook(outlooks.find((one) => one === event.currentTarget.value) ?? '')}>
              <option value="">{say('compare.allReasons')}</option>
              {outlooks
                .filter((one) => comparison.counts[one] > 0)
                .map((one) => (
                  <option key={one} value={one}>
                    {say(`compare.outlook.${one}`)} ({count(comparison.counts[one])})
                  </option>
                ))}
            </select>
          </div>
        )}
      </div>
      <p class="soft small" role="status">
        {say('rows.found', [found.length, all.length])} {chosen.length > 0 && say('compare.selected', [chosen.length])}
      </p>
      {mayChoose && (
        <div class="actions">
          <label class="option">
            <input type="checkbox" checked={every} disabled={found.length === 0} onChange={() => setSelected(every ? new Set([...selected].filter((place) => !found.includes(place))) : new Set([...selected, ...found]))} />
            <span>{say('compare.selectFound', [found.length])}</span>
          </label>
          {group !== 'left' && (
            <button class="button quiet" type="button" disabled={busy || chosen.length === 0} onClick={() => void leave(true)}>
              {say('compare.leave', [chosen.length])}
            </button>
          )}
          {group === 'left' && (
            <button class="button quiet" type="button" disabled={busy || chosen.length === 0} onClick={() => void leave(false)}>
              {say('compare.take', [chosen.length])}
            </button>
          )}
          {group === 'cannot' && comparison.counts.moved > 0 && (
            <button class="button quiet" type="button" disabled={busy || !chosen.some((place) => outlookAt(comparison, place) === 'moved')} onClick={() => void replace()}>
              {say('compare.takeNew')}
            </button>
          )}
          {group !== 'left' && <Undo sides={sides} comparison={comparison} chosen={chosen} act={act} />}
        </div>
      )}
      {found.length > 0 && (
        <VirtualList label={say('rows.list', [title])} total={found.length} rowHeight={rowHeight} height={listHeight}>
          {(from, to) => <Rows sides={sides} comparison={comparison} places={found} from={from} to={to} selected={mayChoose ? selected : null} onToggle={toggle} />}
        </VirtualList>
      )}
    </section>
  );
}

/** Takes those that were replaced by their new accounts back to the old ones. */
function Undo({ sides, comparison, chosen, act }: { sides: Sides; comparison: Comparison; chosen: number[]; act: (work: (items: ItemRow[]) => Promise<unknown>) => Promise<void> }) {
  const replaced = useReplaced(sides, comparison);
  if (replaced.size === 0) return null;
  const undo = () => act((items) => send('replaceAccounts', { moveId: sides.moveId, pairs: items.flatMap((item) => (replaced.has(item.key) ? [{ acct: rowFacts(kindById(comparison.kind), item, '').acct ?? '', by: null }] : [])) }));
  return (
    <button class="button quiet" type="button" disabled={chosen.length === 0} onClick={() => void undo()}>
      {say('compare.takeOld')}
    </button>
  );
}

function useReplaced(sides: Sides, comparison: Comparison): ReadonlyMap<string, string> {
  return useLive(async () => (await leftOutOf(db, sides.moveId, comparison.kind)).replaced, [sides.moveId, comparison.kind]) ?? new Map();
}

interface RowsProps {
  sides: Sides;
  comparison: Comparison;
  places: number[];
  from: number;
  to: number;
  /** null = these rows are only looked at. */
  selected: ReadonlySet<number> | null;
  onToggle: (place: number) => void;
}

function Rows({ sides, comparison, places, from, to, selected, onToggle }: RowsProps) {
  const { kind } = comparison;
  const wanted = places.slice(from, to);
  const read = async () => ({ from, items: await readPlaces(db, sides.mine.id, kind, wanted) });
  const slice = useLast(useLive(read, [sides.mine.id, kind, from, wanted.join()]), places);
  const replaced = useReplaced(sides, comparison);
  const known = kindById(kind);
  return (
    <>
      {slice?.items.map((item, offset) => {
        const place = slice.from + offset;
        const label = plain((known.parse(item.row) === null ? item.key : known.label(item.row)).slice(0, longestLabel));
        const by = replaced.get(item.key);
        const note = by === undefined ? noteOf(comparison, item, sides) : say('compare.instead', [`@${by}`]);
        const words = (
          <>
            <bdi class="row-label">{label}</bdi>
            {note !== '' && <span class="row-note">{note}</span>}
          </>
        );
        return (
          <li key={item.key} class="virtual-row" aria-setsize={places.length} aria-posinset={place + 1} style={{ transform: `translateY(${place * rowHeight}px)`, height: `${rowHeight}px` }}>
            {selected === null ? (
              <span class="pick">{words}</span>
            ) : (
              <label class="pick">
                <input type="checkbox" checked={selected.has(item.seq)} onChange={() => onToggle(item.seq)} />
                {words}
              </label>
            )}
          </li>
        );
      })}
    </>
  );
}

/** What is to be said of a row besides its name; nothing where it simply comes. */
function noteOf(comparison: Comparison, item: ItemRow, sides: Sides): string {
  const outlook = outlookAt(comparison, item.seq);
  if (outlook === 'add' || outlook === 'there' || outlook === 'left') return '';
  if (outlook === 'moved') return say('compare.movedTo', [`@${movedPair(item, comparison.kind, sides)?.by ?? ''}`]);
  return say(`compare.outlook.${outlook}`);
}

function movedPair(item: ItemRow, kind: Comparison['kind'], sides: Sides): { acct: string; by: string } | null {
  const { acct, movedTo } = rowFacts(kindById(kind), item, domainOf(sides.oldAcct));
  return acct === null || movedTo === null ? null : { acct, by: movedTo };
}

function serversOf(places: readonly number[], domainAt: (place: number) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(domainAt(place), (counts.get(domainAt(place)) ?? 0) + 1);
  counts.delete('');
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
