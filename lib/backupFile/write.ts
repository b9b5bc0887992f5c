import { ZipWriter, configure } from '@zip.js/zip.js/lib/zip-core-native.js';
import { kinds } from '@/lib/kinds/registry';
import type { Kind } from '@/lib/kinds/kind';
import { writeCsv } from '@/lib/formats/csv';
import type { Account, KindId, Move } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import type { MovingDayDb } from '@/lib/store/db';
import type { BackupRow, ItemRow } from '@/lib/store/rows';
import { readFacts } from '@/lib/store/moves';
import { hashing, shortDigest } from './hash';
import { dataName, formatVersion, type Manifest } from './manifest';
import { activityOf, outboxEnd, outboxStart } from './outbox';

/** What a person is told while a file is written or read: files and bytes done, of how many. */
export type Progress = (done: number, total: number) => void;

/** Rows held at a time, and letters, about; memory stays flat whatever the backup's size. */
const page = { first: 100, most: 500, letters: 500_000 };
/** Files looked up together; a blob is a handle, its bytes stay where they are. */
const filesAtOnce = 100;
/** What one import file may hold. Source: mastodon v4.6.5, app/models/form/import.rb. */
const mostRows = 20_000;
/** From here on a zip needs its 64-bit form, with room to spare. */
const zip64From = { bytes: 3_500_000_000, entries: 60_000 };

/** Bytes of the server's archive that count as much as one row in what is told of the progress. */
const archiveTick = 100_000;

export interface Writing {
  db: MovingDayDb;
  backup: BackupRow;
  account: Account;
  appVersion: string;
  /** Plain words about the files, from the locale file. */
  readme: string;
  onProgress?: Progress;
}

/**
 * Writes one backup as a zip into `sink`, file after file as a stream: what Mastodon's import takes under its own names,
 * every row of every kind as JSON Lines, posts as ActivityStreams, media, `README.txt`, and last `manifest.json` with
 * counts and digests of all of them. Kinds that could not be read to their end are in it, marked as such.
 */
export async function writeBackup(writing: Writing, sink: WritableStream<Uint8Array>): Promise<Manifest> {
  configure({ useWebWorkers: false });
  const { db, backup, account } = writing;
  const urls = await mediaUrls(db, backup);
  const names = new Map(urls.map(({ url, mime }) => [url, mediaName(url, mime)]));
  const held = backup.kinds.reduce((sum, kind) => sum + kind.rows, 0);
  const archive = await db.archives.get(backup.actorUri);
  const big = urls.reduce((sum, file) => sum + file.bytes, archive?.file.size ?? 0) + held * 2000 > zip64From.bytes || urls.length > zip64From.entries;
  const zip = new ZipWriter(sink, { zip64: big, keepOrder: true, level: 6, lastModDate: new Date(backup.finishedAt ?? backup.startedAt) });
  const files: Manifest['files'] = [];
  const total = held * 2 + urls.length + (archive?.file.size ?? 0) / archiveTick;
  let done = 0;
  const tick = (count: number) => writing.onProgress?.(Math.min((done += count), total), total);

  const add = async (name: string, kind: KindId | null, rows: number, source: ReadableStream<Uint8Array>, store = false) => {
    const { stream, result } = hashing();
    await zip.add(name, source.pipeThrough(stream), store ? { level: 0 } : {});
    files.push({ name, kind, rows, ...result() });
  };
  for (const kind of kinds) {
    const state = backup.kinds.find((row) => row.kind === kind.id);
    if (!state || (state.rows === 0 && state.status !== 'done')) continue;
    for (const file of await importable(db, backup.id, kind, state.rows)) await add(file.name, kind.id, file.rows, texts([file.text]));
    await add(dataName(kind.id), kind.id, state.rows, texts(lines(db, backup.id, kind, tick)));
    if (kind.id === 'posts') await add('outbox.json', 'posts', state.rows, texts(outbox(writing, state.rows, names)));
  }
  const media: Manifest['media'] = [];
  const written = new Set<string>();
  for (let from = 0; from < urls.length; from += filesAtOnce) {
    const some = urls.slice(from, from + filesAtOnce);
    const kept = await db.files.bulkGet(some.map(({ url }) => `${backup.actorUri}|${url}`));
    for (const [place, { url }] of some.entries()) {
      const [file, name] = [kept[place], names.get(url) ?? ''];
      if (file && !written.has(name)) {
        written.add(name);
        // Pictures and videos are compressed already.
        await add(name, 'media', 0, file.blob.stream(), true);
        media.push({ url, name });
      }
      tick(1);
    }
  }
  // As the server made it: a person can open it, and so can other tools.
  const archiveFile = archive && (await archiveName(archive.file));
  if (archive && archiveFile) await add(archiveFile, null, archive.posts, archive.file.stream().pipeThrough(counting((bytes) => tick(bytes / archiveTick))), true);
  await add('README.txt', null, 0, texts([writing.readme]));
  const manifest = await manifestOf(writing, account, files, media);
  if (archive && archiveFile) manifest.archive = { file: archiveFile, name: archive.name.slice(0, 300), takenAt: archive.takenAt };
  await zip.add('manifest.json', texts([JSON.stringify(manifest, null, 1)]));
  await zip.close();
  return manifest;
}

async function manifestOf({ db, backup, appVersion }: Writing, account: Account, files: Manifest['files'], media: Manifest['media']): Promise<Manifest> {
  const move = backup.moveId === null ? undefined : await db.moves.get(backup.moveId);
  return {
    formatVersion,
    app: `Moving Day ${appVersion}`,
    madeAt: new Date(backup.finishedAt ?? backup.startedAt).toISOString(),
    startedAt: backup.startedAt,
    account,
    kinds: backup.kinds.map((kind) => ({ kind: kind.kind, rows: kind.rows, complete: kind.status === 'done', sources: kind.sources })),
    files,
    media,
    archive: null,
    move: move ? await moveOf(db, move) : null,
  };
}

