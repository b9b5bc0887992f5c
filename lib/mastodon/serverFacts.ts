import * as v from 'valibot';
import { isSafeUrl, normalDomain } from '@/lib/formats/acct';
import { cut } from '@/lib/formats/text';
import { plainText } from '@/lib/kinds/post';
import type { ServerFacts } from '@/lib/move/server';
import { ApiError } from './errors';
import { publicJson } from './gateway';
import type { Net } from './http';
import { readInstance } from './instance';

const words = (most: number) => v.optional(v.fallback(v.pipe(v.string(), v.transform((text) => cut(plainText(text), most))), ''), '');
const amount = v.optional(v.fallback(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))), null), null);
const flag = v.optional(v.fallback(v.nullable(v.boolean()), null), null);
const part = <T extends v.ObjectEntries>(entries: T) => v.fallback(v.optional(v.object(entries)), undefined);

const schema = v.object({
  description: words(1000),
  short_description: words(1000),
  languages: v.optional(v.fallback(v.array(v.pipe(v.string(), v.maxLength(16))), []), []),
  usage: part({ users: part({ active_month: amount }) }),
  stats: part({ user_count: amount }),
  configuration: part({ statuses: part({ max_characters: amount, max_media_attachments: amount }) }),
  registrations: v.optional(v.fallback(v.union([v.boolean(), v.object({ enabled: flag, approval_required: flag, min_age: amount, url: v.optional(v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(2048))), null), null) })]), false), false),
  approval_required: flag,
  rules: v.optional(v.fallback(v.array(v.object({ text: words(2000) })), []), []),
});
type Raw = v.InferOutput<typeof schema>;

/**
 * Reads what a server says of itself to anybody. What it leaves out, or says in another shape, is missing and costs
 * nothing else. Throws `ApiError`.
 */
export async function readServerFacts(net: Net, origin: string): Promise<ServerFacts> {
  const known = await readInstance(net, origin);
  const body = (await publicJson(net, `${origin}/api/v2/instance`)) ?? (await publicJson(net, `${origin}/api/v1/instance`));
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw new ApiError('badAnswer', new URL(origin).host);
  const raw = parsed.output;
  const { limits } = known;
  const asked = typeof raw.registrations === 'boolean' ? null : raw.registrations;
  const active = raw.usage?.users?.active_month ?? null;
  const all = raw.stats?.user_count ?? null;
  return {
    origin,
    domain: normalDomain(known.domain) ?? known.domain,
    title: known.title,
    description: raw.description === '' ? raw.short_description : raw.description,
    software: known.software,
    version: known.version,
    people: active !== null ? { count: active, active: true } : all !== null ? { count: all, active: false } : null,
    languages: raw.languages.slice(0, 20),
    registrations: registrationsOf(raw),
    minAge: asked?.min_age ?? null,
    signUp: asked?.url != null && isSafeUrl(asked.url) ? asked.url : `${origin}/auth/sign_up`,
    rules: raw.rules.map((rule) => rule.text).filter((text) => text !== '').slice(0, 100),
    limits: { post: raw.configuration?.statuses?.max_characters ?? null, media: raw.configuration?.statuses?.max_media_attachments ?? null, displayName: limits.displayName, note: limits.note, fields: limits.fields },
  };
}

function registrationsOf(raw: Raw): ServerFacts['registrations'] {
  const said = typeof raw.registrations === 'boolean' ? { enabled: raw.registrations, approval_required: raw.approval_required } : raw.registrations;
  if (said.enabled !== true) return 'closed';
  return said.approval_required === true ? 'approval' : 'open';
}
