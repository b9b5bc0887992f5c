import * as v from 'valibot';
import { pour } from '@/lib/formats/pour';
import { isStorageFull } from '@/lib/formats/storageFull';
import type { Account } from '@/lib/move/model';
import { writeToShelf } from '@/lib/backupFile/shelf';
import { JsonItems } from './jsonItems';
import type { Author } from './outbox';
import { readPlace, type Places } from './place';
import { most, Refused } from './refused';
import { isTar, listTar } from './tar';
import { listZip } from './zip';

/** An archive that can be read: its files, and the blob to keep, which is not the one that was picked where that was packed as a whole. */
export interface OpenArchive {
  places: Places;
  file: Blob;
  /** Throws away what was written to open it. */
  drop(): Promise<void>;
}

/** Opens a zip, a `.tar.gz` or a `.tar`, told by their first bytes. `room` = bytes that may be written, null = not known; `at` = now. Throws `Refused`. */
export async function openArchive(file: Blob, room: number | null, at: number): Promise<OpenArchive> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (head[0] === 0x50 && head[1] === 0x4b) return { places: await listZip(file), file, drop: () => Promise.resolve() };
  // Some browsers unpack a download by themselves, and our own backup file holds it so.
  if (await isTar(file)) return { places: await listTar(file), file, drop: () => Promise.resolve() };
  if (head[0] !== 0x1f || head[1] !== 0x8b) throw new Refused('notAnArchive');
  const limit = Math.min(room ?? Number.MAX_SAFE_INTEGER, file.size * 1040 + 1000);
  // Single files cannot be read out of a packed tar: it is kept unpacked, which for pictures is as large.
  const shelved = await writeToShelf(at, (sink) => file.stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(atMost(limit)).pipeTo(sink)).catch((error: unknown) => {
    throw error instanceof Refused ? error : new Refused(isStorageFull(error) ? 'storageFull' : 'damaged');
  });
  try {
    return { places: await listTar(shelved.file), file: shelved.file, drop: () => shelved.drop() };
  } catch (error) {
    await shelved.drop();
    // A packed file that is no tar at all was never an archive.
    throw shelved.file.size % 512 === 0 || !(error instanceof Refused) ? error : new Refused('notAnArchive');
  }
}

function atMost(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > bytes) throw new Refused('tooLarge');
      controller.enqueue(chunk);
    },
  });
}

const actorSchema = v.object({ id: v.pipe(v.string(), v.maxLength(4096)), preferredUsername: v.pipe(v.string(), v.maxLength(500)), name: v.optional(v.nullable(v.string()), ''), followers: v.optional(v.nullable(v.string()), null) });

/** Reads whose archive it is. Throws `Refused` `foreign` where it is not this account's. */
export async function readAuthor(archive: OpenArchive, account: Account): Promise<Author> {
  const place = archive.places.get('actor.json');
  if (!place || !archive.places.has('outbox.json')) throw new Refused(archive.places.has('manifest.json') ? 'ownBackup' : 'notAnArchive');
  if (place.bytes > most.actor) throw new Refused('tooLarge');
  let json: unknown;
  try {
    json = JSON.parse(await (await readPlace(archive.file, place)).text());
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('damaged');
  }
  const actor = v.safeParse(actorSchema, json);
  if (!actor.success) throw new Refused('notAnArchive');
  const { id, preferredUsername, name, followers } = actor.output;
  const host = URL.canParse(id) ? new URL(id).host : '';
  const same = id === account.actorUri || (preferredUsername.toLowerCase() === account.username.toLowerCase() && host === new URL(account.origin).host);
  if (!same) throw new Refused('foreign', `@${preferredUsername}@${host}`.slice(0, 200));
  return { acct: account.acct, name: (name ?? '').slice(0, 500), followers };
}

/** Gives each element of a collection's `orderedItems` to `take`; the result says whether the file is there. Throws `Refused`. */
export async function eachItem(archive: OpenArchive, name: string, take: (element: unknown) => void, flush: () => Promise<void> = () => Promise.resolve(), onBytes: (bytes: number) => void = () => undefined): Promise<boolean> {
  const place = archive.places.get(name);
  if (!place) return false;
  if (place.bytes > most.json) throw new Refused('tooLarge');
  const items = new JsonItems('orderedItems', take);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const source = await unpacked(archive, name);
  const push = async (chunk: Uint8Array) => {
    items.push(decode(() => decoder.decode(chunk, { stream: true })));
    onBytes(chunk.byteLength);
    await flush();
  };
  await pour((sink) => source.pipeTo(sink), place.bytes, push, (why) => new Refused(why));
  items.push(decode(() => decoder.decode()));
  items.end();
  await flush();
  return true;
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw new Refused('damaged');
  }
}

/** The bytes of one file as a stream; the whole of it may be larger than memory. */
async function unpacked(archive: OpenArchive, name: string): Promise<ReadableStream<Uint8Array>> {
  const place = archive.places.get(name);
  if (!place) throw new Refused('damaged');
  const packed = await readPlace(archive.file, { ...place, how: place.how === 'plain' ? 'plain' : 'zipStored', bytes: place.packed });
  return place.how === 'zipDeflated' ? packed.stream().pipeThrough(new DecompressionStream('deflate-raw')) : packed.stream();
}
