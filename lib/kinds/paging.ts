import * as v from 'valibot';
import type { Gateway, Page } from './kind';
import { accountSchema, acctOf, parseList, parseOne, relationshipSchema, type ApiAccount, type ApiRelationship } from './entities';

/** Ids that one relationships request takes: 100 stay well under the 8 KB that a URL may have. */
const batch = 100;

/** Reads one page of a plain list: the cursor is the server's own `next` link, never computed. */
export async function readPage<T, Row>(
  gateway: Gateway,
  cursor: string | null,
  path: string,
  schema: v.GenericSchema<unknown, T>,
  toRow: (entry: T) => Row,
): Promise<Page<Row>> {
  const { body, next } = await gateway.get(cursor ?? path);
  return { rows: parseList(schema, body, path).map(toRow), next };
}

const pendingSchema = v.object({ link: v.nullable(v.string()), pending: v.array(accountSchema) });

/**
 * Reads accounts together with their relationships, in full batches of 100 ids. Accounts read but not yet asked about
 * wait in the cursor, which is committed with the rows, so that a kill loses none.
 */
export async function readWithRelationships<Row>(
  gateway: Gateway,
  cursor: string | null,
  path: string,
  toRow: (account: ApiAccount, acct: string, relationship: ApiRelationship | null) => Row,
): Promise<Page<Row>> {
  const state = cursor === null ? { link: path, pending: [] } : parseOne(pendingSchema, parseJson(cursor), 'cursor');
  let { link, pending } = state;
  if (link !== null && pending.length < batch) {
    const { body, next } = await gateway.get(link);
    pending = [...pending, ...parseList(accountSchema, body, path)];
    link = next;
  }
  if (link !== null && pending.length < batch) return { rows: [], next: JSON.stringify({ link, pending }) };
  const asked = pending.slice(0, batch);
  const rest = pending.slice(batch);
  const rows = await withRelationships(gateway, asked, toRow);
  return { rows, next: link === null && rest.length === 0 ? null : JSON.stringify({ link, pending: rest }) };
}

async function withRelationships<Row>(
  gateway: Gateway,
  accounts: ApiAccount[],
  toRow: (account: ApiAccount, acct: string, relationship: ApiRelationship | null) => Row,
): Promise<Row[]> {
  if (accounts.length === 0) return [];
  const query = accounts.map((account) => `id[]=${encodeURIComponent(account.id)}`).join('&');
  const { body } = await gateway.get(`/api/v1/accounts/relationships?${query}`);
  const byId = new Map(parseList(relationshipSchema, body, 'relationships').map((relationship) => [relationship.id, relationship]));
  return accounts.map((account) => toRow(account, acctOf(account, gateway.domain), byId.get(account.id) ?? null));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A parser for stored rows: null when the value is not one. */
export function rowParser<Row>(schema: v.GenericSchema<unknown, Row>): (value: unknown) => Row | null {
  return (value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : null;
  };
}

/** Keeps the last row of each key, as Mastodon does; a file with doubles would never finish importing there. */
export function uniqueBy<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}
