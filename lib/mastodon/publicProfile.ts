import * as v from 'valibot';
import { isSafeUrl } from '@/lib/formats/acct';
import { parseOne } from '@/lib/kinds/entities';
import type { Account } from '@/lib/move/model';
import { publicJson } from './gateway';
import type { Net } from './http';

/** A profile as any visitor sees it, with the server's HTML turned into plain text. */
export interface PublicProfile {
  displayName: string;
  note: string;
  fields: { name: string; value: string }[];
  avatar: string | null;
  header: string | null;
}

const schema = v.object({
  display_name: v.string(),
  note: v.optional(v.string(), ''),
  fields: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
  avatar: v.string(),
  header: v.string(),
});

/** Reads a profile without a token. For pages: it needs a DOM to turn HTML into text, which is parsed inertly. */
export async function readPublicProfile(net: Net, account: Account): Promise<PublicProfile> {
  const body = await publicJson(net, `${account.origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(account.username)}`);
  const found = parseOne(schema, body, 'profile');
  const picture = (url: string) => (isSafeUrl(url) && !url.endsWith('/missing.png') ? url : null);
  return {
    displayName: found.display_name,
    note: plain(found.note),
    fields: found.fields.map((field) => ({ name: field.name, value: plain(field.value) })),
    avatar: picture(found.avatar),
    header: picture(found.header),
  };
}

function plain(html: string): string {
  const text = html.replace(/<br\s*\/?>/gi, '\n').replace(/<\/p>\s*<p>/gi, '\n\n');
  return new DOMParser().parseFromString(text, 'text/html').body.textContent.trim();
}
