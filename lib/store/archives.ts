import { readPlace, type Place } from '@/lib/archive/place';
import type { MovingDayDb } from './db';
import type { ArchiveFileRow } from './rows';

const prefix = 'archive:';

/** Under which rows of an archive stand in `items`, beside those of backups. */
export function archiveItemsId(id: string): string {
  return prefix + id;
}

/** Puts an archive whose rows are stored, in place of the account's earlier one. One transaction. */
export async function putArchive(db: MovingDayDb, archive: ArchiveFileRow): Promise<void> {
  await db.transaction('rw', db.archives, db.items, async () => {
    await dropOf(db, archive.actorUri);
    await db.archives.put(archive);
  });
}

/** Removes an account's archive and its rows. */
export async function deleteArchive(db: MovingDayDb, actorUri: string): Promise<void> {
  await db.transaction('rw', db.archives, db.items, async () => {
    await dropOf(db, actorUri);
    await db.archives.delete(actorUri);
  });
}

async function dropOf(db: MovingDayDb, actorUri: string): Promise<void> {
  const known = await db.archives.get(actorUri);
  if (known) await db.items.where('backupId').equals(known.itemsId).delete();
}

/** A kept file that is read when it is shown. */
export interface StoredFile {
  read(): Promise<Blob>;
}

/** A picture, video or sound by its address: of an archive, or of an account's backups. Null = it is not kept. */
export async function findFile(db: MovingDayDb, from: { backupId: string; actorUri: string }, url: string): Promise<StoredFile | null> {
  if (!from.backupId.startsWith(prefix)) {
    const file = await db.files.get(`${from.actorUri}|${url}`);
    return file ? { read: () => Promise.resolve(file.blob) } : null;
  }
  const item = await db.items.get(`${from.backupId}|media|${url}`);
  const row = item?.row as { mime: string; place?: Place } | undefined;
  const archive = row?.place && (await db.archives.get(from.actorUri));
  if (!row?.place || archive?.itemsId !== from.backupId) return null;
  const { place, mime } = row;
  return { read: () => readPlace(archive.file, place, mime) };
}
