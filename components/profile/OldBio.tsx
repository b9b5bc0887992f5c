import { useEffect, useState } from 'preact/hooks';
import { compose, say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { countedLength, mentions } from '@/lib/formats/sourceText';
import type { Limits } from '@/lib/mastodon/instance';
import { withLine } from '@/lib/move/profileDraft';
import type { MoveView } from '@/lib/move/view';
import { useErrand } from '../data/errand';
import { Notice, ProblemNotice } from '../ui/parts';
import { AskMore } from './AskMore';
import { Counted } from './Counted';
import { SourceText } from './SourceText';
import type { Shown } from './useSideProfile';

/** The old account's bio says where to find the person: suggested, written by them, changed by a press. */
export function OldBio({ view, old, limits, onChanged }: { view: MoveView; old: Shown; limits: Limits; onChanged: () => void }) {
  const change = useErrand('changeProfile');
  const [note, setNote] = useState<string | null>(null);
  useEffect(() => {
    if (!change.value) return;
    setNote(null);
    onChanged();
  }, [change.value]);
  const acct = view.new.account?.acct;
  if (acct === undefined) return null;
  const used = countedLength(note ?? '');
  const allowed = view.old.may.includes('profile');
  return (
    <section class="card">
      <h2>{say('profile.oldBio.title')}</h2>
      {mentions(old.profile.note, acct) && note === null ? (
        <Notice tone="fine" title={say('profile.oldBio.there', [handle(acct)])} />
      ) : (
        <p class="soft">{say('profile.oldBio.text')}</p>
      )}
      {change.problem && <ProblemNotice problem={change.problem} />}
      {note === null ? (
        <button class="button quiet" type="button" onClick={() => setNote(withLine(old.profile.note, compose('profile.movedTo', [handle(acct)]), acct))}>
          {say(mentions(old.profile.note, acct) ? 'profile.oldBio.edit' : 'profile.oldBio.add', [say('profile.movedTo', [handle(acct)])])}
        </button>
      ) : (
        <>
          <Counted id="old-note" label={say('profile.oldBio.label')} used={used} most={limits.note}>
            {(count) => <textarea id="old-note" rows={6} dir="auto" aria-describedby={count} value={note} onInput={(event) => setNote(event.currentTarget.value)} />}
          </Counted>
          <h3>{say('profile.preview')}</h3>
          <p>
            <SourceText text={note} origin={old.origin} />
          </p>
          {allowed ? (
            <div class="actions">
              <button class="button" type="button" disabled={change.busy || used > limits.note || note === old.profile.note} onClick={() => change.run({ moveId: view.move.id, role: 'old', change: { note } })}>
                {say(change.busy ? 'profile.bringing' : 'profile.oldBio.save')}
              </button>
            </div>
          ) : (
            <AskMore view={view} role="old" also={['profile']} text={say('profile.oldBio.more')} />
          )}
          <button class="link small" type="button" onClick={() => setNote(null)}>
            {say('profile.oldBio.cancel')}
          </button>
        </>
      )}
    </section>
  );
}
