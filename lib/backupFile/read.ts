import { BlobReader, ERR_UNSAFE_FILENAME, ZipReader, configure, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import * as v from 'valibot';
import { isOrigin, isSafeUrl } from '@/lib/formats/acct';
import { mediaType } from '@/lib/formats/mediaType';
import { pour as pourInto } from '@/lib/formats/pour';
import { isStorageFull } from '@/lib/formats/storageFull';
import { readPlace } from '@/lib/archive/place';
import { Refused as ArchiveRefused } from '@/lib/archive/refused';
import { storeArchive } from '@/lib/archive/take';
import type { MovingDayDb } from '@/lib/store/db';
import type { FileRow } from '@/lib/store/rows';
import { itemOf } from '@/lib/store/items';
import { dropLoose } from '@/lib/store/loose';
import { kindById } from '@/lib/kinds/registry';
import { hashing } from './hash';
import { dataName, formatVersion, manifestSchema, type FileProblem, type Manifest } from './manifest';
import { putBack } from './restore';
import type { Progress } from './write';

/** A backup file that was not taken in, and why. */
class Refused extends Error {
  constructor(readonly why: FileProblem) {
    super(why);
  }
}

export interface Opening {
  db: MovingDayDb;
  file: Blob;
  newId: () => string;
  /** Bytes that this browser can still keep; null = it does not say. */
  room: number | null;
  onProgress?: Progress;
}
/** `otherArchive` = the file has an archive of the server, and so has this browser another one, which stays. */
export type Opened = { ok: true; backupId: string; acct: string; otherArchive: boolean } | { ok: false; why: FileProblem };

/** What no honest backup is beyond; a manifest of 400,000 files has about 80 MB, and no larger picture or video is fetched. */
const most = { manifest: 200_000_000, packedArchive: 500_000_000, media: 110_000_000, entries: 400_100, ratio: 1100, line: 64_000_000 };
/** Rows stored at a time, and letters of them: a conversation can be as long as thousands of follows. */
const perPut = { rows: 2000, letters: 4_000_000 };
/** Files looked up together, and bytes of them stored together. */
const perStore = { files: 2000, bytes: 4_000_000 };
type Entries = Map<string, FileEntry>;

/**
 * Takes a backup file in. Reads it twice: first every byte is checked against the manifest's digests, and nothing is
 * written; then the rows are stored under a new backup, which appears only when all of it is there. Never throws. One
 * at a time: what it finds of another reading passes for a leftover.
 */
export async function openBackup(opening: Opening): Promise<Opened> {
  configure({ useWebWorkers: false });
  const backupId = opening.newId();
  const zip = new ZipReader(new BlobReader(opening.file), { checkSignature: true });
  try {
    const entries = await entriesOf(zip, opening.file);
    const manifest = await readManifest(entries, opening.room);
    await check(opening, entries, manifest);
    await store(opening, entries, manifest, backupId);
    const otherArchive = await put(opening, entries, manifest, backupId);
    return { ok: true, backupId, acct: manifest.account.acct, otherArchive };
  } catch (error) {
    await dropLoose(opening.db).catch(() => undefined);
    if (error instanceof Refused) return { ok: false, why: error.why };
    if (error instanceof ArchiveRefused && error.why !== 'foreign' && error.why !== 'notAnArchive' && error.why !== 'ownBackup') return { ok: false, why: error.why };
    return { ok: false, why: isStorageFull(error) ? 'storageFull' : 'damaged' };
  } finally {
    await zip.close().catch(() => undefined);
  }
}

async function entriesOf(zip: ZipReader<unknown>, file: Blob): Promise<Entries> {
  const entries: Entries = new Map();
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      const name = entry.filename;
      if (entry.directory || entry.encrypted || !safeName(name) || entries.has(name)) throw new Refused('unsafe');
      if (entries.size >= most.entries) throw new Refused('tooLarge');
      entries.set(name, entry);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (error instanceof Error && error.message === ERR_UNSAFE_FILENAME) throw new Refused('unsafe');
    // A zip that is cut short begins as one and has no list of what is in it.
    throw new Refused(entries.size > 0 || (await file.slice(0, 4).text()) === 'PK\u0003\u0004' ? 'damaged' : 'notABackup');
  }
  return entries;
}

