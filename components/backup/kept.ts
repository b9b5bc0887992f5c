import type { KindId } from '@/lib/move/model';
import type { ArchiveFileRow } from '@/lib/store/rows';

/** Something kept that can be read kind by kind: a backup, or the server's own archive. */
export interface Kept {
  backupId: string;
  actorUri: string;
  kinds: readonly { kind: KindId; rows: number }[];
}

/** An archive that was taken in, as the reader shows it. */
export function keptArchive(archive: ArchiveFileRow): Kept {
  const { itemsId, actorUri, posts, media, favourites, bookmarks } = archive;
  const kinds = [{ kind: 'posts', rows: posts }, { kind: 'media', rows: media }, { kind: 'favourites', rows: favourites }, { kind: 'bookmarks', rows: bookmarks }] as const;
  return { backupId: itemsId, actorUri, kinds };
}
