import 'fake-indexeddb/auto';
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { BlobReader, ZipReader, configure } from '@zip.js/zip.js';
import { afterAll, describe, expect, it } from 'vitest';
import { finishedBackup, benchAccount } from '@/e2e/bench/inside/fill';
import { MovingDayDb } from '@/lib/store/db';
import type { ItemRow } from '@/lib/store/rows';
import { openBackup } from './read';
import { writeBackup } from './write';

const folder = mkdtempSync(join(tmpdir(), 'moving-day-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file on the disk as a browser hands it in; Node's own end at 4 GB. */
class DiskFile extends Blob {
  private readonly file: number;
  override readonly size: number;

  constructor(path: string) {
    super();
    this.file = openSync(path, 'r');
    this.size = statSync(path).size;
  }

  override slice(start = 0, end = this.size): Blob {
    const bytes = new Uint8Array(Math.min(end, this.size) - start);
    readSync(this.file, bytes, 0, bytes.length, start);
    return new Blob([bytes]);
  }
}

/** A database with a finished backup of so many files, all with these bytes. */
async function withFiles(name: string, files: number, bytes: Uint8Array<ArrayBuffer>): Promise<MovingDayDb> {
  const db = new MovingDayDb(name);
  const blob = new Blob([bytes], { type: 'video/mp4' });
  const { actorUri } = benchAccount;
  const url = (n: number) => `https://media.old.example/${n}.mp4`;
  await db.accounts.put(benchAccount);
  await db.backups.put(finishedBackup([{ kind: 'media', rows: files }]));
  for (let from = 0; from < files; from += 5000) {
    const some = Array.from({ length: Math.min(5000, files - from) }, (_, n) => from + n);
    await db.files.bulkAdd(some.map((n) => ({ id: `${actorUri}|${url(n)}`, actorUri, url: url(n), blob, bytes: blob.size })));
    await db.items.bulkAdd(some.map((n): ItemRow => ({ id: `bench|media|${url(n)}`, backupId: 'bench', kind: 'media', key: url(n), seq: n, source: 'api', row: { url: url(n), alt: null, mime: 'video/mp4', bytes: blob.size, gap: null } })));
  }
  return db;
}

async function writeFile(db: MovingDayDb, name: string): Promise<{ path: string; files: number; bytes: number }> {
  const path = join(folder, name);
  const sink = Writable.toWeb(createWriteStream(path)) as WritableStream<Uint8Array>;
  const backup = await db.backups.get('bench');
  if (!backup) throw new Error('no backup');
  const manifest = await writeBackup({ db, backup, account: benchAccount, appVersion: '1', readme: 'Read me' }, sink);
  return { path, files: manifest.files.length, bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** Entries of a zip and the bytes they claim, as another program counts them: Python where there is one. */
async function countElsewhere(path: string): Promise<{ entries: number; bytes: number }> {
  const script = 'import sys, zipfile\nlist = zipfile.ZipFile(sys.argv[1]).infolist()\nprint(len(list), sum(one.file_size for one in list if one.filename != "manifest.json"))';
  try {
    const [entries = 0, bytes = 0] = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }).split(' ').map(Number);
    return { entries, bytes };
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    configure({ useWebWorkers: false });
    const entries = await new ZipReader(new BlobReader(new DiskFile(path))).getEntries();
    return { entries: entries.length, bytes: entries.filter((entry) => entry.filename !== 'manifest.json').reduce((sum, entry) => sum + entry.uncompressedSize, 0) };
  }
}

function open(db: MovingDayDb, path: string): ReturnType<typeof openBackup> {
  return openBackup({ db, file: new DiskFile(path), newId: () => 'opened', room: null });
}

describe('a large file', () => {
  it('of 70,000 entries is counted right, and opened again', async () => {
    const db = await withFiles('many', 70_000, new TextEncoder().encode('a small picture'));
    const { path, files, bytes } = await writeFile(db, 'many.zip');
    expect(files).toBeGreaterThan(70_000);
    expect(await countElsewhere(path)).toEqual({ entries: files + 1, bytes });
    const other = new MovingDayDb('many-opened');
    expect(await open(other, path)).toEqual({ ok: true, backupId: 'opened', acct: benchAccount.acct, otherArchive: false });
    expect([await other.files.count(), await other.items.where('backupId').equals('opened').count()]).toEqual([70_000, 70_000]);
  });

  it('of more than 4 GB is counted right, and opened again', async () => {
    const db = await withFiles('long', 45, new Uint8Array(100_000_000));
    const { path, files, bytes } = await writeFile(db, 'long.zip');
    expect(statSync(path).size).toBeGreaterThan(2 ** 32);
    expect(bytes).toBeGreaterThan(4_500_000_000);
    expect(await countElsewhere(path)).toEqual({ entries: files + 1, bytes });
    // Where the account's files are kept already, every byte is checked and none is stored twice.
    expect(await open(db, path)).toEqual({ ok: true, backupId: 'opened', acct: benchAccount.acct, otherArchive: false });
    expect(await db.items.where('backupId').equals('opened').count()).toBe(45);
  });
});