function safeName(name: string): boolean {
  return /^(?:[\w.-]+\/)?[\w.-]+$/.test(name) && !name.includes('..') && name.length < 200;
}

async function readManifest(entries: Entries, room: number | null): Promise<Manifest> {
  const entry = entries.get('manifest.json');
  if (!entry) throw new Refused('notABackup');
  const declared = entry.uncompressedSize;
  if (declared > most.manifest || declared > entry.compressedSize * most.ratio) throw new Refused('tooLarge');
  let text = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  await pour(entry, declared, (chunk) => {
    text += decoder.decode(chunk, { stream: true });
  });
  let json: unknown;
  try {
    json = JSON.parse(text + decoder.decode());
  } catch {
    throw new Refused('damaged');
  }
  const version = v.safeParse(v.object({ formatVersion: v.number(), app: v.pipe(v.string(), v.startsWith('Moving Day')) }), json);
  if (!version.success) throw new Refused('notABackup');
  if (version.output.formatVersion > formatVersion) throw new Refused('newer');
  const parsed = v.safeParse(manifestSchema, json);
  if (!parsed.success) throw new Refused('damaged');
  const manifest = parsed.output;
  const { account, media } = manifest;
  // An actor lives on its own web host, as `readAccount` has it: else the pages of one server would be opened for the account of another.
  const athome = isOrigin(account.origin) && isSafeUrl(account.actorUri) && new URL(account.actorUri).origin === account.origin;
  if (!athome || media.some((file) => !isSafeUrl(file.url))) throw new Refused('unsafe');
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  if (!Number.isSafeInteger(bytes) || (room !== null && bytes > room)) throw new Refused('tooLarge');
  return manifest;
}

/** Every file of the manifest is there, as long as it says, with the bytes it says; and nothing else is. */
async function check({ onProgress }: Opening, entries: Entries, manifest: Manifest): Promise<void> {
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0) * 2;
  let done = 0;
  const names = new Set(manifest.files.map((file) => file.name));
  if (names.size !== manifest.files.length || entries.size !== names.size + 1) throw new Refused('damaged');
  for (const file of manifest.files) {
    const entry = entries.get(file.name);
    if (!entry || entry.uncompressedSize !== file.bytes) throw new Refused('damaged');
    const { stream, result } = hashing();
    const drained = stream.readable.pipeTo(new WritableStream());
    const writer = stream.writable.getWriter();
    await pour(entry, file.bytes, async (chunk) => {
      await writer.write(chunk);
      onProgress?.((done += chunk.byteLength), total);
    });
    await writer.close();
    await drained;
    const found = result();
    if (found.bytes !== file.bytes || found.sha256 !== file.sha256) throw new Refused('damaged');
  }
}

/** The bytes of one file of the zip. Throws `Refused` where they are not what the manifest says. */
function pour(entry: FileEntry, bytes: number, take: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
  return pourInto((sink) => entry.getData(sink), bytes, take, (why) => new Refused(why));
}

async function store({ db, onProgress }: Opening, entries: Entries, manifest: Manifest, backupId: string): Promise<void> {
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0) * 2;
  let done = total / 2;
  for (const { kind, rows, sources } of manifest.kinds) {
    const entry = entries.get(dataName(kind));
    if (!entry) continue;
    const source = sources.at(-1)?.id ?? 'api';
    const known = kindById(kind);
    let seq = 0;
    const keys = new Set<string>();
    await eachLine(entry, async (lines) => {
      const items = lines.map((line) => {
        const row: unknown = parseLine(line);
        if (known.parse(row) === null) throw new Refused('damaged');
        const key = known.rowKey(row);
        if (keys.has(key)) throw new Refused('damaged');
        keys.add(key);
        return itemOf(backupId, kind, key, seq++, row, source);
      });
      await db.items.bulkPut(items);
      onProgress?.((done += lines.reduce((sum, line) => sum + line.length, 0)), total);
    });
    if (seq !== rows) throw new Refused('damaged');
  }
  for (let from = 0; from < manifest.media.length; from += perStore.files) {
    await storeFiles(db, entries, manifest.account.actorUri, manifest.media.slice(from, from + perStore.files), (bytes) => onProgress?.((done += bytes), total));
  }
}

