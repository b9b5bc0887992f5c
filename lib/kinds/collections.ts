import * as v from 'valibot';
import { accountSchema, acctOf, parseOne, parseList, UnreadableAnswer } from './entities';
import type { Gateway, Kind } from './kind';
import { rowParser } from './paging';

const schema = v.object({ uri: v.string(), name: v.string(), description: v.string(), accts: v.array(v.string()), raw: v.unknown() });
export type CollectionRow = v.InferOutput<typeof schema>;

const collectionSchema = v.looseObject({
  id: v.string(),
  uri: v.optional(v.nullable(v.string()), null),
  name: v.optional(v.nullable(v.string()), ''),
  description: v.optional(v.nullable(v.string()), ''),
  items: v.optional(v.array(v.looseObject({ account_id: v.optional(v.nullable(v.string()), null) })), []),
});
const answerSchema = v.union([v.array(collectionSchema), v.pipe(v.object({ collections: v.array(collectionSchema) }), v.transform((answer) => answer.collections))]);
const pageSize = 40;

/** Public collections of accounts (4.6 and later). Ids mean nothing elsewhere, so that their accounts are named. */
export const collections: Kind<CollectionRow> = {
  id: 'collections',
  readableFrom: 11,
  rowKey: (row) => row.uri,
  label: (row) => `${row.name} (${row.accts.map((acct) => `@${acct}`).join(', ')})`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize,
  sources: [
    {
      id: 'api',
      from: 11,
      gives: ['collection'],
      read: async (reading, cursor) => {
        const { body, next } = await reading.get(cursor ?? `/api/v1/accounts/${reading.accountId}/collections?limit=${pageSize}`);
        const found = parseOne(answerSchema, body, 'collections');
        const rows: CollectionRow[] = [];
        for (const one of found) {
          const ids = one.items.flatMap((item) => item.account_id ?? []);
          rows.push({ uri: one.uri ?? one.id, name: one.name ?? '', description: one.description ?? '', accts: await acctsOf(reading, ids), raw: one });
        }
        return { rows, next };
      },
    },
  ],
  carry: { by: 'nothing' },
};

/** Accts of accounts by id, at most 40 a request. Source: mastodon v4.6.5, app/controllers/api/v1/accounts_controller.rb. */
async function acctsOf(gateway: Gateway, ids: string[]): Promise<string[]> {
  const accts: string[] = [];
  for (let from = 0; from < ids.length; from += 40) {
    const query = ids.slice(from, from + 40).map((id) => `id[]=${encodeURIComponent(id)}`).join('&');
    const { body } = await gateway.get(`/api/v1/accounts?${query}`);
    accts.push(...parseList(accountSchema, body, 'accounts').map((account) => acctOf(account, gateway.domain)));
  }
  if (accts.length > ids.length) throw new UnreadableAnswer('accounts');
  return accts;
}
