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
  const url = `${origin}/api/v1/accounts/update_credentials`;
  const left = [...leave];
  // Texts go as JSON: a form would turn the bio's line ends into CR LF.
  const texts = {
    ...(leave.includes('displayName') ? {} : { display_name: profile.displayName }),
    ...(leave.includes('note') ? {} : { note: profile.note }),
    ...(leave.includes('fields') ? {} : { fields_attributes: profile.fields }),
  };
  await requestJson(net, url, { method: 'PATCH', token, body: new Blob([JSON.stringify(texts)], { type: 'application/json' }) });
  const form = new FormData();
  for (const part of ['avatar', 'header'] as const) {
    const source = profile[part];
    const picture = source === null ? null : await fetchPicture(net, source);
    if (source !== null && picture === null) left.push(part);
    if (picture) form.set(part, picture, `${part}.${picture.type.split('/')[1] ?? 'png'}`);
  }
  if ([...form.keys()].length > 0) await requestJson(net, url, { method: 'PATCH', token, body: form });
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
