import * as v from 'valibot';
import { isSafeUrl } from '@/lib/formats/acct';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { InstanceInfo } from './instance';
import { accepted, request, timeoutSignal, type Net } from './http';

/** The parts of a profile that are brought or left as a whole. */
const parts = ['displayName', 'note', 'fields', 'avatar', 'header'] as const;
export type ProfilePart = (typeof parts)[number];

/** What would not fit on the new server; nothing is cut in silence. Longer labels and values of fields Mastodon would cut itself. */
export function tooLong(profile: ProfileRow, limits: InstanceInfo['limits']): ProfilePart[] {
  const result: ProfilePart[] = [];
  if ([...profile.displayName].length > limits.displayName) result.push('displayName');
  if (noteLength(profile.note) > limits.note) result.push('note');
  const long = profile.fields.some(({ name, value }) => [...name].length > limits.fieldName || [...value].length > limits.fieldValue);
  if (profile.fields.length > limits.fields || long) result.push('fields');
  return result;
}

/** A bio is counted like a post: a link is 23 characters, a mention has no domain. The server's own count decides. */
function noteLength(note: string): number {
  const counted = note.replace(/https?:\/\/\S+/gi, 'x'.repeat(23)).replace(/(@[\w.-]+)@[\w.-]+\w/g, '$1');
  return [...new Intl.Segmenter().segment(counted)].length;
}

/**
 * Writes a profile to the new account by API: name, bio, fields and both pictures. Parts named in `leave` stay as they
 * are there; `left` names everything that was not brought: also pictures that could not be fetched, and parts that the
 * server refuses (a picture too large for it, say), without which it is asked once more. Pictures come from the old
 * server's media host, without cookies. Throws `ApiError`.
 */
export async function writeProfile(net: Net, origin: string, token: string, profile: ProfileRow, leave: readonly ProfilePart[]): Promise<{ left: ProfilePart[] }> {
  const pictures: Pictures = {};
  const left = new Set(leave);
  for (const part of ['avatar', 'header'] as const) {
    const url = profile[part];
    if (url === null || left.has(part)) continue;
    const picture = await fetchPicture(net, url);
    if (picture) pictures[part] = picture;
    else left.add(part);
  }
  const send = () => request(net, `${origin}/api/v1/accounts/update_credentials`, { method: 'PATCH', token, body: formOf(profile, pictures, left) });
  let answer = await send();
  const refused = answer.status === 422 ? refusedParts(answer.body).filter((part) => !left.has(part)) : [];
  if (refused.length > 0) {
    for (const part of refused) left.add(part);
    answer = await send();
  }
  accepted(answer, new URL(origin).host, net.now());
  return { left: [...left] };
}

type Pictures = Partial<Record<'avatar' | 'header', Blob>>;

function formOf(profile: ProfileRow, pictures: Pictures, left: ReadonlySet<ProfilePart>): FormData {
  const form = new FormData();
  if (!left.has('displayName')) form.set('display_name', profile.displayName);
  if (!left.has('note')) form.set('note', profile.note);
  if (!left.has('fields')) {
    profile.fields.forEach((field, index) => {
      form.set(`fields_attributes[${index}][name]`, field.name);
      form.set(`fields_attributes[${index}][value]`, field.value);
    });
  }
  for (const part of ['avatar', 'header'] as const) {
    const picture = pictures[part];
    if (picture && !left.has(part)) form.set(part, picture, `${part}.${picture.type.split('/')[1] ?? 'png'}`);
  }
  return form;
}

const refusal = v.object({ details: v.record(v.string(), v.unknown()) });

/** The parts that a 422 names. Source: mastodon v4.6.5, `details` of update endpoints: attribute names of the account. */
function refusedParts(body: unknown): ProfilePart[] {
  const parsed = v.safeParse(refusal, body);
  const names = parsed.success ? Object.keys(parsed.output.details) : [];
  return parts.filter((part) => names.some((name) => name.startsWith(part === 'displayName' ? 'display_name' : part)));
}

/** Mastodon takes these and no others. */
const pictureTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

async function fetchPicture(net: Net, url: string): Promise<Blob | null> {
  if (!isSafeUrl(url)) return null;
  try {
    const response = await net.fetch(url, { credentials: 'omit', redirect: 'follow', signal: timeoutSignal() });
    const blob = await response.blob();
    return response.ok && pictureTypes.includes(blob.type) ? blob : null;
  } catch {
    return null;
  }
}