async function moveOf(db: MovingDayDb, move: Move): Promise<Manifest['move']> {
  return { id: move.id, createdAt: move.createdAt, old: move.old.named, new: move.new.named, facts: await readFacts(db, move.id) };
}

/** The files that Mastodon's import form takes, split where one would be too long. */
async function importable(db: MovingDayDb, backupId: string, kind: Kind, rows: number): Promise<{ name: string; text: string; rows: number }[]> {
  const { carry } = kind;
  if (kind.id === 'followers') {
    const keys: string[][] = [];
    for await (const items of itemPages(db, backupId, kind.id)) keys.push(...items.map((item) => [item.key]));
    return [{ name: 'followers.csv', text: writeCsv(keys, ['Account address']), rows }];
  }
  if (carry.by !== 'importForm') return [];
  const files = [];
  for (let from = 0; from === 0 || from < rows; from += mostRows) {
    const part: unknown[] = [];
    for await (const items of itemPages(db, backupId, kind.id, shortRows, from, mostRows)) part.push(...items.flatMap((item) => ofFile(kind, item.row) ?? []));
    const name = from === 0 ? carry.fileName : carry.fileName.replace('.', `_${from / mostRows + 1}.`);
    files.push({ name, text: carry.toFile(part), rows: part.length });
  }
  return files;
}

/** Of a row, what the server's own export file has of it: the people and posts that others bring would all be held at once. */
function ofFile(kind: Kind, row: unknown): unknown {
  const parsed = kind.parse(row);
  const fields = kind.sources.find((source) => source.id === 'csv')?.gives;
  return parsed === null || !fields ? parsed : Object.fromEntries(Object.entries(parsed as object).filter(([name]) => fields.includes(name)));
}

/** How many rows are read next: `fit` learns from what some were as text. */
interface Room {
  rows: number;
  fit(rows: number, letters: number): void;
}

/** For kinds whose rows are names and addresses. */
const shortRows: Room = { rows: page.most, fit: () => undefined };

function room(): Room {
  return {
    rows: page.first,
    fit(rows, letters) {
      this.rows = Math.min(page.most, Math.max(1, Math.floor((rows * page.letters) / Math.max(1, letters))));
    },
  };
}

/** Rows of a kind in the server's order, a page at a time: all, or `most` from the `start`-th on. */
async function* itemPages(db: MovingDayDb, backupId: string, kind: KindId, size: Room = shortRows, start = 0, most = Number.MAX_SAFE_INTEGER): AsyncGenerator<ItemRow[]> {
  for (let from = start; from < start + most; ) {
    const wanted = Math.min(size.rows, start + most - from);
    const items = await readItems(db, backupId, kind, from, wanted);
    from += items.length;
    if (items.length > 0) yield items;
    if (items.length < wanted) return;
  }
}

async function* pages(db: MovingDayDb, backupId: string, kind: KindId, size: Room): AsyncGenerator<unknown[]> {
  for await (const items of itemPages(db, backupId, kind, size)) yield items.map((item) => item.row);
}

async function* lines(db: MovingDayDb, backupId: string, kind: Kind, tick: (count: number) => void): AsyncGenerator<string> {
  const size = room();
  for await (const rows of pages(db, backupId, kind.id, size)) {
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    size.fit(rows.length, text.length);
    yield text;
    tick(rows.length);
  }
}

async function* outbox({ db, backup }: Writing, total: number, names: Map<string, string>): AsyncGenerator<string> {
  yield outboxStart(total);
  let first = true;
  const size = room();
  for await (const rows of pages(db, backup.id, 'posts', size)) {
    const items = rows.flatMap((row) => activityOf(row, backup.actorUri, (url) => names.get(url) ?? url) ?? []);
    const text = items.map((item) => JSON.stringify(item)).join(',\n');
    size.fit(rows.length, text.length);
    if (items.length > 0) yield `${first ? '' : ','}\n${text}`;
    first = first && items.length === 0;
  }
  yield outboxEnd;
}

/** Texts as bytes, one at a time, no faster than they are taken. */
function texts(source: Iterable<string> | AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator: AsyncIterator<string> | Iterator<string> = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await iterator.next();
        if (step.done === true) controller.close();
        else controller.enqueue(encoder.encode(step.value));
      },
    },
    { highWaterMark: 1 },
  );
}

async function mediaUrls(db: MovingDayDb, backup: BackupRow): Promise<{ url: string; mime: string; bytes: number }[]> {
  const found: { url: string; mime: string; bytes: number }[] = [];
  for await (const rows of pages(db, backup.id, 'media', shortRows)) {
    for (const row of rows as { url: string; mime: string; bytes: number; gap: string | null }[]) if (row.gap === null) found.push(row);
  }
  return found;
}

/** Name of the server's archive in the zip. One that was a `.tar.gz` is kept unpacked. */
async function archiveName(file: Blob): Promise<string> {
  return (await file.slice(0, 2).text()) === 'PK' ? 'archive/archive.zip' : 'archive/archive.tar';
}

function counting(onBytes: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      onBytes(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
}

const endings = new Map(Object.entries({ 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp', 'image/avif': 'avif', 'video/mp4': 'mp4', 'video/webm': 'webm', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }));

/** A name that no address can steer: a digest, and an ending by the type that was served. */
function mediaName(url: string, mime: string): string {
  return `media/${shortDigest(url)}.${endings.get(mime) ?? 'bin'}`;
}
