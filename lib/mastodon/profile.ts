import { isSafeUrl } from '@/lib/formats/acct';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { InstanceInfo } from './instance';
import { requestJson, type Net } from './http';

/** What would not fit on the new server; nothing is cut in silence. */
export function tooLong(profile: ProfileRow, limits: InstanceInfo['limits']): ('displayName' | 'note' | 'fields')[] {
  const result: ('displayName' | 'note' | 'fields')[] = [];
  if ([...profile.displayName].length > limits.displayName) result.push('displayName');
  if ([...profile.note].length > limits.note) result.push('note');
  if (profile.fields.length > limits.fields) result.push('fields');
  return result;
}

/**
 * Writes a profile to the new account by API: name, bio, fields and both pictures. Parts named in `leave` stay as they
 * are there; `left` names everything that was not brought, pictures that could not be fetched among it. Pictures come from
 * the old server's media host, without cookies.
 */
export async function writeProfile(net: Net, origin: string, token: string, profile: ProfileRow, leave: readonly string[]): Promise<{ left: string[] }> {
  const form = new FormData();
  if (!leave.includes('displayName')) form.set('display_name', profile.displayName);
  if (!leave.includes('note')) form.set('note', profile.note);
  if (!leave.includes('fields')) {
    profile.fields.forEach((field, index) => {
      form.set(`fields_attributes[${index}][name]`, field.name);
      form.set(`fields_attributes[${index}][value]`, field.value);
    });
  }
  const left = [...leave];
  for (const part of ['avatar', 'header'] as const) {
    const url = profile[part];
    const picture = url === null ? null : await fetchPicture(net, url);
    if (url !== null && picture === null) left.push(part);
    if (picture) form.set(part, picture, `${part}.${picture.type.split('/')[1] ?? 'png'}`);
  }
  await requestJson(net, `${origin}/api/v1/accounts/update_credentials`, { method: 'PATCH', token, body: form });
  return { left };
}

/** Mastodon takes these and no others. */
const pictureTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

async function fetchPicture(net: Net, url: string): Promise<Blob | null> {
  if (!isSafeUrl(url)) return null;
  try {
    const response = await net.fetch(url, { credentials: 'omit', redirect: 'follow', signal: AbortSignal.timeout(30_000) });
    const blob = await response.blob();
    return response.ok && pictureTypes.includes(blob.type) ? blob : null;
  } catch {
    return null;
  }
}
