import * as v from 'valibot';
import { parseOne } from './entities';
import type { Gateway, Kind } from './kind';
import { rowParser } from './paging';

const field = v.object({ name: v.string(), value: v.string() });
const schema = v.object({
  displayName: v.string(),
  /** Source text of the bio, not HTML. */
  note: v.string(),
  fields: v.array(field),
  avatar: v.nullable(v.string()),
  header: v.nullable(v.string()),
  locked: v.boolean(),
  bot: v.boolean(),
  discoverable: v.nullable(v.boolean()),
  /** Of backups made before these were read, null. */
  indexable: v.optional(v.nullable(v.boolean()), null),
  hideCollections: v.optional(v.nullable(v.boolean()), null),
  /** The language chosen to post in, null = none; absent where it was not read. It comes with this answer, and the preferences need it. */
  postLanguage: v.optional(v.nullable(v.string())),
});
export type ProfileRow = v.InferOutput<typeof schema>;

const apiSchema = v.object({
  display_name: v.string(),
  avatar: v.string(),
  header: v.string(),
  locked: v.optional(v.boolean(), false),
  bot: v.optional(v.boolean(), false),
  discoverable: v.optional(v.nullable(v.boolean()), null),
  indexable: v.optional(v.nullable(v.boolean()), null),
  hide_collections: v.optional(v.nullable(v.boolean()), null),
  source: v.object({ note: v.optional(v.nullable(v.string()), ''), fields: v.optional(v.array(field), []), language: v.optional(v.nullable(v.string())) }),
});

/** The profile as its owner wrote it: one row. */
export const profile: Kind<ProfileRow> = {
  id: 'profile',
  readableFrom: 0,
  rowKey: () => 'profile',
  label: (row) => row.displayName,
  account: () => null,
  parse: rowParser(schema),
  expected: () => 1,
  pageSize: 1,
  sources: [
    {
      id: 'api',
      from: 0,
      gives: ['profile'],
      read: async (reading) => ({ rows: [await readProfile(reading)], next: null }),
    },
  ],
  carry: { by: 'api' },
};

/** Reads the profile of a gateway's own account. Throws `ApiError` or `UnreadableAnswer`. */
export async function readProfile(gateway: Gateway): Promise<ProfileRow> {
  const { body } = await gateway.get('/api/v1/accounts/verify_credentials');
  return profileOf(body);
}

/** Reads a CredentialAccount as a profile. Default pictures count as none. */
export function profileOf(body: unknown): ProfileRow {
  const account = parseOne(apiSchema, body, 'profile');
  return {
    displayName: account.display_name,
    note: account.source.note ?? '',
    fields: account.source.fields.map(({ name, value }) => ({ name, value })),
    avatar: pictureOf(account.avatar),
    header: pictureOf(account.header),
    locked: account.locked,
    bot: account.bot,
    discoverable: account.discoverable,
    indexable: account.indexable,
    hideCollections: account.hide_collections,
    ...(account.source.language === undefined ? {} : { postLanguage: account.source.language || null }),
  };
}

/** Mastodon names its default pictures `…/missing.png`. */
function pictureOf(url: string): string | null {
  return /\/missing\.png$/.test(url) || url === '' ? null : url;
}
