import type { Page } from '@playwright/test';
import type { BackupRow } from '@/lib/store/rows';

/** What is watched of a backup. */
type Watched = Pick<BackupRow, 'status' | 'waitsUntil' | 'kinds' | 'problem'>;

/**
 * The newest backup as it stands, null = none: asked from a page of the extension's origin, by the browser's own
 * database calls. Dexie there would listen to every change, and its memory would count as the extension's.
 */
export async function newestBackup(place: Page): Promise<Watched | null> {
  const rows = await place.evaluate(
    (name) =>
      new Promise<unknown[]>((done, failed) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => failed(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const asking = opening.result.transaction('backups').objectStore('backups').getAll();
          asking.onerror = () => failed(asking.error ?? new Error('not read'));
          asking.onsuccess = () => {
            opening.result.close();
            done(asking.result);
          };
        };
      }),
    'moving-day',
  );
  return (rows as (Watched & { startedAt: number })[]).sort((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}
