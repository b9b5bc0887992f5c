import * as v from 'valibot';
import { normalDomain } from '@/lib/formats/acct';
import { cut } from '@/lib/formats/text';
import { ApiError } from './errors';
import { publicJson } from './gateway';
import type { Net } from './http';

/** What a server says about itself. */
export interface InstanceInfo {
  /** Domain of handles. */
  domain: string;
  title: string;
  software: string;
  version: string;
  /** `api_versions.mastodon`: 4.3 is 2, 4.4 is 6, 4.5 is 7, 4.6 is 11; 0 where it has none. */
  apiVersion: number;
  limits: Limits;
}

/** How long things may be there. `post` in characters as the server counts them, each link as `perLink`. */
export interface Limits {
  displayName: number;
  note: number;
  fields: number;
  fieldName: number;
  fieldValue: number;
  post: number;
  perLink: number;
}

/** What only decorates is cut or left out: an odd title must keep nobody from signing in. */
const short = (most: number) => v.optional(v.fallback(v.pipe(v.string(), v.transform((text) => cut(text, most))), ''), '');
const limit = v.optional(v.fallback(v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))), undefined));
const domain = v.optional(v.fallback(v.pipe(v.string(), v.maxLength(500)), ''), '');
const limits = v.object({
  max_display_name_length: limit,
  max_note_length: limit,
  max_profile_fields: limit,
  profile_field_name_limit: limit,
  profile_field_value_limit: limit,
});
const schema = v.object({
  domain,
  uri: domain,
  title: short(200),
  version: short(100),
  api_versions: v.optional(v.fallback(v.object({ mastodon: v.optional(v.number(), 0), glitch: v.optional(v.unknown()) }), { mastodon: 0 })),
  configuration: v.optional(v.fallback(v.object({ accounts: v.optional(limits), statuses: v.optional(v.object({ max_characters: limit, characters_reserved_per_url: limit })) }), {})),
});

/** Reads `/api/v2/instance`, or `/api/v1/instance` on old servers. Throws `ApiError` `badAnswer` where neither is one. */
export async function readInstance(net: Net, origin: string): Promise<InstanceInfo> {
  const body = (await publicJson(net, `${origin}/api/v2/instance`)) ?? (await publicJson(net, `${origin}/api/v1/instance`));
  const parsed = v.safeParse(schema, body);
  const host = new URL(origin).host;
  if (!parsed.success) throw new ApiError('badAnswer', host);
  const raw = parsed.output;
  const accounts = raw.configuration?.accounts;
  const apiVersion = raw.api_versions?.mastodon ?? 0;
  return {
    domain: normalDomain(raw.domain !== '' ? raw.domain : raw.uri) ?? host,
    title: raw.title,
    software: raw.api_versions?.glitch === undefined ? 'mastodon' : 'glitch',
    version: raw.version,
    apiVersion,
    limits: {
      displayName: accounts?.max_display_name_length ?? (apiVersion >= 11 ? 40 : 30),
      note: accounts?.max_note_length ?? 500,
      fields: accounts?.max_profile_fields ?? 4,
      fieldName: accounts?.profile_field_name_limit ?? 255,
      fieldValue: accounts?.profile_field_value_limit ?? 255,
      post: raw.configuration?.statuses?.max_characters ?? 500,
      perLink: raw.configuration?.statuses?.characters_reserved_per_url ?? 23,
    },
  };
}
