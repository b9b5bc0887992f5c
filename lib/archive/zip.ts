import { BlobReader, ERR_UNSAFE_FILENAME, ZipReader, configure } from '@zip.js/zip.js/lib/zip-core-native.js';
import { checkName, type Places } from './place';
import { most, Refused } from './refused';

/** The list of a zip file (Mastodon 4.2 and later). Throws `Refused`. */
export async function listZip(file: Blob): Promise<Places> {
  configure({ useWebWorkers: false });
  const zip = new ZipReader(new BlobReader(file));
  const places: Places = new Map();
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (entry.directory) continue;
      checkName(entry.filename);
      const { offset: at, compressedSize: packed, uncompressedSize: bytes, compressionMethod } = entry;
      if (entry.encrypted || places.has(entry.filename) || (compressionMethod !== 0 && compressionMethod !== 8)) throw new Refused('unsafe');
      if (places.size >= most.entries) throw new Refused('tooLarge');
      // Deflate packs 1032 to 1 at best: more is a lie.
      if (bytes > packed * 1040 + 1000 || (compressionMethod === 0 && bytes !== packed)) throw new Refused('tooLarge');
      places.set(entry.filename, { at, packed, bytes, how: compressionMethod === 0 ? 'zipStored' : 'zipDeflated' });
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(error instanceof Error && error.message === ERR_UNSAFE_FILENAME ? 'unsafe' : 'damaged');
  } finally {
    await zip.close().catch(() => undefined);
  }
  return places;
}
