import { useRef, useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { send } from '@/lib/messages/client';
import { keptUntil } from '@/lib/move/archive';
import type { Account, KindId } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';
import type { ArchiveFileRow } from '@/lib/store/rows';
import { openServerPage } from '../data/actions';
import { db, useLive } from '../data/useMove';
import { bytes, count, day, percent, when } from '../format';
import { Notice } from '../ui/parts';
import { Browse } from './Browse';
import { keptArchive } from './kept';
import { takeArchiveFile } from './takeArchive';

type State = { at: 'rest' } | { at: 'taking'; part: number } | { at: 'refused'; text: string };

/** The server's own archive: how it stands, the file that was taken in, and what is in it. */
export function ArchiveBox({ view }: { view: MoveView }) {
  const account = view.old.account;
  const actorUri = account?.actorUri ?? null;
  const taken = useLive(async () => (actorUri === null ? null : ((await db.archives.get(actorUri)) ?? null)), [actorUri]);
  const [open, setOpen] = useState<KindId | null>(null);
  const kept = taken ? keptArchive(taken) : null;
  const isTaken = taken != null && view.archive?.askedAt != null && taken.takenAt >= view.archive.askedAt;
  return (
    <>
      <section class="card" aria-labelledby="archive-title">
        <h2 id="archive-title">{say('archive.title')}</h2>
        <p class="soft">{say('archive.lead')}</p>
        <p>{stateOf(view, isTaken)}</p>
        <Actions view={view} account={account} ready={view.archive?.state === 'ready' && !isTaken} />
        {taken && <Taken archive={taken} open={open} onOpen={(kind) => setOpen(open === kind ? null : kind)} />}
      </section>
      {kept && open && <Browse backup={kept} kind={open} key={`${kept.backupId}${open}`} title={`${say(`kind.${open}`)}, ${say('archive.from')}`} />}
    </>
  );
}

/** One or two sentences on how it stands with the server. */
function stateOf(view: MoveView, isTaken: boolean): string {
  const fact = view.archive;
  if (fact === null) return say('archive.state.unknown');
  const { state, askedAt, askFrom } = fact;
  const next = askFrom === null ? '' : ` ${say('archive.state.later', [day(askFrom)])}`;
  if (state === 'making' && askedAt !== null) return say(view.old.hostAccess ? 'archive.state.making' : 'archive.state.makingBlind', [when(askedAt, now())]) + next;
  if (state === 'ready' && askedAt !== null && isTaken) return say('archive.state.readyTaken', [day(askedAt)]) + next;
  if (state === 'ready' && askedAt !== null) return say('archive.state.ready', [day(askedAt), day(keptUntil(askedAt))]) + next;
  return askFrom === null ? say('archive.state.none') : next.trim();
}

function Actions({ view, account, ready }: { view: MoveView; account: Account | null; ready: boolean }) {
  const [state, setState] = useState<State>({ at: 'rest' });
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File, mine: Account) => {
    setState({ at: 'taking', part: 0 });
    const refused = await takeArchiveFile(file, mine.actorUri, (done, total) => setState({ at: 'taking', part: total === 0 ? 0 : done / total }));
    setState(refused === null ? { at: 'rest' } : { at: 'refused', text: say(`archive.why.${refused.why}`, [refused.who, handle(mine.acct)]) });
  };
  return (
    <>
      <div class="actions">
        <button class={ready ? 'button' : 'button quiet'} type="button" disabled={view.old.origin === null} onClick={() => openServerPage(view, 'old', 'export')}>
          {say('archive.open')}
        </button>
        <button class="button quiet" type="button" disabled={account === null || state.at === 'taking'} aria-describedby="archive-hint" onClick={() => picker.current?.click()}>
          {say('archive.take')}
        </button>
      </div>
      <p class="soft small" id="archive-hint">
        {say(account === null ? 'archive.needsAccount' : 'archive.takeHint')}
      </p>
      <input
        ref={picker}
        class="visually-hidden"
        type="file"
        accept=".zip,.gz,.tgz,.tar,application/zip,application/gzip,application/x-tar"
        tabIndex={-1}
        aria-label={say('archive.take')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file && account) void take(file, account);
        }}
      />
      <p role="status" class="small">
        {state.at === 'taking' ? say('archive.taking', [percent(state.part)]) : ''}
      </p>
      {state.at === 'refused' && <Notice tone="stop" title={state.text} />}
    </>
  );
}

function Taken({ archive, open, onOpen }: { archive: ArchiveFileRow; open: KindId | null; onOpen: (kind: KindId) => void }) {
  const [sure, setSure] = useState(false);
  const notes = [
    ...(archive.mediaMissing > 0 ? [say('archive.missing', [archive.mediaMissing])] : []),
    ...(archive.unread > 0 ? [say('archive.unread', [archive.unread])] : []),
  ];
  return (
    <div class="taken">
      <Notice tone="fine" title={say('archive.taken', [archive.posts])}>
        <p class="file-name">{say('archive.file', [archive.name, bytes(archive.bytes), when(archive.takenAt, now())])}</p>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>{say('archive.inFile')}</p>
      </Notice>
      <ul class="rows" aria-label={say('archive.kinds')}>
        {keptArchive(archive).kinds.map(({ kind, rows }) => (
          <li key={kind}>
            <span>{say(`kind.${kind}`)}</span>
            <button class="link value" type="button" aria-expanded={open === kind} aria-label={say('backup.show', [say(`kind.${kind}`), rows])} onClick={() => onOpen(kind)}>
              {count(rows)}
            </button>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button class="button quiet" type="button" onClick={() => (sure ? void send('deleteArchive', { actorUri: archive.actorUri }) : setSure(true))}>
          {say(sure ? 'archive.deleteSure' : 'archive.delete')}
        </button>
        {sure && (
          <button class="button quiet" type="button" onClick={() => setSure(false)}>
            {say('archive.keep')}
          </button>
        )}
      </div>
    </div>
  );
}
