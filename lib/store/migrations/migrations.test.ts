import 'fake-indexeddb/auto';
import { readdirSync, readFileSync } from 'node:fs';
import Dexie from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { createBackup, readItems } from '../backups';
import { compareKind } from '../compare';
import { MovingDayDb } from '../db';
import { isNewerData, NewerDataError } from '../newer';
import { readMoveView } from '../testing/view';
import { newestVersion, versions } from './registry';

type Row = Record<string, unknown>;
type Tables = Record<string, Row[]>;

const folder = new URL('./fixtures/', import.meta.url);
const made = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const every = made.map((_name, index) => index + 1);

function fixtureOf(version: number): Tables {
  return JSON.parse(readFileSync(new URL(`${String(version).padStart(3, '0')}.json`, folder), 'utf8')) as Tables;
}

/** A file stands in a fixture as its type and text. */
function withFiles(row: Row): Row {
  const fileOf = ({ text, type }: { text: string; type: string }) => new Blob([text], { type });
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name === 'blob' || name === 'file' ? fileOf(value as { text: string; type: string }) : value]));
}

async function withoutFiles(row: Row): Promise<Row> {
  return Object.fromEntries(await Promise.all(Object.entries(row).map(async ([name, value]) => [name, value instanceof Blob ? { type: value.type, text: await value.text() } : value] as const)));
}

let names = 0;
const opened: Dexie[] = [];
afterEach(() => opened.splice(0).forEach((db) => db.close()));

/** A database of that version with what its fixture holds, left by that version's code. */
async function left(version: number): Promise<string> {
  const name = `version-${version}-${names++}`;
  const before = new Dexie(name);
  for (const declare of versions.slice(0, version)) declare(before);
  const tables = fixtureOf(version);
  expect(before.tables.map((table) => table.name).sort()).toEqual(Object.keys(tables).sort());
  for (const [table, rows] of Object.entries(tables)) await before.table<Row>(table).bulkAdd(rows.map(withFiles));
  before.close();
  return name;
}

/** The same, opened by the code of today. */
async function migrated(version: number): Promise<MovingDayDb> {
  const db = new MovingDayDb(await left(version));
  opened.push(db);
  await db.open();
  return db;
}

/** A row of a fixture as the code of today has to find it: what each later version adds to it. */
function today(version: number, table: string, row: Row): Row {
  const added: Row[] = [];
  if (table === 'backups' && version < 2) {
    const kinds = (row.kinds as Row[]).map((kind) => ({ ...kind, source: null, sources: [{ id: 'api', at: row.finishedAt, rows: kind.rows }], failed: [], repeats: 0, empties: 0, fullAt: null }));
    added.push({ baseId: null, scheduled: false, kinds });
  }
  if (table === 'items' && version < 2) added.push({ source: 'api' });
  if (table === 'budgets' && version < 2) added.push({ saidLimit: null, skew: null });
  if (table === 'budgets' && version < 3) added.push({ follows: [], followsUntil: null });
  if (table === 'imports' && version < 5) added.push({ id: `${String(row.id)}|1`, part: 1, name: '', stage: null, afterId: null, overwrite: false, leftAfter: 0, movedAt: row.seenAt });
  if (table === 'imports' && version === 5) added.push({ leftAfter: 0 });
  // Before version 4 it was not kept who is locked or has moved.
  if (table === 'items' && (version === 4 || version === 5) && (row.kind === 'following' || row.kind === 'lists')) {
    if (/mover_\d+@/.test(String(row.key))) added.push({ mark: 'moved' });
    if (/locked_\d+@/.test(String(row.key))) added.push({ mark: 'locked' });
  }
  return Object.assign({}, row, ...added) as Row;
}

