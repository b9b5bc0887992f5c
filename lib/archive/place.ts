import { pour } from '@/lib/formats/pour';
import { Refused } from './refused';

/** Where one file lies in an archive that is kept: enough to read it alone. Offsets and sizes in bytes. */
export interface Place {
  /** Of its local header in a zip, of its first byte in a tar. */
  at: number;
  /** As it lies there. */
  packed: number;
  /** Unpacked. */
  bytes: number;
  how: 'plain' | 'zipStored' | 'zipDeflated';
}

/** Files of an archive by name, without a leading slash. */
export type Places = Map<string, Place>;

const localHeader = 0x04034b50;

/**
 * One file of a kept archive, read alone and no further than it claims to be long. `type` is the blob's own. Throws
 * `Refused` where the archive does not hold what its list says.
 */
export async function readPlace(archive: Blob, place: Place, type = ''): Promise<Blob> {
  const start = place.how === 'plain' ? place.at : await startInZip(archive, place.at);
  const part = archive.slice(start, start + place.packed, type);
  if (part.size !== place.packed) throw new Refused('damaged');
  if (place.how !== 'zipDeflated') return part;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const unpack = (sink: WritableStream<Uint8Array>) => part.stream().pipeThrough(new DecompressionStream('deflate-raw')).pipeTo(sink);
  await pour(unpack, place.bytes, (chunk) => void parts.push(chunk.slice()), (why) => new Refused(why));
  return new Blob(parts, { type });
}

/** A zip's local header has fields of any length that its list does not tell. */
async function startInZip(archive: Blob, at: number): Promise<number> {
  const header = new DataView(await archive.slice(at, at + 30).arrayBuffer());
  if (header.byteLength < 30 || header.getUint32(0, true) !== localHeader) throw new Refused('damaged');
  return at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
}

/** Throws `Refused` for names that point out of their folder. Nothing is ever written under them; an honest archive has none. */
export function checkName(name: string): void {
  const parts = name.split('/');
  const bad = name === '' || name.length > 1000 || /[\p{Cc}\\:]/u.test(name) || parts.some((part) => part === '' || part === '.' || part === '..');
  if (bad) throw new Refused('unsafe');
}
