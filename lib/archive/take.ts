import type { Account, KindId } from '@/lib/move/model';
import { archiveItemsId, putArchive } from '@/lib/store/archives';
import { dropLoose } from '@/lib/store/loose';
import type { MovingDayDb } from '@/lib/store/db';
import type { ArchiveFileRow, ItemRow } from '@/lib/store/rows';
import { itemOf } from '@/lib/store/items';
import { mediaType } from '@/lib/formats/mediaType';
import { isStorageFull } from '@/lib/formats/storageFull';
import { eachItem, openArchive, readAuthor, type OpenArchive } from './open';
import { postOfActivity, type Author } from './outbox';
import { Refused, type ArchiveProblem } from './refused';

export interface Taking {
  db: MovingDayDb;
  file: Blob;
  /** The file's own name. */
  name: string;
  /** Whose archive it has to be. */
  account: Account;
  /** Now, in milliseconds. */
  at: number;
  /** Bytes that this browser can still keep; null = it does not say. */
  room: number | null;
  newId: () => string;
  onProgress?: (done: number, total: number) => void;
}
export type Taken = { ok: true; posts: number } | { ok: false; why: ArchiveProblem; who: string };

/** Rows stored at a time, and letters of posts: some have a million. */
const perPut = 1000;
const lettersPerPut = 4_000_000;

/**
 * Takes a server's own archive in. What is refused changes nothing. Never throws. One at a time: what it finds of
 * another reading passes for a leftover.
 */
export async function takeArchive(taking: Taking): Promise<Taken> {
  const { db } = taking;
  try {
    await dropLoose(db);
    if (taking.room !== null && taking.file.size > taking.room) throw new Refused('tooLarge');
    return await storeArchive(taking, async (row) => {
      await putArchive(db, row);
      return { ok: true, posts: row.posts };
    });
  } catch (error) {
    await dropLoose(db).catch(() => undefined);
    if (error instanceof Refused) return { ok: false, why: error.why, who: error.who };
    return { ok: false, why: isStorageFull(error) ? 'storageFull' : 'damaged', who: '' };
  }
}

/**
 * Reads an archive and stores its rows; `put` has to make them an archive, else they are leftovers. Its lists are read
 * twice: first all of it is looked at and nothing is written. Throws `Refused`, and what the database throws.
 */
export async function storeArchive<T>(taking: Taking, put: (row: ArchiveFileRow) => Promise<T>): Promise<T> {
  const { db, account, file } = taking;
  const archive = await openArchive(file, taking.room, taking.at);
  try {
    const author = await readAuthor(archive, account);
    const total = (archive.places.get('outbox.json')?.bytes ?? 0) * 2;
    let done = 0;
    const onBytes = (bytes: number) => taking.onProgress?.((done += bytes), total);
    const found = await look(archive, author, onBytes);
    const itemsId = archiveItemsId(taking.newId());
    await storePosts(db, archive, author, itemsId, found.posts, onBytes);
    const media = mediaRows(archive, found.alts);
    await store(db, itemsId, 'media', media.map((row) => ({ key: row.url, row })));
    await store(db, itemsId, 'favourites', found.favourites.map((uri) => ({ key: uri, row: { uri } })));
    await store(db, itemsId, 'bookmarks', found.bookmarks.map((uri) => ({ key: uri, row: { uri } })));
    return await put({
      actorUri: account.actorUri,
      itemsId,
      name: taking.name,
      takenAt: taking.at,
      bytes: file.size,
      posts: found.posts,
      favourites: found.favourites.length,
      bookmarks: found.bookmarks.length,
      media: media.length,
      mediaMissing: media.filter((one) => one.gap !== null).length,
      unread: found.unread,
      file: archive.file,
    });
  } finally {
    await archive.drop();
  }
}

interface Found {
  posts: number;
  unread: number;
  /** Files that posts name, with their texts. */
  alts: Map<string, string | null>;
  favourites: string[];
  bookmarks: string[];
}

/** Looks at all of it: counts, and whether every file can be read to its end. */
async function look(archive: OpenArchive, author: Author, onBytes: (bytes: number) => void): Promise<Found> {
  const uris = new Set<string>();
  const alts: Found['alts'] = new Map();
  let unread = 0;
  await eachItem(archive, 'outbox.json', (element) => {
    const post = postOfActivity(element, author);
    if (post === null) unread++;
    else uris.add(post.uri);
    for (const file of post?.boostOf?.media ?? post?.media ?? []) alts.set(file.url, file.alt);
  }, undefined, onBytes);
  if (unread > 0 && uris.size === 0) throw new Refused('damaged');
  return { posts: uris.size, unread, alts, favourites: await addresses(archive, 'likes.json'), bookmarks: await addresses(archive, 'bookmarks.json') };
}

/** The addresses of a collection; archives of old servers lack it. */
async function addresses(archive: OpenArchive, name: string): Promise<string[]> {
  const found = new Set<string>();
  await eachItem(archive, name, (element) => {
    if (typeof element !== 'string' || element === '' || element.length > 4096) throw new Refused('damaged');
    found.add(element);
  });
  return [...found];
}

/** Posts newest first, as the server's own lists are; an archive has them oldest first. */
async function storePosts(db: MovingDayDb, archive: OpenArchive, author: Author, itemsId: string, total: number, onBytes: (bytes: number) => void): Promise<void> {
  const uris = new Set<string>();
  let waiting: ItemRow[] = [];
  let letters = 0;
  const put = async () => {
    await db.items.bulkPut(waiting);
    [waiting, letters] = [[], 0];
  };
  const take = (element: unknown) => {
    const post = postOfActivity(element, author);
    if (post === null || uris.has(post.uri)) return;
    uris.add(post.uri);
    letters += (post.boostOf ?? post).html.length;
    waiting.push(itemOf(itemsId, 'posts', post.uri, total - uris.size, post, 'archive'));
  };
  await eachItem(archive, 'outbox.json', take, async () => {
    if (waiting.length >= perPut || letters >= lettersPerPut) await put();
  }, onBytes);
  if (waiting.length > 0) await put();
}

/** A row for each picture, video and sound, also for those that only a post names. */
function mediaRows(archive: OpenArchive, alts: Found['alts']) {
  const kept = [...archive.places].flatMap(([name, place]) => {
    const mime = mediaType(name);
    return mime === null && !alts.has(name) ? [] : [{ url: name, alt: alts.get(name) ?? null, mime: mime ?? '', bytes: place.bytes, gap: null, place }];
  });
  const missing = [...alts].flatMap(([url, alt]) => (archive.places.has(url) ? [] : [{ url, alt, mime: '', bytes: 0, gap: 'gone' as const, place: undefined }]));
  return [...kept, ...missing];
}

async function store(db: MovingDayDb, itemsId: string, kind: KindId, rows: { key: string; row: unknown }[]): Promise<void> {
  for (let from = 0; from < rows.length; from += perPut) {
    await db.items.bulkPut(rows.slice(from, from + perPut).map(({ key, row }, index) => itemOf(itemsId, kind, key, from + index, row, 'archive')));
  }
}
