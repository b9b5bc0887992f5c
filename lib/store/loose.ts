import { deleteUnnamedFiles } from './backups';
import type { MovingDayDb } from './db';

/**
 * Removes rows and files that belong to no backup and no archive: what a file that was being taken in has left when it
 * was refused or killed. Not while another one is being taken in: what stands there passes for a leftover.
 */
export async function dropLoose(db: MovingDayDb): Promise<void> {
  await db.transaction('rw', db.backups, db.archives, db.items, db.files, async () => {
    const owners = new Set<string>([...(await db.backups.toCollection().primaryKeys()), ...(await db.archives.toArray()).map((archive) => archive.itemsId)]);
    const loose = (await db.items.orderBy('backupId').uniqueKeys()).map(String).filter((id) => !owners.has(id));
    if (loose.length === 0) return;
    // Rows do not say whose they are; few accounts have files.
    const actorUris = (await db.files.orderBy('actorUri').uniqueKeys()).map(String);
    for (const id of loose) {
      const named = await db.items.where('[backupId+kind]').equals([id, 'media']).primaryKeys();
      await db.items.where('backupId').equals(id).delete();
      const urls = named.map((key) => key.slice(`${id}|media|`.length));
      for (const actorUri of actorUris) await deleteUnnamedFiles(db, actorUri, urls);
    }
  });
}
