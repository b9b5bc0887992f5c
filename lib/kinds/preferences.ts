import * as v from 'valibot';
import { parseJson, parseOne } from './entities';
import type { Kind, Page, Reading } from './kind';
import { rowParser } from './paging';
import { profile, readProfile } from './profile';

const value = v.nullable(v.union([v.string(), v.boolean(), v.number()]));
const schema = v.object({ name: v.string(), value });
export type PreferenceRow = v.InferOutput<typeof schema>;

const language = 'posting:default:language';

/** Those that the API can set, the name it has for them, and what a newcomer has. The others have a settings page alone. */
const settable = new Map<string, { source: string; newcomers: string | boolean | null }>(Object.entries({
  'posting:default:visibility': { source: 'privacy', newcomers: 'public' },
  'posting:default:sensitive': { source: 'sensitive', newcomers: false },
  [language]: { source: 'language', newcomers: null },
  'posting:default:quote_policy': { source: 'quote_policy', newcomers: 'public' },
}));

/**
 * The list names a language in any case, that of the server's pages where none was chosen; which one was chosen, null =
 * none, says the account itself, which the profile of this backup has read already. Source: mastodon v4.6.5, app/models/concerns/user/has_settings.rb,
 * app/serializers/rest/credential_account_serializer.rb.
 */
async function read(reading: Reading, cursor: string | null): Promise<Page<PreferenceRow>> {
  if (cursor !== null) {
    const listed = parseOne(schema, parseJson(cursor), 'cursor');
    const [kept] = await reading.stored('profile', 0, 1);
    const { postLanguage } = (kept === undefined ? null : profile.parse(kept)) ?? (await readProfile(reading));
    return { rows: [postLanguage === undefined ? listed : { ...listed, value: postLanguage }], next: null };
  }
  const { body } = await reading.get('/api/v1/preferences');
  const found = parseOne(v.record(v.string(), v.fallback(value, null)), body, 'preferences');
  const rows = Object.entries(found).map(([name, one]): PreferenceRow => ({ name, value: one }));
  const listed = rows.find((row) => row.name === language);
  return { rows: rows.filter((row) => row !== listed), next: listed ? JSON.stringify(listed) : null };
}

/** How one posts and reads by default. */
export const preferences: Kind<PreferenceRow> = {
  id: 'preferences',
  readableFrom: 0,
  rowKey: (row) => row.name,
  label: (row) => `${row.name} = ${String(row.value)}`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 100,
  sources: [
    {
      id: 'api',
      from: 0,
      gives: ['value'],
      read,
      held: (cursor) => [parseOne(schema, parseJson(cursor), 'cursor')],
    },
  ],
  carry: { by: 'api' },
  rest: {
    share: () => 'whole',
    scopes: ['write:accounts'],
    done: (row, there) => row.value === null || there.value === row.value,
    hurdle: (row, there) => {
      const known = settable.get(row.name);
      if (known === undefined) return 'noApi';
      if (there === null) return 'notOffered';
      // Somebody has set it there already.
      return there.value === known.newcomers ? null : 'otherThere';
    },
    plan: (row) => [{ verb: 'PATCH', path: '/api/v1/accounts/update_credentials', body: { source: { [settable.get(row.name)?.source ?? '']: row.value } } }],
  },
};
