import { useEffect } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { compose, say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { mentions } from '@/lib/formats/sourceText';
import { changeOf, choosePart, chosenProfile, isText, misfits, profileParts, startDraft, withLine, type Misfit, type ProfileDraft } from '@/lib/move/profileDraft';
import { useErrand } from '../data/errand';
import { when } from '../format';
import { FlagTable } from '../profile/FlagTable';
import { LockAdvice } from '../profile/LockAdvice';
import { OldBio } from '../profile/OldBio';
import { PartChoice } from '../profile/PartChoice';
import { ProfileCard } from '../profile/ProfileCard';
import { useDraft, useUnsaved } from '../profile/useDraft';
import { useSideProfile } from '../profile/useSideProfile';
import { Away } from '../ui/Away';
import { Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './places';

/** Both profiles side by side, chosen part by part, and one press to make NEW what was chosen. */
export function Profile({ view }: PlaceProps) {
  const save = useErrand('changeProfile');
  const skip = useErrand('skipProfile');
  const old = useSideProfile(view, 'old');
  const next = useSideProfile(view, 'new');
  const step = view.steps.find((one) => one.id === 'profile');
  const moveId = view.move.id;
  const [draft, setDraft] = useDraft(moveId);
  const oldProfile = old.shown?.profile ?? null;
  useEffect(() => {
    if (!save.value) return;
    // What was left is left: it is not suggested once more.
    void next.refresh().then(() => setDraft(next.shown && startDraft(oldProfile, next.shown.profile, false)));
  }, [save.value]);
  useUnsaved(draft !== null && next.shown !== null && Object.keys(changeOf(draft, oldProfile, next.shown.profile)).length > 0);
  const ready = next.shown !== null && next.shown.keptAt === null && !old.reading;
  return (
    <>
      <h1>{say('profile.title')}</h1>
      <p class="lead">{say('profile.lead')}</p>
      {step?.status === 'done' && <Notice tone="fine" title={say('profile.done')} />}
      <LockAdvice
        view={view}
        onChanged={() => {
          if (draft) setDraft({ ...draft, flags: { ...draft.flags, locked: undefined } });
          void next.refresh();
        }}
      />
      {save.problem && <ProblemNotice problem={save.problem} />}
      {save.value && save.value.left.length > 0 && <Notice tone="look" title={say('profile.left', [save.value.left.map((part) => say(`profile.part.${part}`)).join(', ')])} />}
      {old.shown?.keptAt != null && <p class="soft small">{say('step.export.standsIn', [when(old.shown.keptAt, now())])}</p>}
      {(old.reading || next.reading) && !ready && <p class="soft" role="status">{say('profile.reading')}</p>}
      {old.shown === null && !old.reading && <OldUnread view={view} />}
      {!ready && !next.reading && !old.reading && <p class="soft">{say(view.new.signedIn ? 'profile.unreadable' : 'profile.signInFirst', [say('side.new')])}</p>}
      {ready && next.shown && (
        <Choices
          {...{ view, old, next: next.shown, limits: next.limits }}
          draft={draft ?? startDraft(oldProfile, next.shown.profile, step?.status !== 'done' && step?.status !== 'skipped')}
          onDraft={setDraft}
          busy={save.busy}
          onSave={(change) => save.run({ moveId, role: 'new', change })}
        />
      )}
      {step?.status !== 'done' && (
        <button class="button quiet" type="button" disabled={skip.busy} onClick={() => skip.run({ moveId, skipped: step?.status !== 'skipped' })}>
          {say(step?.status === 'skipped' ? 'profile.unskip' : 'profile.skip')}
        </button>
      )}
      {old.shown?.keptAt === null && view.movedTo === null && <OldBio view={view} old={old.shown} limits={old.limits} onChanged={() => void old.refresh()} />}
      <p class="soft small">
        <a href="#announcement">{say('profile.announce')}</a>
      </p>
    </>
  );
}

/** Why OLD's profile is not shown: for now, or, once it has moved, for good. */
function OldUnread({ view: { old, movedTo } }: PlaceProps) {
  if (movedTo === null) return <p class="soft">{say('profile.unreadable', [say('side.old')])}</p>;
  return (
    <p class="soft">
      {say('profile.hasMoved')} {old.account && <Away href={`${old.account.origin}/@${old.account.username}`}>{say('profile.lookThere')}</Away>}
    </p>
  );
}

type Side = ReturnType<typeof useSideProfile>;
interface ChoicesProps {
  view: PlaceProps['view'];
  old: Side;
  next: NonNullable<Side['shown']>;
  limits: Side['limits'];
  draft: ProfileDraft;
  onDraft: (draft: ProfileDraft) => void;
  busy: boolean;
  onSave: (change: ReturnType<typeof changeOf>) => void;
}

function Choices({ view, old, next, limits, draft, onDraft, busy, onSave }: ChoicesProps) {
  const oldProfile = old.shown?.profile ?? null;
  const chosen = chosenProfile(draft, oldProfile, next.profile);
  const change = changeOf(draft, oldProfile, next.profile);
  const nothing = Object.keys(change).length === 0;
  // What NEW has already is its own affair.
  const wrong = misfits(chosen, limits).filter((misfit) => misfit.part in change);
  const { account } = view.new;
  const oldAcct = view.old.account?.acct;
  const from = (part: 'avatar' | 'header') => (draft.choices[part] === 'take' ? (old.shown?.pictures[part] ?? null) : next.pictures[part]);
  return (
    <>
      {profileParts.filter((part) => old.shown !== null || isText(part)).map((part) => (
        <PartChoice key={part} part={part} old={old.shown} next={next} limits={limits} draft={draft} onDraft={onDraft}>
          {part === 'note' && oldAcct !== undefined && !mentions(chosen.note, oldAcct) && (
            <button
              class="button quiet"
              type="button"
              onClick={() => {
                const editing = choosePart(draft, 'note', 'edit', oldProfile, next.profile);
                onDraft({ ...editing, edited: { ...editing.edited, note: withLine(chosen.note, compose('profile.movedFrom', [handle(oldAcct)]), oldAcct) } });
              }}
            >
              {say('profile.add', [say('profile.movedFrom', [handle(oldAcct)])])}
            </button>
          )}
        </PartChoice>
      ))}
      <FlagTable old={old.shown} next={next} draft={draft} onDraft={onDraft} />
      {account && (
        <section class="card" aria-label={say('profile.previewNew')}>
          <h2>{say('profile.previewNew')}</h2>
          <ProfileCard profile={chosen} account={account} pictures={{ avatar: from('avatar'), header: from('header') }} />
          <ul class="checks bad" aria-live="polite" hidden={wrong.length === 0}>
            {wrong.map((misfit) => (
              <li key={`${misfit.part}${'why' in misfit ? misfit.why : ''}`}>{saysMisfit(misfit, limits)}</li>
            ))}
          </ul>
          <div class="actions">
            <button class="button" type="button" disabled={busy || nothing || wrong.length > 0} onClick={() => onSave(change)}>
              {say(busy ? 'profile.bringing' : 'profile.bring')}
            </button>
            {nothing && <span class="soft small">{say('profile.nothing')}</span>}
          </div>
        </section>
      )}
    </>
  );
}

function saysMisfit(misfit: Misfit, limits: ChoicesProps['limits']): string {
  if (misfit.part === 'fields') return say(`profile.misfit.${misfit.why}`, [misfit.why === 'tooMany' ? limits.fields : limits.fieldValue]);
  return say('profile.misfit.long', [say(`profile.part.${misfit.part}`), misfit.by]);
}
