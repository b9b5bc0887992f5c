import * as v from 'valibot';
import { domainOf, normalAcct } from '@/lib/formats/acct';
import { parseList, parseOne, relationshipSchema, type ApiRelationship } from '@/lib/kinds/entities';
import type { Account } from '@/lib/move/model';
import { budgeted, budgetedOrNull, publicJson, type Access } from './gateway';
import type { Net } from './http';

const accountSchema = v.object({
  id: v.string(),
  acct: v.string(),
  followers_count: v.optional(v.number(), 0),
  suspended: v.optional(v.boolean(), false),
  locked: v.optional(v.boolean(), false),
  moved: v.optional(v.nullable(v.object({ acct: v.string() }))),
});

/** What a server knows of an account, without fetching it anew. */
export interface Found {
  id: string;
  /** As that server names it: another handle than was asked for where it knows the account by that. */
  acct: string;
  movedTo: string | null;
  suspended: boolean;
  /** Approves followers by hand. */
  locked: boolean;
}

/** Looks an account up on the server of `access`; null when that server does not know it. */
export async function lookupAccount(access: Access, acct: string): Promise<Found | null> {
  const answer = await budgetedOrNull(access, `/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`);
  if (!answer) return null;
  const found = parseOne(accountSchema, answer.body, 'lookup');
  const local = domainOf(access.account.acct);
  return { id: found.id, acct: normalAcct(found.acct, local), movedTo: found.moved ? normalAcct(found.moved.acct, local) : null, suspended: found.suspended, locked: found.locked };
}

/** As `lookupAccount`, and lets the server ask the account's own one where it does not know it; null where it finds nobody. */
export async function resolveAccount(access: Access, acct: string): Promise<Pick<Found, 'id'> | null> {
  const { body } = await budgeted(access, `/api/v1/accounts/search?resolve=true&limit=1&q=${encodeURIComponent(`@${acct}`)}`);
  const local = domainOf(access.account.acct);
  return parseList(v.object({ id: v.string(), acct: v.string() }), body, 'search').find((found) => normalAcct(found.acct, local) === acct) ?? null;
}

/** Relationships to these accounts (at most 100); those unknown or suspended are left out by the server. */
export async function readRelationships(access: Access, ids: string[]): Promise<ApiRelationship[]> {
  const query = ids.map((id) => `id[]=${encodeURIComponent(id)}`).join('&');
  return parseList(relationshipSchema, (await budgeted(access, `/api/v1/accounts/relationships?${query}`)).body, 'relationships');
}

/** Is an account still there, and which acct has it moved or does it redirect to, as its server tells anybody? `to` null when to none. */
export async function readMoved(net: Net, account: Account): Promise<{ there: boolean; to: string | null }> {
  const found = await readPublic(net, account);
  return { there: found !== null && !found.suspended, to: found?.moved ? normalAcct(found.moved.acct, domainOf(account.acct)) : null };
}

/** Number of followers, as anybody sees it. */
export async function readFollowers(net: Net, account: Account): Promise<number> {
  return (await readPublic(net, account))?.followers_count ?? 0;
}

async function readPublic(net: Net, account: Account): Promise<v.InferOutput<typeof accountSchema> | null> {
  const body = await publicJson(net, `${account.origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(account.username)}`);
  return body === null ? null : parseOne(accountSchema, body, 'lookup');
}
