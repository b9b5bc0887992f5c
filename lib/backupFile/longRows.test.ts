import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Account } from '@/lib/move/model';
import { createBackup } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import type { BackupRow } from '@/lib/store/rows';
import { changeTables } from '@/lib/store/testing/tables';
import { openBackup } from './read';
import { writeBackup } from './write';

const origin = 'https://a.example';
const account: Account = { actorUri: `${origin}/users/ada`, id: '1', acct: 'ada@a.example', origin, username: 'ada', displayName: '', avatar: '', software: 'mastodon', version: '4.6.5', apiVersion: 11, followersCount: 0, followingCount: 0, statusesCount: 0, locked: false, movedTo: null, checkedAt: 0 };

async function save(from: MovingDayDb, backup: BackupRow): Promise<Blob> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const blob = new Response(readable).blob();
  await writeBackup({ db: from, backup, account, appVersion: '1', readme: 'Read me' }, writable);
  return blob;
}

it('long rows are written and stored few at a time', async () => {
  const rows = 150;
  const html = 'A long story. '.repeat(7000);
  const conversation = (n: number) => ({ id: String(n), people: [], posts: [{ uri: `u${n}`, url: null, id: String(n), replyTo: null, at: '2026-01-01T00:00:00Z', editedAt: null, acct: 'a@a.example', person: { id: '1', name: '', avatar: '' }, html, warning: '', sensitive: false, visibility: 'direct', language: null, media: [], poll: null, favourites: 0, boosts: 0, boostOf: null }] });
  const from = new MovingDayDb('long-from');
  await from.accounts.put(account);
  const long = await createBackup(from, { id: 'long', moveId: null, actorUri: account.actorUri, purpose: 'backup', startedAt: 1, kinds: [{ kind: 'conversations', expected: null, status: 'queued' }] });
  for (let n = 0; n < rows; n++) await from.items.put({ id: `long|conversations|${n}`, backupId: 'long', kind: 'conversations', key: String(n), seq: n, row: conversation(n), source: 'api' });
  const [kind] = long.kinds;
  if (!kind) throw new Error('no kind');
  const read = await most(from, 'read', () => save(from, { ...long, status: 'done', kinds: [{ ...kind, status: 'done', rows }] }));
  expect(read.rows).toBeLessThanOrEqual(100);
  const db = new MovingDayDb('long-to');
  const stored = await most(db, 'stored', () => openBackup({ db, file: read.value, newId: () => 'opened', room: null }));
  expect(stored.value).toMatchObject({ ok: true });
  expect(await db.items.count()).toBe(rows);
  expect(stored.rows).toBeLessThanOrEqual(50);
}, 60_000);

/** The most rows of `items` that were read, or stored, in one go. */
async function most<T>(of: MovingDayDb, what: 'read' | 'stored', work: () => Promise<T>): Promise<{ value: T; rows: number }> {
  let rows = 0;
  await changeTables(of, ['items'], (table) => ({
    query: async (request) => {
      const found = await table.query(request);
      if (what === 'read' && request.values) rows = Math.max(rows, found.result.length);
      return found;
    },
    mutate: (request) => {
      if (what === 'stored' && request.type === 'put') rows = Math.max(rows, request.values.length);
      return table.mutate(request);
    },
  }));
  const value = await work();
  return { value, rows };
}
