import { useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { outlookGroups, type Comparison, type OutlookGroup } from '@/lib/move/compare';
import type { KindId } from '@/lib/move/model';
import { newestBackups } from '@/lib/store/backups';
import type { BackupRow } from '@/lib/store/rows';
import { touched } from '@/lib/kinds/registry';
import { CarriedOther } from '../backup/CarriedOther';
import { How } from '../compare/How';
import { Picker } from '../compare/Picker';
import { useComparisons, useGrounds } from '../compare/useComparisons';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { CountLink, Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';

const groups: OutlookGroup[] = ['there', 'comes', 'cannot', 'left'];

/** Before anything is touched: what is there already, what comes, what cannot come and why; and what the person leaves behind. */
export function Compare({ view }: PlaceProps) {
  const { sides, blocks, problem } = useGrounds(view);
  const compared = useComparisons(sides);
  const [open, setOpen] = useState<{ kind: KindId; group: OutlookGroup } | null>(null);
  const shown = open && compared?.get(open.kind);
  return (
    <>
      <h1>{say('compare.title')}</h1>
      <p class="lead">{say('compare.lead')}</p>
      <CarriedOther view={view} />
      <KeepNew view={view} />
      {view.complete === null && <Notice tone="look" title={say('compare.needsOld')} />}
      {problem && <ProblemNotice problem={problem} />}
      {blocks?.published === false && <p class="soft small">{say('server.blocks.hidden')}</p>}
      {sides !== null && compared === undefined && <p role="status">{say('compare.comparing')}</p>}
      {sides !== null && compared && <Table sides={sides} compared={compared} open={open} onOpen={(kind, group) => setOpen(open?.kind === kind && open.group === group ? null : { kind, group })} />}
      {sides !== null && open && shown && <Picker key={`${open.kind}${open.group}`} sides={sides} comparison={shown} group={open.group} />}
      {sides !== null && open?.group === 'comes' && <How key={open.kind} sides={sides} kind={open.kind} />}
      {sides !== null && compared && <p class="soft small">{say('compare.basis', [when(sides.mine.startedAt, now()), when(sides.there.startedAt, now())])}</p>}
    </>
  );
}

interface TableProps {
  sides: { moveId: string };
  compared: ReadonlyMap<KindId, Comparison>;
  open: { kind: KindId; group: OutlookGroup } | null;
  onOpen: (kind: KindId, group: OutlookGroup) => void;
}

function Table({ sides, compared, open, onOpen }: TableProps) {
  const choose = useErrand('chooseKind');
  const off = useLive(async () => new Set((await db.choices.where('moveId').equals(sides.moveId).toArray()).flatMap((row) => (row.chosen ? [] : [row.kind]))), [sides.moveId]);
  return (
    <div class="card">
      <table class="compare-table">
        <caption class="visually-hidden">{say('compare.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('compare.carry')}</th>
            {groups.map((group) => (
              <th key={group} scope="col" class="number">
                {say(`compare.group.${group}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...compared].map(([kind, comparison]) => (
            <tr key={kind} data-kind={kind}>
              <th scope="row">
                <label class="option">
                  <input type="checkbox" checked={off?.has(kind) !== true} disabled={choose.busy} onChange={(event) => choose.run({ moveId: sides.moveId, kind, chosen: event.currentTarget.checked })} />
                  <span>{say(`kind.${kind}`)}</span>
                </label>
              </th>
              {groups.map((group) => {
                const rows = outlookGroups[group].reduce((sum, outlook) => sum + comparison.counts[outlook], 0);
                return (
                  <td key={group} class="number" data-group={group} data-label={say(`compare.group.${group}`)}>
                    <CountLink value={rows} label={say('ledger.show', [say(`kind.${kind}`), say(`compare.group.${group}`), rows])} open={open?.kind === kind && open.group === group} onClick={() => onOpen(kind, group)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The new account as it is now, kept once before anything is changed there. */
function KeepNew({ view }: PlaceProps) {
  const start = useErrand('backUp');
  const uri = view.new.account?.actorUri ?? null;
  const kept = useLive(async () => (uri === null ? null : newestBackups(db, uri)), [uri]);
  if (uri === null || !view.new.signedIn) return <Notice tone="look" title={say('compare.needsNew')} />;
  if (!kept) return null;
  const running = kept.newest !== null && kept.newest.status !== 'done' && kept.newest.status !== 'failed' ? kept.newest : null;
  const run = () => start.run({ moveId: view.move.id, role: 'new', kinds: [...touched] });
  if (running) return <Reading backup={running} onResume={run} />;
  if (kept.complete) {
    return (
      <Notice tone="fine" title={say('compare.newKept', [when(kept.complete.finishedAt ?? kept.complete.startedAt, now())])}>
        <p>{say('compare.newKeptText')}</p>
        <div class="row">
          <button class="button quiet" type="button" disabled={start.busy} onClick={run}>
            {say('compare.keepAgain')}
          </button>
        </div>
      </Notice>
    );
  }
  return (
    <section class="card now">
      <h2>{say('compare.keep')}</h2>
      <p>{say('compare.keepText')}</p>
      {start.problem && <ProblemNotice problem={start.problem} />}
      <button class="button" type="button" disabled={start.busy} onClick={run}>
        {say('compare.keepAction')}
      </button>
    </section>
  );
}

function Reading({ backup, onResume }: { backup: BackupRow; onResume: () => void }) {
  const ended = backup.kinds.filter((kind) => kind.status !== 'queued' && kind.status !== 'running').length;
  return (
    <section class="card">
      <h2 role="status">{say(backup.status === 'paused' ? 'backup.paused' : 'compare.keeping')}</h2>
      <p class="soft">{say('backup.soFar', [ended, backup.kinds.length, backup.kinds.reduce((sum, kind) => sum + kind.rows, 0)])}</p>
      {backup.status === 'waiting' && <p class="soft">{say('backup.waiting', [backup.waitsUntil === null ? '' : when(backup.waitsUntil, now())])}</p>}
      {backup.status === 'paused' && backup.problem && <ProblemNotice problem={backup.problem} />}
      {backup.status === 'paused' && (
        <button class="button" type="button" onClick={onResume}>
          {say('backup.resume')}
        </button>
      )}
    </section>
  );
}
