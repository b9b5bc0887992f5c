import { EndlessList, UnreadableAnswer } from '@/lib/kinds/entities';
import type { Kind, Reading } from '@/lib/kinds/kind';
import { kinds } from '@/lib/kinds/registry';
import { planRow, type Place, type Rest } from '@/lib/kinds/rest';
import { ApiError } from '@/lib/mastodon/errors';
import { createGateway, type Access } from '@/lib/mastodon/gateway';
import { lookupAccount, readRelationships, resolveAccount } from '@/lib/mastodon/lookup';
import { followsFrom, Refused, serverNow, writeTo } from '@/lib/mastodon/writer';
import type { Account, KindId, LedgerRow, Move, ReasonCode, Result } from '@/lib/move/model';
import { backupToCarry } from '@/lib/store/backups';
import { dexieBudget } from '@/lib/store/budgets';
import { dropCarry, holdKind, refuseKind, settle } from '@/lib/store/carries';
import { inStead, leftOutOf } from '@/lib/store/choices';
import type { BackupRow, CarryRow, TokenRow } from '@/lib/store/rows';
import { importsOf } from '@/lib/store/imports';
import { accountOf, readFacts } from '@/lib/store/moves';
import { problem, type Background } from './context';
import { importsByRow } from './importRows';

/** A row that waits for an import or a follow is looked at again after this, at the latest, in milliseconds. */
const followPause = 6 * 3_600_000;
const importPause = 3_600_000;
/** Attempts at one row that a server's trouble ends before the others go first, and before it is given up. */
const patience = { others: 3, end: 6 };
const troublePause = 3_600_000;

/** Kinds that the API brings or finishes, in the order that works; what is asked for one by one holds up nothing else. */
export const restKinds = kinds.filter((kind) => kind.rest !== undefined).sort((a, b) => Number(a.rest?.asks ?? false) - Number(b.rest?.asks ?? false));

/** What is known of the new account's lists, per move and kind. Gone with the background: that is what makes it true. */
export interface CarryMemory {
  lists: Map<string, Map<string, unknown>>;
  /** Do the rows of a kind say that they wait for the follows of the next day? */
  held: Map<string, boolean>;
}

export function createMemory(): CarryMemory {
  return { lists: new Map(), held: new Map() };
}

/** Everything that bringing a row of one move needs. */
export interface Opened {
  move: Move;
  next: Account;
  complete: BackupRow;
  token: TokenRow;
  access: Access;
  memory: CarryMemory;
  /** When the next follow may be made, null = now; the ledger says so where that is later. */
  followsFrom(kind: Kind): Promise<number | null>;
}

/** What a move is carried with, or why it cannot be now. */
export async function openCarry(background: Background, memory: CarryMemory, moveId: string): Promise<Result<Opened>> {
  const { db } = background;
  const move = await db.moves.get(moveId);
  const next = move ? await accountOf(db, move, 'new') : null;
  const token = next && (await db.tokens.get(next.actorUri));
  const complete = move ? await backupToCarry(db, move) : null;
  if (!move || !next || !token || !complete) return { ok: false, problem: problem(background, 'tokenRevoked', 'new', [next ? new URL(next.origin).host : '']) };
  const access: Access = { account: next, token: token.accessToken, budget: dexieBudget(db), fetch: background.fetch, now: () => background.now() };
  return {
    ok: true,
    value: {
      move,
      next,
      complete,
      token,
      access,
      memory,
      followsFrom: async (kind) => {
        const from = await followsFrom(access);
        const [id, held] = [`${move.id}|${kind.id}`, from !== null];
        if (memory.held.get(id) !== held) await holdKind(db, move.id, kind.id, held, background.now());
        memory.held.set(id, held);
        return from;
      },
    },
  };
}

/** How a row ends: nothing is left to do, it cannot come, or it waits. */
type End = { status: 'done'; detail?: string } | { status: 'refused'; reason: ReasonCode; detail?: string } | { status: 'todo'; reason: ReasonCode; tryAt: number };

/**
 * Settles one row: looks at what is there, writes at most once, stores how it went. Throws `ApiError` for what concerns
 * more than this row; what is known of the list is then forgotten, since the write may have been taken all the same.
 */
