import 'fake-indexeddb/auto';
import { closeSync, mkdtempSync, openAsBlob, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Dexie from 'dexie';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import { changeTables } from '@/lib/store/testing/tables';
import { takeArchive } from './take';
import { tarHeader, tarPadding } from './testing/tar';

const origin = 'https://a.example';
const account: Account = { actorUri: `${origin}/users/ada`, id: '1', acct: 'ada@a.example', origin, username: 'ada', displayName: '', avatar: '', software: 'mastodon', version: '4.6.5', apiVersion: 11, followersCount: 0, followingCount: 0, statusesCount: 0, locked: false, movedTo: null, checkedAt: 0 };

/** The first posts have 400 KB each, the others 6 KB: 100 MB of posts, and 20,000 files. */
const counts = { posts: 4000, long: 200, files: 20_000 };
const story = (n: number) => 'A long story. '.repeat(n < counts.long ? 28_000 : 400);
const post = (n: number) => JSON.stringify({ id: `${origin}/${n}/activity`, type: 'Create', published: '2024-01-01T00:00:00Z', object: { id: `${origin}/${n}`, type: 'Note', published: '2024-01-01T00:00:00Z', content: `<p>${n} ${story(n)}</p>`, to: [], cc: [], attachment: n < 100 ? [{ mediaType: 'image/png', url: `/media_attachments/files/${n}/a.png`, name: `Text ${n}` }] : [] } });

let folder: string;
let file: Blob;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Megabytes held, without what is garbage. */
function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moving-day-archive-'));
  const path = join(folder, 'archive.tar');
  const out = openSync(path, 'w');
  const write = (name: string, size: number, pieces: Iterable<string>) => {
    writeSync(out, tarHeader(name, size));
    for (const piece of pieces) writeSync(out, piece);
    writeSync(out, tarPadding(size));
  };
  const actor = JSON.stringify({ id: account.actorUri, preferredUsername: 'ada', name: 'Ada' });
  write('actor.json', actor.length, [actor]);
  let size = 0;
  for (const piece of outbox()) size += piece.length;
  write('outbox.json', size, outbox());
  for (let n = 0; n < counts.files; n++) write(`media_attachments/files/${n}/a.png`, 7, ['picture']);
  writeSync(out, new Uint8Array(1024));
  closeSync(out);
  // Read from the disk piece by piece, as a browser reads a file that a person picks.
  file = await openAsBlob(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

function* outbox(): Generator<string> {
  yield '{"orderedItems":[';
  for (let n = 0; n < counts.posts; n++) yield (n === 0 ? '' : ',') + post(n);
  yield ']}';
}

it('is read in little memory, however long it is and however much is in it', async () => {
  const db = new MovingDayDb('large-archive');
  await db.open();
  const kept = new Map<string, number>();
  let most = 0;
  // Rows go to a disk, not into this process.
  await changeTables(db, ['items', 'archives'], (table, name) => ({
    mutate: (request) => {
      if (request.type !== 'put') return table.mutate(request);
      for (const item of request.values as { kind?: string }[]) kept.set(item.kind ?? name, (kept.get(item.kind ?? name) ?? 0) + 1);
      most = Math.max(most, held());
      return Dexie.Promise.resolve({ numFailures: 0, failures: {}, lastResult: undefined, results: [] });
    },
  }));
  const before = held();
  const taken = await takeArchive({ db, file, name: 'archive.tar', account, at: 1, room: null, newId: () => 'x' });
  expect(taken).toEqual({ ok: true, posts: counts.posts });
  expect(Object.fromEntries(kept)).toEqual({ posts: counts.posts, media: counts.files, archives: 1 });
  expect(file.size).toBeGreaterThan(100e6);
  // The list of its files and the addresses of its posts are held; their texts are not.
  expect(most - before).toBeLessThan(40);
});