/** Stores those files that are not kept yet: small ones together, since each write waits for the disk. */
async function storeFiles(db: MovingDayDb, entries: Entries, actorUri: string, media: Manifest['media'], tick: (bytes: number) => void): Promise<void> {
  const idOf = (url: string) => `${actorUri}|${url}`;
  const kept = new Set(await db.files.where('id').anyOf(media.map(({ url }) => idOf(url))).primaryKeys());
  let waiting: FileRow[] = [];
  let bytes = 0;
  const put = async () => {
    await db.files.bulkPut(waiting);
    [waiting, bytes] = [[], 0];
  };
  for (const { url, name } of media) {
    const entry = entries.get(name);
    if (!entry) throw new Refused('damaged');
    if (entry.uncompressedSize > most.media) throw new Refused('tooLarge');
    if (kept.has(idOf(url))) continue;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    await pour(entry, entry.uncompressedSize, (chunk) => {
      parts.push(chunk.slice());
    });
    const blob = new Blob(parts, { type: mediaType(name) ?? 'application/octet-stream' });
    waiting.push({ id: idOf(url), actorUri, url, blob, bytes: blob.size });
    bytes += blob.size;
    if (bytes > perStore.bytes) await put();
    tick(blob.size);
  }
  await put();
}

/** Makes what is stored a backup, with the server's archive where this browser has none. True = it has another one. */
async function put({ db, file, newId }: Opening, entries: Entries, manifest: Manifest, backupId: string): Promise<boolean> {
  const { archive, account } = manifest;
  const entry = archive && entries.get(archive.file);
  if (!archive) {
    await putBack(db, manifest, backupId, newId, null);
    return false;
  }
  if (!entry) throw new Refused('damaged');
  const known = await db.archives.get(account.actorUri);
  if (known) {
    await putBack(db, manifest, backupId, newId, null);
    return known.file.size !== entry.uncompressedSize || known.takenAt !== archive.takenAt;
  }
  // It lies in the zip as it is: a part of the file, which takes no memory. Only another tool packs it again.
  if (entry.compressionMethod !== 0 && entry.uncompressedSize > most.packedArchive) throw new Refused('tooLarge');
  const place = { at: entry.offset, packed: entry.compressedSize, bytes: entry.uncompressedSize, how: entry.compressionMethod === 0 ? 'zipStored' : 'zipDeflated' } as const;
  const taking = { db, file: await readPlace(file, place), name: archive.name, account, at: archive.takenAt, room: null, newId };
  await storeArchive(taking, (row) => putBack(db, manifest, backupId, newId, row));
  return false;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Refused('damaged');
  }
}

/** Lines of a JSON Lines file, some thousand at a time, or fewer long ones. */
async function eachLine(entry: FileEntry, take: (lines: string[]) => Promise<void>): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let waiting: string[] = [];
  let letters = 0;
  await pour(entry, entry.uncompressedSize, async (chunk) => {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > most.line) throw new Refused('tooLarge');
    for (const line of parts) {
      if (line === '') continue;
      waiting.push(line);
      letters += line.length;
      if (waiting.length < perPut.rows && letters < perPut.letters) continue;
      const full = waiting;
      [waiting, letters] = [[], 0];
      await take(full);
    }
  });
  if (rest !== '') waiting = [...waiting, rest];
  if (waiting.length > 0) await take(waiting);
}