const inOrder = (rows: Row[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
const itemsOf = (tables: Tables, backupId: string, kind: unknown) => (tables.items ?? []).filter((item) => item.backupId === backupId && item.kind === kind);

/** What is to be expected of the follows of a fixture. */
function outlook(version: number): Record<string, number> {
  // The fixtures of versions 7 and 8 have nobody on the blocked server.
  const known = { there: 1, self: 1, ...(version < 7 ? { serverBlocked: 1 } : {}) };
  // From version 3 on one is left behind, from 4 on it is known who is locked.
  if (version < 3) return { ...known, add: 4 };
  if (version === 3) return { ...known, left: 1, add: 2 };
  return { ...known, left: 1, asks: 1, add: 1 };
}

it('there is a fixture for each version', async () => {
  const db = new MovingDayDb('newest');
  opened.push(db);
  expect(made).toEqual(Array.from({ length: db.verno }, (_, index) => `${String(index + 1).padStart(3, '0')}.json`));
  expect([newestVersion, versions.length]).toEqual([db.verno, db.verno]);
  // It has a row in each table, so that what the next version does to it is seen.
  const empty = Object.entries(fixtureOf(newestVersion)).flatMap(([table, rows]) => (rows.length === 0 ? [table] : []));
  expect([empty, Object.keys(fixtureOf(newestVersion)).sort()]).toEqual([[], db.tables.map((table) => table.name).sort()]);
});

describe.each(every)('a move that version %i has left in the middle', (version) => {
  const tables = fixtureOf(version);
  const now = Number(tables.pending?.[0]?.startedAt);

  it('is there with every row, as the code of today expects it', async () => {
    const db = await migrated(version);
    // Dexie would have mended what differs from a fresh database, as one version more.
    expect(db.backendDB().version).toBe(newestVersion * 10);
    for (const { name } of db.tables) {
      const rows = await Promise.all((await db.table<Row>(name).toArray()).map(withoutFiles));
      expect([name, inOrder(rows)]).toEqual([name, inOrder((tables[name] ?? []).map((row) => today(version, name, row)))]);
    }
  });

  it('reads as it stood', async () => {
    const db = await migrated(version);
    const view = await readMoveView(db, now);
    const ledger = (tables.ledger ?? []).filter((row) => row.kind !== 'followers');
    const carried = ledger.filter((row) => row.status === 'carried').length;
    const rows = (tables.items ?? []).filter((item) => item.backupId === 'backup-old').length;
    const moved = version >= 7;
    expect([view?.old, view?.new].map((side) => [side?.account?.acct, side?.signedIn, side?.signingIn])).toEqual([
      ['ada@old.example', true, false],
      ['ada@new.example', true, true],
    ]);
    expect(view?.steps.map((step) => [step.id, step.status, step.vars])).toEqual([
      ['account', 'done', []],
      ['profile', moved ? 'open' : 'current', []],
      ['export', 'done', [rows]],
      ['import', moved ? 'done' : 'open', [carried, ledger.length]],
      ['alias', 'done', []],
      ['move', moved ? 'done' : 'closed', moved ? ['ada@new.example'] : []],
    ]);
    expect(view?.movedTo).toBe(moved ? 'ada@new.example' : null);
    expect(view?.problems.map((problem) => problem.code)).toEqual(['offline']);
    for (const backup of [view?.complete, view?.carried]) {
      expect(backup).toMatchObject({ backupId: 'backup-old', actorUri: 'https://old.example/users/ada', status: 'done', baseId: null, scheduled: false });
      expect(backup?.kinds.map((kind) => [kind.kind, kind.status, kind.rows])).toEqual(backup?.kinds.map((kind) => [kind.kind, 'done', itemsOf(tables, 'backup-old', kind.kind).length]));
      expect(backup?.kinds.length).toBe(version === 1 ? 9 : 24);
    }
    // All numbers of the ledger are those of its rows.
    const numbers = (view?.ledger ?? []).map(({ kind, ...count }) => [kind, count]);
    const of = (kind: KindId, status?: string) => (tables.ledger ?? []).filter((row) => row.kind === kind && (status === undefined || row.status === status)).length;
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual((view?.ledger ?? []).map(({ kind }) => [kind, { owed: of(kind), carried: of(kind, 'carried'), waiting: of(kind, 'waiting'), notCarried: of(kind, 'notCarried') }]));
    expect((view?.ledger ?? []).reduce((sum, count) => sum + count.owed, 0)).toBe(tables.ledger?.length);
  });

  it('has every row of its backup, readable and in order, and can be compared', async () => {
    const db = await migrated(version);
    const mine = await db.backups.get('backup-old');
    const next = await db.accounts.get('https://new.example/ap/users/1058');
    if (!mine || !next) throw new Error('nothing to compare');
    for (const { kind } of mine.kinds) {
      const items = await readItems(db, mine.id, kind);
      expect([kind, items.map((item) => item.seq)]).toEqual([kind, items.map((_item, index) => index)]);
      expect([kind, items.map((item) => item.key)]).toEqual([kind, items.map((item) => kindById(kind).rowKey(kindById(kind).parse(item.row)))]);
      expect(items.length).toBe(itemsOf(tables, mine.id, kind).length);
    }
    // The new account as it may be read now: it follows one of them.
    const there = await createBackup(db, { id: 'there', moveId: 'move', actorUri: next.actorUri, purpose: 'verify', startedAt: now, kinds: [{ kind: 'following', expected: null, status: 'done' }] });
    const [shared] = await db.items.where('[backupId+kind+seq]').equals([mine.id, 'following', (await readItems(db, mine.id, 'following')).length - 1]).toArray();
    if (!shared) throw new Error('nobody is followed');
    await db.items.put({ ...shared, id: `there|following|${shared.key}`, backupId: 'there', seq: 0 });
    const result = await compareKind(db, { moveId: 'move', mine, oldAcct: 'ada@old.example', there, next, blocks: new Map([['blocked.example', 'suspend']]) }, 'following');
    expect(Object.fromEntries(Object.entries(result?.counts ?? {}).filter(([, count]) => count > 0))).toEqual(outlook(version));
  });
});

describe('data of a newer version', () => {
  // A version that needs an index less than this code: Dexie would put it back.
  const newer = (name: string) => {
    const db = new Dexie(name);
    for (const declare of versions) declare(db);
    db.version(newestVersion + 1).stores({ tomorrow: 'id', imports: 'id' });
    opened.push(db);
    return db;
  };
  const contents = async (name: string) => {
    const db = newer(name);
    const rows = await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()] as const));
    const stands = [db.backendDB().version, rows];
    db.close();
    return stands;
  };

  it('is refused by every operation, and stays as it is', async () => {
    const name = await left(newestVersion);
    const after = newer(name);
    await after.table('tomorrow').add({ id: 'a row' });
    after.close();
    const before = await contents(name);
    expect(before[0]).toBe((newestVersion + 1) * 10);

    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const db = new MovingDayDb(name);
    opened.push(db);
    const operations = [
      () => db.moves.toArray(),
      () => db.open(),
      () => db.settings.put({ key: 'currentMove', value: 'another' }),
      () => db.transaction('rw', db.items, () => db.items.clear()),
      () => readMoveView(db, 1),
      () => db.open(),
      () => new MovingDayDb(name).backups.count(),
    ];
    for (const operation of operations) {
      const error = await operation().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(isNewerData(error)).toBe(true);
    }
    vi.restoreAllMocks();
    expect(await contents(name)).toEqual(before);
  });

  it('is told from other errors; data that Dexie has mended is none', async () => {
    expect([new Error('x'), null, 'x', new Dexie.DatabaseClosedError(), { inner: new Error('x') }].map(isNewerData)).toEqual([false, false, false, false, false]);
    expect([new NewerDataError(9), { inner: { inner: new NewerDataError(9) } }].map(isNewerData)).toEqual([true, true]);
    const mended = new Dexie('mended');
    for (const declare of versions) declare(mended);
    mended.version(newestVersion + 0.1).stores({});
    await mended.open();
    mended.close();
    const db = new MovingDayDb('mended');
    opened.push(db);
    expect(await db.moves.count()).toBe(0);
  });
});
