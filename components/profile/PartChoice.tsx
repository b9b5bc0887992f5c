import type { ComponentChildren } from 'preact';
import { say } from '@/lib/browser/words';
import { countedLength, plainLength } from '@/lib/formats/sourceText';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Limits } from '@/lib/mastodon/instance';
import { choosePart, isText, samePart, type PartChoice as Choice, type ProfileDraft, type ProfilePart } from '@/lib/move/profileDraft';
import { SideWord } from '../ui/parts';
import { Counted } from './Counted';
import { FieldsEditor } from './FieldsEditor';
import { SourceText } from './SourceText';
import type { Shown } from './useSideProfile';

interface PartChoiceProps {
  part: ProfilePart;
  old: Shown | null;
  next: Shown;
  limits: Limits;
  draft: ProfileDraft;
  onDraft: (draft: ProfileDraft) => void;
  children?: ComponentChildren;
}

/** One part of the profile: what OLD has, what NEW has, and which of them it shall be, or a text of one's own. */
export function PartChoice({ part, old, next, limits, draft, onDraft, children }: PartChoiceProps) {
  const oldProfile = old?.profile ?? null;
  const choice = draft.choices[part];
  const same = oldProfile !== null && (part === 'displayName' || part === 'note' || part === 'fields') && samePart(oldProfile, next.profile, part);
  const choices = (['keep', 'take', ...(isText(part) ? ['edit'] : [])] as Choice[]).filter((one) => one !== 'take' || (has(oldProfile, part) && !same));
  return (
    <fieldset class="card part" data-part={part}>
      <legend>{say(`profile.part.${part}`)}</legend>
      <div class="pair">
        {old !== null && <Value shown={old} part={part} />}
        <Value shown={next} part={part} />
      </div>
      {same && <p class="soft small">{say('profile.same')}</p>}
      {choices.length > 1 && (
        <div class="choices">
          {choices.map((one) => (
            <label key={one}>
              <input type="radio" name={`part-${part}`} checked={choice === one} onChange={() => onDraft(choosePart(draft, part, one, oldProfile, next.profile))} /> {say(`profile.choice.${one}`)}
            </label>
          ))}
        </div>
      )}
      {choice === 'edit' && <Editor part={part} draft={draft} limits={limits} onDraft={onDraft} />}
      {children}
    </fieldset>
  );
}

function has(profile: ProfileRow | null, part: ProfilePart): boolean {
  return profile !== null && (part === 'fields' ? profile.fields.length > 0 : (profile[part] ?? '') !== '');
}

function Value({ shown, part }: { shown: Shown; part: ProfilePart }) {
  const { profile, origin, role } = shown;
  return (
    <div class="side-value">
      <SideWord role={role} />
      {has(profile, part) ? <Content shown={shown} part={part} origin={origin} /> : <span class="soft">{say('profile.none')}</span>}
    </div>
  );
}

function Content({ shown: { profile, pictures }, part, origin }: { shown: Shown; part: ProfilePart; origin: string }) {
  if (part === 'avatar') return <img class="big-avatar" src={pictures.avatar ?? ''} alt="" />;
  if (part === 'header') return <img class="header-picture" src={pictures.header ?? ''} alt="" />;
  if (part === 'note') return <SourceText text={profile.note} origin={origin} />;
  if (part === 'displayName') return <span class="source-text">{profile.displayName}</span>;
  return (
    <dl class="profile-part">
      {profile.fields.map((field, index) => [<dt key={`${index} name`}>{field.name}</dt>, <dd key={`${index} value`}><SourceText text={field.value} origin={origin} /></dd>])}
    </dl>
  );
}

function Editor({ part, draft, limits, onDraft }: Pick<PartChoiceProps, 'part' | 'draft' | 'limits' | 'onDraft'>) {
  const { edited } = draft;
  const set = (change: Partial<ProfileDraft['edited']>) => onDraft({ ...draft, edited: { ...edited, ...change } });
  if (part === 'displayName') {
    return (
      <Counted id="edit-name" label={say('profile.edit.displayName')} used={plainLength(edited.displayName)} most={limits.displayName}>
        {(count) => <input id="edit-name" type="text" aria-describedby={count} value={edited.displayName} onInput={(event) => set({ displayName: event.currentTarget.value })} />}
      </Counted>
    );
  }
  if (part === 'note') {
    return (
      <Counted id="edit-note" label={say('profile.edit.note')} used={countedLength(edited.note)} most={limits.note}>
        {(count) => <textarea id="edit-note" rows={6} dir="auto" aria-describedby={count} value={edited.note} onInput={(event) => set({ note: event.currentTarget.value })} />}
      </Counted>
    );
  }
  return <FieldsEditor fields={edited.fields} limits={limits} onChange={(fields) => set({ fields })} />;
}