export async function bringRow(background: Background, opened: Opened, kind: Kind, carry: CarryRow): Promise<void> {
  const { db } = background;
  const { rest } = kind;
  const item = await db.items.get(`${opened.complete.id}|${kind.id}|${carry.key}`);
  const left = await leftOutOf(db, opened.move.id, kind.id);
  // What hangs on a follow goes to whom is followed in the old one's stead.
  const { replaced } = rest?.about ? await leftOutOf(db, opened.move.id, 'following') : left;
  const instead = replaced.get(carry.key);
  const row = item === undefined ? null : kind.parse(instead === undefined ? item.row : inStead(item.row, instead));
  const before = item === undefined ? null : kind.parse(item.row);
  if (!rest || row === null || before === null || left.all || left.keys.has(carry.key)) return dropCarry(db, carry);
  const label = instead === undefined ? kind.label(before) : `${kind.label(before)} → @${instead}`;
  const store = (end: End, tries = carry.tries) =>
    settle(db, { ...carry, status: end.status, reason: end.status === 'done' ? (rest.lacks?.(row, null) ?? null) : end.reason, detail: (end.status !== 'todo' && end.detail) || '', tryAt: end.status === 'todo' ? end.tryAt : carry.tryAt, tries, at: background.now() }, label);
  try {
    await store(await attempt(background, opened, kind, rest, row, carry));
  } catch (error) {
    opened.memory.lists.delete(`${opened.move.id}|${kind.id}`);
    const now = background.now();
    // What is there is not known, so nothing may be written; the next row would read the same list again.
    if (error instanceof EndlessList || (error instanceof ApiError && error.code === 'linkElsewhere')) return refuseKind(db, opened.move.id, kind.id, 'listBroken', now);
    if (error instanceof Refused) {
      const why: ReasonCode = error.missing ? (rest.about ? 'notFound' : 'notOffered') : 'refusedByServer';
      // 422 is also said of what is there already: it is looked for once more before it counts.
      if (error.status === 422 && carry.tries === 0) return store({ status: 'todo', reason: 'notBroughtYet', tryAt: now }, 1);
      return store({ status: 'refused', reason: why });
    }
    if (rest.costsFollow && error instanceof ApiError && error.code === 'rateLimited' && (await followsFrom(opened.access)) !== null) return;
    if (!isTrouble(error)) throw error;
    const tries = carry.tries + 1;
    if (tries >= patience.end) return store({ status: 'refused', reason: 'serverTrouble' }, tries);
    await store({ status: 'todo', reason: 'serverTrouble', tryAt: tries >= patience.others ? now + troublePause : now }, tries);
    if (tries < patience.others) throw error;
  }
}

/** The server is there, and cannot do this one thing. */
function isTrouble(error: unknown): boolean {
  if (error instanceof ApiError) return error.code === 'badAnswer' || (error.code === 'serverDown' && error.status !== null);
  return error instanceof UnreadableAnswer;
}

async function attempt(background: Background, opened: Opened, kind: Kind, rest: Rest, row: unknown, carry: CarryRow): Promise<End> {
  const { access, next, move } = opened;
  const missing = rest.scopes.find((scope) => !opened.token.scopes.some((have) => have === scope || have === scope.split(':')[0]));
  if (missing !== undefined) {
    const { host } = new URL(next.origin);
    throw new ApiError('scopeMissing', host, null, null, [host, missing]);
  }
  const now = background.now();
  if (!rest.about && kind.carry.by === 'importForm' && next.apiVersion >= kind.carry.importableFrom && (await importIsOpen(background, move.id, kind.id))) return { status: 'todo', reason: 'waitsForImport', tryAt: now + importPause };
  // After the reading: its answer has just told the server's time.
  const finishes = rest.share(row, next.apiVersion) === 'finish';
  const imported = finishes && (await importsByRow(background.db, await importsOf(background.db, move.id), kind.id))(carry.key).confirmedAt !== null;
  const placeNow = async (accountId: string | null): Promise<Place> => ({ now: await serverNow(access), apiVersion: next.apiVersion, accountId, imported });
  const { about } = rest;
  if (about) {
    const found = await lookAt(background, opened, kind.account(row) ?? '', carry.key, about.following);
    if ('status' in found) return found;
    const there = about.row(kind.account(row) ?? '', found.relationship);
    return write(opened, rest, row, there, await placeNow(found.relationship.id), null);
  }
  if (rest.asks) opened.memory.lists.delete(`${move.id}|${kind.id}`);
  const list = await listOf(background, opened, kind, rest);
  const match = rest.match?.(row) ?? kind.rowKey(row);
  // What the import has brought may be there by another handle than the backup's.
  const known = finishes ? await background.db.ledger.get([move.id, kind.id, carry.key]) : undefined;
  const renamed = known?.detail ? inStead(row, known.detail) : row;
  const there = list.get(match) ?? list.get(rest.match?.(renamed) ?? kind.rowKey(renamed)) ?? null;
  const place = await placeNow(null);
  if (finishes && there === null && !rest.hurdle?.(row, there, place)) return asImport(background, known);
  const full = there === null && rest.most !== undefined && list.size >= rest.most;
  const end = await write(opened, rest, row, there, place, full ? 'full' : null, rest.asks ? `moving-day ${move.id} ${carry.key}` : undefined);
  if (end.status === 'done' && known) end.detail = known.detail;
  if (end.status === 'done') list.set(match, there !== null && rest.done(row, there, place) ? there : row);
  return end;
}

