import { useRef, useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import type { FileProblem } from '@/lib/backupFile/manifest';
import { openZip, saveZip } from '../desk/saveZip';
import { db } from '../data/useMove';
import { percent } from '../format';
import { Notice } from '../ui/parts';

type State = { at: 'rest' } | { at: 'saving' | 'opening'; part: number } | { at: 'failed'; why: FileProblem } | { at: 'opened'; acct: string; otherArchive: boolean };

/** A backup as a file: save it, with a passphrase where wanted, and open one again. */
export function FileBox({ backupId, onOpened }: { backupId: string | null; onOpened?: () => void }) {
  const [state, setState] = useState<State>({ at: 'rest' });
  const [passphrase, setPassphrase] = useState('');
  const [key, setKey] = useState('');
  const [locked, setLocked] = useState<File | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const busy = state.at === 'saving' || state.at === 'opening';

  const save = async () => {
    if (backupId === null) return;
    setState({ at: 'saving', part: 0 });
    const why = await saveZip(db, backupId, passphrase, (done, total) => setState({ at: 'saving', part: total === 0 ? 0 : done / total }));
    setState(why === null ? { at: 'rest' } : { at: 'failed', why });
  };
  const open = async (file: File, phrase: string) => {
    setState({ at: 'opening', part: 0 });
    const result = await openZip(file, phrase, (done, total) => setState({ at: 'opening', part: total === 0 ? 0 : done / total }));
    const needs = 'why' in result && (result.why === 'needsPassphrase' || result.why === 'wrongPassphrase');
    setLocked(needs ? file : null);
    if (!needs) setKey('');
    if (!('why' in result)) onOpened?.();
    setState('why' in result ? { at: 'failed', why: result.why } : { at: 'opened', acct: result.acct, otherArchive: result.otherArchive });
  };

  return (
    <section class="card files">
      <h2>{say(backupId === null ? 'backup.file.openTitle' : 'backup.file.title')}</h2>
      {backupId !== null && (
        <>
          <div class="field">
            <label for="passphrase">{say('backup.file.passphrase')}</label>
            <span class="hint" id="passphrase-hint">
              {say('backup.file.passphraseHint')}
            </span>
            <input id="passphrase" type="text" autocomplete="off" spellcheck={false} aria-describedby="passphrase-hint" value={passphrase} onInput={(event) => setPassphrase(event.currentTarget.value)} />
          </div>
          <button class="button" type="button" disabled={busy} onClick={() => void save()}>
            {say('backup.file.save')}
          </button>
        </>
      )}
      <div class="actions">
        <button class="button quiet" type="button" disabled={busy} aria-describedby="open-hint" onClick={() => picker.current?.click()}>
          {say('backup.file.open')}
        </button>
        <span class="soft small" id="open-hint">
          {say('backup.file.openHint')}
        </span>
      </div>
      <input
        ref={picker}
        hidden
        type="file"
        accept=".zip,.age,application/zip"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void open(file, '');
        }}
      />
      <p role="status" class="small" hidden={!busy}>
        {busy ? say(`backup.file.${state.at}`, [percent(state.part)]) : ''}
      </p>
      {state.at === 'failed' && state.why !== 'needsPassphrase' && <Notice tone="stop" title={say(`backup.file.why.${state.why}`)} />}
      {locked && (
        <form
          class="unlock"
          onSubmit={(event) => {
            event.preventDefault();
            void open(locked, key);
          }}
        >
          <p>{say('backup.file.needsPassphrase')}</p>
          <div class="field">
            <label for="unlock">{say('backup.file.unlockPassphrase')}</label>
            <input id="unlock" type="text" autocomplete="off" spellcheck={false} value={key} onInput={(event) => setKey(event.currentTarget.value)} />
          </div>
          <button class="button" type="submit" disabled={busy || key === ''}>
            {say('backup.file.unlock')}
          </button>
        </form>
      )}
      {state.at === 'opened' && (
        <Notice tone="fine" title={say('backup.file.opened', [handle(state.acct)])}>
          {state.otherArchive && <p>{say('backup.file.otherArchive')}</p>}
        </Notice>
      )}
    </section>
  );
}
