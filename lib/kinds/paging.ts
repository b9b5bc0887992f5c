import * as v from 'valibot';
import type { KindId } from '@/lib/move/model';
import type { Gateway, Page, Reading, Source } from './kind';
import { accountSchema, acctOf, parseJson, parseList, parseOne, relationshipSchema, type ApiAccount, type ApiRelationship } from './entities';

/** Ids that one relationships request takes: 100 stay well under the 8 KB that a URL may have. */
export const batch = 100;

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

/** The source of a plain list of the API. */
export function pagedSource<T, Row>(gives: readonly string[], path: (gateway: Gateway) => string, schema: v.GenericSchema<unknown, T>, toRow: (entry: T, gateway: Gateway) => Row): Source<Row> {
  return { id: 'api', from: 0, gives, read: (reading, cursor) => readPage(reading, cursor, path(reading), schema, (entry) => toRow(entry, reading)) };
}

/** The source of an export file of the settings pages: one request for the whole list, outside the paging limit. */
export function fileSource<Row>(id: 'csv' | 'json', path: string, gives: readonly string[], parse: (text: string) => Row[], from = 0): Source<Row> {
  return { id, from, gives, read: async (reading) => ({ rows: parse(await reading.file(path)), next: null }) };
}

const pendingSchema = v.object({ link: v.nullable(v.string()), pending: v.array(accountSchema) });

/** How accounts with relationships become rows. */
export interface PeopleRows<Row> {
  kind: KindId;
  path: string;
  /** A field that only relationships fill: where another source has filled it, they are asked for new accounts alone. */
  needs: string;
  full(account: ApiAccount, acct: string, relationship: ApiRelationship | null): Row;
  /** The row of an account whose relationship another source has given: what this source adds. */
  brief(account: ApiAccount, acct: string): Row;
}

/**
 * Reads accounts together with their relationships, in full batches of 100 ids, one request a slice. Accounts read but
 * not yet asked about wait in the cursor, which is committed with the rows, so that a kill loses none.
 */
export async function readPeople<Row>(reading: Reading, cursor: string | null, how: PeopleRows<Row>): Promise<Page<Row>> {
  const { link, pending } = cursor === null ? { link: how.path, pending: [] } : parseOne(pendingSchema, parseJson(cursor), 'cursor');
  if (link !== null && pending.length < batch) return readList(reading, how, link, pending);
  const asked = pending.slice(0, batch);
  const found = await relationshipsOf(reading, asked.map((account) => account.id));
  const rows = asked.map((account) => how.full(account, acctOf(account, reading.domain), found.get(account.id) ?? null));
  return { rows, next: waiting(link, pending.slice(batch)) };
}

async function readList<Row>(reading: Reading, how: PeopleRows<Row>, link: string, pending: ApiAccount[]): Promise<Page<Row>> {
  const { body, next } = await reading.get(link);
  const accounts = parseList(accountSchema, body, how.path).map((account) => ({ account, acct: acctOf(account, reading.domain) }));
  const accts = accounts.map(({ acct }) => acct);
  const known: ReadonlySet<string> = reading.brief ? new Set(accts) : reading.have.has(how.needs) ? await reading.known(how.kind, accts) : new Set<string>();
  const fresh = accounts.filter(({ acct }) => !known.has(acct)).map(({ account }) => account);
  return { rows: accounts.filter(({ acct }) => known.has(acct)).map(({ account, acct }) => how.brief(account, acct)), next: waiting(next, [...pending, ...fresh]) };
}

function waiting(link: string | null, pending: ApiAccount[]): string | null {
  return link === null && pending.length === 0 ? null : JSON.stringify({ link, pending });
}

/** Accounts that wait in the cursor of `readPeople`, without what only their relationship tells. */
export function heldPeople<Row>(cursor: string, domain: string, brief: PeopleRows<Row>['brief']): Row[] {
  return parseOne(pendingSchema, parseJson(cursor), 'cursor').pending.map((account) => brief(account, acctOf(account, domain)));
}

/** Relationships by account id, at most `batch` at a time. A server leaves out those of accounts that it suspends. */
export async function relationshipsOf(gateway: Gateway, ids: readonly string[]): Promise<Map<string, ApiRelationship>> {
  if (ids.length === 0) return new Map();
  const query = ids.map((id) => `id[]=${encodeURIComponent(id)}`).join('&');
  const { body } = await gateway.get(`/api/v1/accounts/relationships?${query}`);
  return new Map(parseList(relationshipSchema, body, 'relationships').map((relationship) => [relationship.id, relationship]));
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
