import { useEffect, useRef, useState } from 'preact/hooks';
import { requestAccess } from '@/lib/browser/access';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import type { KindId } from '@/lib/move/model';
import type { BackupView, MoveView } from '@/lib/move/view';
import { mayBeCarried } from '@/lib/store/backups';
import type { BackupRow } from '@/lib/store/rows';
import { viewOf } from '@/lib/store/view';
import { countChanges } from '@/lib/store/changes';
import { ArchiveBox } from '../backup/ArchiveBox';
import { BackupList } from '../backup/BackupList';
import { CarriedOther } from '../backup/CarriedOther';
import { Browse } from '../backup/Browse';
import { Changes } from '../backup/Changes';
import { Choose } from '../backup/Choose';
import { FileBox } from '../backup/FileBox';
import { KindTable } from '../backup/KindTable';
import { MissingMedia, useLackingMedia, waitingFiles } from '../backup/MissingMedia';
import { Schedule } from '../backup/Schedule';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';
import { saveZipOnce } from './saveZip';

/** The backup: make one, watch it, read it, save it as a file, keep several. */
export function Backup({ view }: PlaceProps) {
  const start = useErrand('backUp');
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<KindId | null>(null);
  const [again, setAgain] = useState(false);
  const picked = useLive(async () => (chosen === null ? null : ((await db.backups.get(chosen)) ?? null)), [chosen]);
  // While the server is silent and nothing has come yet, the one that is kept is worth more than an empty one.
  const stalled = view.backup !== null && view.backup.status !== 'running' && view.backup.kinds.every((kind) => kind.rows === 0);
  const newest = stalled ? (view.complete ?? view.backup) : (view.backup ?? view.complete);
  const shown = picked ? viewOf(picked) : newest;
  const active = view.backup !== null && view.backup.status !== 'done' && view.backup.status !== 'failed';
  const mayStart = !active && view.movedTo === null && view.old.signedIn;
  const changes = useLive(async () => (shown?.status === 'done' && shown.baseId !== null ? countChanges(db, shown.backupId, shown.baseId) : new Map()), [shown?.backupId, shown?.status]);
  // While files still come, nothing is missing yet; and reading the list after each would cost more than the files.
  const lacking = useLackingMedia(shown && shown.status !== 'running' ? shown.backupId : null);
  useSaveWhenDone(view.backup?.status === 'done' ? view.backup : view.complete);

  return (
    <>
      <h1>{say('backup.title')}</h1>
      <p class="lead">{say('backup.lead')}</p>
      {start.problem && <ProblemNotice problem={start.problem} />}
      {active && view.backup && <Running backup={view.backup} onResume={() => start.run({ moveId: view.move.id })} />}
      {view.complete && (!active || newest === view.complete) && <Done complete={view.complete} waiting={shown?.backupId === view.complete.backupId && waitingFiles(lacking) > 0} onAgain={mayStart && !again ? () => setAgain(true) : null} />}
      {mayStart && (again || !view.complete) && view.old.account && (
        <Choose
          account={view.old.account}
          disabled={start.busy}
          onStart={(kinds) => {
            setAgain(false);
            start.run({ moveId: view.move.id, kinds });
          }}
        >
          {!view.old.hostAccess && view.old.origin !== null && <Faster origin={view.old.origin} />}
        </Choose>
      )}
      <CarriedOther view={view} />
      {picked && shown && picked.id !== newest?.backupId && <Older key={picked.id} view={view} backup={picked} onBack={() => setChosen(null)} />}
      {shown?.status === 'done' && <MissingMedia backupId={shown.backupId} lacking={lacking} />}
      {shown && <KindTable backup={shown} changes={changes ?? new Map()} lacking={lacking} open={open} onOpen={(kind) => setOpen(open === kind ? null : kind)} />}
      {shown && open && (
        <Browse backup={shown} kind={open} key={`${shown.backupId}${open}`}>
          {shown.baseId !== null && <Changes backupId={shown.backupId} baseId={shown.baseId} kind={open} />}
        </Browse>
      )}
      <FileBox backupId={shown?.status === 'done' ? shown.backupId : (view.complete?.backupId ?? null)} />
      <ArchiveBox view={view} />
      <BackupList
        shown={shown?.backupId ?? null}
        needed={[view.complete?.backupId, view.carried?.backupId]}
        onOpen={(id) => {
          setOpen(null);
          setChosen(id);
        }}
      />
      <Schedule view={view} />
    </>
  );
}