/** What the import was to bring and has not is nothing to finish: its own reason stands, or it is waited for. */
function asImport(background: Background, row: LedgerRow | undefined): End {
  if (row?.status === 'carried') return { status: 'refused', reason: 'goneSince' };
  if (row?.status === 'notCarried' && row.reason !== null) return { status: 'refused', reason: row.reason, detail: row.detail };
  return { status: 'todo', reason: 'waitsForImport', tryAt: background.now() + importPause };
}

async function write(opened: Opened, rest: Rest, row: unknown, there: unknown, place: Place, stop: ReasonCode | null, key?: string): Promise<End> {
  const plan = planRow(rest, row, there, place);
  if (typeof plan === 'string') return { status: 'refused', reason: plan };
  if (plan.length > 0 && stop !== null) return { status: 'refused', reason: stop };
  for (const one of plan) await writeTo(opened.access, one, { follow: rest.costsFollow === true, ...(key === undefined ? {} : { key }) });
  return { status: 'done' };
}

/** Rows of a kind that the new account has, by how they match; read once while the background lives. */
async function listOf(background: Background, opened: Opened, kind: Kind, rest: Rest): Promise<Map<string, unknown>> {
  const id = `${opened.move.id}|${kind.id}`;
  const known = opened.memory.lists.get(id);
  if (known) return known;
  const gateway = createGateway(opened.access);
  const asked = new Set<string>();
  const get: Reading['get'] = async (path) => {
    if (asked.has(path) || asked.size >= mostPages) throw new EndlessList(kind.id);
    asked.add(path);
    await background.heartbeat();
    return gateway.get(path);
  };
  const rows = rest.read ? await rest.read({ ...gateway, get }) : await readAll(kind, { ...gateway, get });
  const list = new Map(rows.map((row) => [rest.match?.(row) ?? kind.rowKey(row), row]));
  opened.memory.lists.set(id, list);
  return list;
}

/** Pages of one list of the API beyond which it has no end; fewer than a window of requests allows, since one that is cut short begins anew. */
const mostPages = 250;

async function readAll(kind: Kind, gateway: Pick<Reading, 'domain' | 'accountId' | 'apiVersion' | 'get' | 'find'>): Promise<unknown[]> {
  const source = kind.sources.find((one) => one.id === 'api');
  const reading: Reading = {
    ...gateway,
    chosen: new Set([kind.id]),
    have: new Set(),
    file: () => Promise.reject(new ApiError('noExportFile', '')),
    stored: () => Promise.resolve([]),
    known: () => Promise.resolve(new Set<string>()),
    before: () => Promise.resolve(new Map<string, unknown>()),
    media: () => Promise.resolve({ ok: false, why: 'noAccess' as const }),
  };
  const rows: unknown[] = [];
  let cursor: string | null = null;
  while (source) {
    const page: Awaited<ReturnType<typeof source.read>> = await source.read(reading, cursor);
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === null) break;
  }
  return rows;
}

type Seen = { relationship: Awaited<ReturnType<typeof readRelationships>>[number] };

/** What the new account has to do with an account, or why its row waits or cannot come: what became of the follow decides. */
async function lookAt(background: Background, { access, next, move }: Opened, acct: string, followKey: string, mustFollow: boolean): Promise<Seen | End> {
  const now = background.now();
  if (acct === next.acct) return { status: 'refused', reason: 'isYourself' };
  const follow = await background.db.ledger.get([move.id, 'following', followKey]);
  if (follow?.reason === 'notImportedYet' || follow?.reason === 'importRunning') return { status: 'todo', reason: 'waitsForFollow', tryAt: now + importPause };
  const known = await lookupAccount(access, acct);
  const found = known ?? (follow || mustFollow ? null : await resolveAccount(access, acct));
  const relationship = found ? (await readRelationships(access, [found.id]))[0] : undefined;
  if (!relationship) return asFollow(follow) ?? { status: 'refused', reason: 'notFound' };
  if (!mustFollow || relationship.following) return { relationship };
  if (relationship.requested) return { status: 'todo', reason: 'waitsForApproval', tryAt: now + followPause };
  return asFollow(follow) ?? { status: 'refused', reason: 'notFollowed' };
}

/** The reason why the follow did not come is the reason for what rests on it. */
function asFollow(follow: LedgerRow | undefined): End | null {
  return follow?.status === 'notCarried' && follow.reason !== null ? { status: 'refused', reason: follow.reason, detail: follow.detail } : null;
}

/** Is the kind's own import still to come, or at work? Asked of the ledger; nothing is known before the first comparison. */
export async function importIsOpen(background: Background, moveId: string, kind: KindId): Promise<boolean> {
  const { db } = background;
  if (!(await readFacts(db, moveId))['new.ledger']) return true;
  const waiting = db.ledger.where('[moveId+kind+status]').equals([moveId, kind, 'waiting']);
  return (await waiting.filter((row) => row.reason === 'notImportedYet' || row.reason === 'importRunning').first()) !== undefined;
}
