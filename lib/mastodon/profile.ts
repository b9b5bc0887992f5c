import * as v from 'valibot';
import { isSafeUrl } from '@/lib/formats/acct';
import type { ProfileRow } from '@/lib/kinds/profile';
import { pictureParts, profileFlags, profileParts, type ProfileChange, type ProfileFlag, type ProfilePart } from '@/lib/move/profileDraft';
import { acceptedChange, type Writer } from './change';
import { readBytes, request, timeoutSignal, type Net } from './http';

/** What Mastodon calls the parts and switches of a profile. Source: mastodon v4.6.5, app/controllers/api/v1/accounts/credentials_controller.rb. */
const names: Record<Exclude<ProfilePart, 'fields'> | ProfileFlag, string> = {
  displayName: 'display_name',
  note: 'note',
  avatar: 'avatar',
  header: 'header',
  locked: 'locked',
  bot: 'bot',
  discoverable: 'discoverable',
  indexable: 'indexable',
  hideCollections: 'hide_collections',
};

/**
 * Changes a profile by API. Pictures that are to be taken come from the media host that `old` names, without cookies.
 * `left` names what stayed as it was: pictures that could not be fetched, and parts that the server refused by name,
 * without which it is asked once more. Throws `ApiError`, as `acceptedChange` does.
 */
export async function writeProfile(writer: Writer, wanted: ProfileChange, old: Pick<ProfileRow, 'avatar' | 'header'> | null): Promise<{ left: ProfilePart[] }> {
  const pictures: Pictures = {};
  const left = new Set<ProfilePart>();
  for (const part of pictureParts) {
    if (wanted[part] === undefined) continue;
    const picture = await fetchPicture(writer, old?.[part] ?? '');
    if (picture) pictures[part] = picture;
    else left.add(part);
  }
  const send = async () => {
    const form = formOf(wanted, pictures, left);
    return [...form.keys()].length === 0 ? null : request(writer, `${writer.origin}/api/v1/accounts/update_credentials`, { method: 'PATCH', token: writer.token, body: form });
  };
  let answer = await send();
  const refused = answer?.status === 422 ? refusedParts(answer.body).filter((part) => !left.has(part)) : [];
  if (refused.length > 0) {
    for (const part of refused) left.add(part);
    answer = await send();
  }
  if (answer) await acceptedChange(writer, answer);
  return { left: profileParts.filter((part) => left.has(part)) };
}

type Pictures = Partial<Record<'avatar' | 'header', Blob>>;

function formOf(wanted: ProfileChange, pictures: Pictures, left: ReadonlySet<ProfilePart>): FormData {
  const form = new FormData();
  for (const part of ['displayName', 'note'] as const) if (wanted[part] !== undefined && !left.has(part)) form.set(names[part], wanted[part]);
  if (wanted.fields && !left.has('fields')) {
    // The whole list is replaced; without any row it would stay.
    const rows = wanted.fields.length === 0 ? [{ name: '', value: '' }] : wanted.fields;
    rows.forEach((field, index) => {
      form.set(`fields_attributes[${index}][name]`, field.name);
      form.set(`fields_attributes[${index}][value]`, field.value);
    });
  }
  for (const flag of profileFlags) if (wanted[flag] !== undefined) form.set(names[flag], String(wanted[flag]));
  for (const part of pictureParts) {
    const picture = pictures[part];
    if (picture && !left.has(part)) form.set(part, picture, `${part}.${picture.type.split('/')[1] ?? 'png'}`);
  }
  return form;
}

const refusal = v.object({ details: v.record(v.string(), v.unknown()) });

/** The parts that a 422 names. Source: mastodon v4.6.5, `details` of update endpoints: attribute names of the account. */
function refusedParts(body: unknown): ProfilePart[] {
  const parsed = v.safeParse(refusal, body);
  const refused = parsed.success ? Object.keys(parsed.output.details) : [];
  return profileParts.filter((part) => refused.some((name) => name.startsWith(part === 'fields' ? part : names[part])));
}

/** Mastodon takes these and no others. */
const pictureTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

async function fetchPicture(net: Net, url: string): Promise<Blob | null> {
  if (!isSafeUrl(url)) return null;
  try {
    const response = await net.fetch(url, { credentials: 'omit', redirect: 'follow', signal: timeoutSignal() });
    const type = response.headers.get('Content-Type')?.split(';')[0]?.trim() ?? '';
    const bytes = response.ok && pictureTypes.includes(type) ? await readBytes(response) : null;
    return bytes && new Blob([bytes], { type });
  } catch {
    return null;
  }
}
