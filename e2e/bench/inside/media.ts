import type { ItemRow } from '@/lib/store/rows';
import { benchAccount, withBackup } from './fill';

/** Puts a finished backup of files into the extension's database, each of `bytes` that cannot be made smaller. */
export async function fillMedia(files: number, bytes: number): Promise<void> {
  const db = await withBackup([{ kind: 'media', rows: files }]);
  for (let n = 0; n < files; n++) {
    const url = `https://media.old.example/media_attachments/${n}.mp4`;
    const blob = noise(bytes);
    await db.files.add({ id: `${benchAccount.actorUri}|${url}`, actorUri: benchAccount.actorUri, url, blob, bytes });
    const row = { url, alt: null, mime: 'video/mp4', bytes, gap: null };
    await db.items.add({ id: `bench|media|${url}`, backupId: 'bench', kind: 'media', key: url, seq: n, row, source: 'api' } satisfies ItemRow);
  }
  db.close();
}

function noise(bytes: number): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let left = bytes; left > 0; left -= 65_536) parts.push(crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536))));
  return new Blob(parts, { type: 'video/mp4' });
}