function Done({ complete, waiting, onAgain }: { complete: BackupView; /** Some of its files wait for the person's permission. */ waiting: boolean; onAgain: (() => void) | null }) {
  const rows = complete.kinds.reduce((sum, kind) => sum + kind.rows, 0);
  const partly = complete.kinds.some((kind) => kind.status === 'failed' || (kind.status === 'unsupported' && kind.why !== null));
  return (
    <Notice tone={partly ? 'look' : 'fine'} title={say('backup.kept', [rows])}>
      {complete.finishedAt !== null && <p>{say(partly ? 'backup.finishedPartly' : waiting ? 'backup.finishedWaiting' : 'backup.finished', [when(complete.finishedAt, now())])}</p>}
      {complete.savedAt !== null && <p>{say('backup.saved', [when(complete.savedAt, now())])}</p>}
      {onAgain && (
        <div class="row">
          <button class="button quiet" type="button" onClick={onAgain}>
            {say('backup.again')}
          </button>
        </div>
      )}
    </Notice>
  );
}

function Running({ backup, onResume }: { backup: BackupView; onResume: () => void }) {
  const [sure, setSure] = useState(false);
  const paused = backup.status === 'paused';
  const rows = backup.kinds.reduce((sum, kind) => sum + kind.rows, 0);
  const ended = backup.kinds.filter((kind) => kind.status !== 'queued' && kind.status !== 'running').length;
  return (
    <section class="card">
      <div role="status">
        <h2>{say(paused ? 'backup.paused' : 'backup.running')}</h2>
      </div>
      <p class="soft">{say('backup.soFar', [ended, backup.kinds.length, rows])}</p>
      {backup.status === 'waiting' && (
        <Notice tone="look" title={say('backup.waiting', [backup.waitsUntil === null ? '' : when(backup.waitsUntil, now())])}>
          <p>{say(backup.problem === null ? 'backup.waitingLimit' : 'backup.waitingServer')}</p>
        </Notice>
      )}
      {paused && (backup.problem ? <ProblemNotice problem={backup.problem} /> : <p class="soft">{say('backup.pausedText')}</p>)}
      {sure ? (
        <Notice tone="look" title={say('backup.cancelSure', [rows])}>
          <div class="row">
            <button class="button quiet" type="button" onClick={() => setSure(false)}>
              {say('backup.keepOn')}
            </button>
            <button class="button quiet" type="button" onClick={() => void send('deleteBackup', { backupId: backup.backupId })}>
              {say('backup.cancelNow')}
            </button>
          </div>
        </Notice>
      ) : (
        <div class="actions">
          {paused ? (
            <button class="button" type="button" onClick={onResume}>
              {say('backup.resume')}
            </button>
          ) : (
            <button class="button quiet" type="button" onClick={() => void send('pauseBackup', { backupId: backup.backupId })}>
              {say('backup.pause')}
            </button>
          )}
          <button class="button quiet" type="button" onClick={() => setSure(true)}>
            {say('backup.cancel')}
          </button>
        </div>
      )}
    </section>
  );
}

/** Says that what follows is not the newest backup. Takes the focus: it was asked for further down. */
function Older({ view, backup, onBack }: { view: MoveView; backup: BackupRow; onBack: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const carry = useErrand('carryBackup');
  useEffect(() => box.current?.focus(), []);
  const mayCarry = mayBeCarried(backup, view.move) && backup.id !== view.carried?.backupId;
  return (
    <div ref={box} tabIndex={-1}>
      <Notice tone="look" title={say('backup.older', [when(backup.startedAt, now())])}>
        {mayCarry && <p>{say('backup.carryText')}</p>}
        <div class="row">
          {mayCarry && (
            <button class="button quiet" type="button" disabled={carry.busy} onClick={() => carry.run({ moveId: view.move.id, backupId: backup.id })}>
              {say('backup.carry')}
            </button>
          )}
          <button class="button quiet" type="button" onClick={onBack}>
            {say('backup.newest')}
          </button>
        </div>
      </Notice>
    </div>
  );
}

function Faster({ origin }: { origin: string }) {
  return (
    <Notice tone="look" title={say('backup.faster.title')}>
      <p>{say('backup.faster.text')}</p>
      <div class="row">
        <button class="button quiet" type="button" onClick={() => void requestAccess([origin])}>
          {say('backup.faster.action')}
        </button>
      </div>
    </Notice>
  );
}

/** "Back up now" ends in a file: the backup that was running when this page opened is saved once, when it is done. */
function useSaveWhenDone(complete: BackupView | null): void {
  const handled = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    const id = complete?.backupId ?? null;
    if (id !== null && id !== handled.current && complete?.savedAt === null) void saveZipOnce(db, id);
    handled.current = id;
  }, [complete?.backupId]);
}
