import { countedLength, mentions, plainLength } from '@/lib/formats/sourceText';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Limits } from '@/lib/mastodon/instance';

/** Parts that are written, and can be edited. */
export const textParts = ['displayName', 'note', 'fields'] as const;
/** Parts that are brought or left as they are. */
export const pictureParts = ['avatar', 'header'] as const;
export const profileParts = [...textParts, ...pictureParts] as const;
export type ProfilePart = (typeof profileParts)[number];
/** Can it be written here? A picture can only be taken from OLD. */
export const isText = (part: ProfilePart) => textParts.some((one) => one === part);

export type TextPart = (typeof textParts)[number];
/** Switches of a profile. */
export const profileFlags = ['locked', 'bot', 'discoverable', 'indexable', 'hideCollections'] as const;
export type ProfileFlag = (typeof profileFlags)[number];

/** For each part: what NEW has, what OLD has, or a text of one's own. */
export type PartChoice = 'keep' | 'take' | 'edit';

/** What a person has decided so far about the new profile. */
export interface ProfileDraft {
  choices: Record<ProfilePart, PartChoice>;
  edited: Pick<ProfileRow, TextPart>;
  /** Switches that were set by hand; the others stay as they are. */
  flags: Partial<Record<ProfileFlag, boolean>>;
}

/** A change of one account's profile; what is absent stays as it is there. `take` = the old account's picture. */
export type ProfileChange = Partial<Pick<ProfileRow, TextPart> & Record<(typeof pictureParts)[number], 'take'> & Record<ProfileFlag, boolean>>;

/** Where a text would not fit on the server: nothing is cut in silence. */
export type Misfit = { part: 'displayName' | 'note'; by: number } | { part: 'fields'; why: 'tooMany' | 'tooLong' | 'nameless' };

/** A draft that leaves everything; with `suggest` it brings what NEW does not have yet and OLD has. Pure, as all here. */
export function startDraft(old: ProfileRow | null, next: ProfileRow, suggest: boolean): ProfileDraft {
  const choice = (part: ProfilePart): PartChoice => (suggest && old !== null && isEmpty(next, part) && !isEmpty(old, part) ? 'take' : 'keep');
  return {
    choices: Object.fromEntries(profileParts.map((part) => [part, choice(part)])) as ProfileDraft['choices'],
    edited: { displayName: next.displayName, note: next.note, fields: next.fields },
    flags: {},
  };
}

/** A part changes its choice; one that is to be edited starts with what stood there. */
export function choosePart(draft: ProfileDraft, part: ProfilePart, choice: PartChoice, old: ProfileRow | null, next: ProfileRow): ProfileDraft {
  const now = chosenProfile(draft, old, next);
  const edited = choice === 'edit' ? { ...draft.edited, displayName: part === 'displayName' ? now.displayName : draft.edited.displayName, note: part === 'note' ? now.note : draft.edited.note, fields: part === 'fields' ? now.fields : draft.edited.fields } : draft.edited;
  return { ...draft, edited, choices: { ...draft.choices, [part]: choice } };
}

/** The new profile as it will be. */
export function chosenProfile(draft: ProfileDraft, old: ProfileRow | null, next: ProfileRow): ProfileRow {
  const from = (part: ProfilePart): Pick<ProfileRow, ProfilePart> => (draft.choices[part] === 'take' && old !== null ? old : draft.choices[part] === 'edit' ? { ...next, ...draft.edited } : next);
  return { displayName: from('displayName').displayName, note: from('note').note, fields: from('fields').fields, avatar: from('avatar').avatar, header: from('header').header, ...flagsOf(draft, next) };
}

function flagsOf(draft: ProfileDraft, next: ProfileRow): Record<ProfileFlag, boolean> {
  const flag = (name: ProfileFlag) => draft.flags[name] ?? next[name] ?? false;
  return { locked: flag('locked'), bot: flag('bot'), discoverable: flag('discoverable'), indexable: flag('indexable'), hideCollections: flag('hideCollections') };
}

/** What has to be sent so that NEW becomes what was chosen; empty = nothing. */
export function changeOf(draft: ProfileDraft, old: ProfileRow | null, next: ProfileRow): ProfileChange {
  const wanted = chosenProfile(draft, old, next);
  const change: ProfileChange = {};
  if (!samePart(wanted, next, 'displayName')) change.displayName = wanted.displayName;
  if (!samePart(wanted, next, 'note')) change.note = wanted.note;
  if (!samePart(wanted, next, 'fields')) change.fields = filled(wanted.fields);
  // The addresses differ even where the pictures are the same: a picture is sent when it was chosen.
  for (const part of pictureParts) if (draft.choices[part] === 'take' && old?.[part] != null) change[part] = 'take';
  for (const [flag, on] of Object.entries(flagsOf(draft, next)) as [ProfileFlag, boolean][]) if (on !== (next[flag] ?? false)) change[flag] = on;
  return change;
}

/** Are these the same, however a form has sent the ends of lines? */
export function samePart(a: ProfileRow, b: ProfileRow, part: TextPart): boolean {
  if (part === 'fields') return JSON.stringify(filled(a.fields)) === JSON.stringify(filled(b.fields));
  return lines(a[part]) === lines(b[part]);
}

function isEmpty(profile: ProfileRow, part: ProfilePart): boolean {
  return part === 'fields' ? profile.fields.length === 0 : (profile[part] ?? '') === '';
}

const lines = (text: string) => text.replaceAll('\r\n', '\n');
const filled = (fields: ProfileRow['fields']) => fields.filter((field) => field.name.trim() !== '' || field.value.trim() !== '');

/** What would not fit on a server with these limits. Longer names and values of fields Mastodon would cut itself. */
export function misfits(profile: Pick<ProfileRow, TextPart>, limits: Limits): Misfit[] {
  const result: Misfit[] = [];
  const name = plainLength(profile.displayName) - limits.displayName;
  const note = countedLength(profile.note) - limits.note;
  const fields = filled(profile.fields);
  if (name > 0) result.push({ part: 'displayName', by: name });
  if (note > 0) result.push({ part: 'note', by: note });
  if (fields.length > limits.fields) result.push({ part: 'fields', why: 'tooMany' });
  if (fields.some((field) => plainLength(field.name) > limits.fieldName || plainLength(field.value) > limits.fieldValue)) result.push({ part: 'fields', why: 'tooLong' });
  if (fields.some((field) => field.name.trim() === '')) result.push({ part: 'fields', why: 'nameless' });
  return result;
}

/** A bio with one line more, such as where somebody has moved to; as it is where it names that account already. */
export function withLine(note: string, line: string, acct: string): string {
  if (mentions(note, acct)) return note;
  const before = note.trimEnd();
  return before === '' ? line : `${before}\n\n${line}`;
}
