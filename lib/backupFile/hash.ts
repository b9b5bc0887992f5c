import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Counts and digests the bytes that pass through, so that no file has to be held to be checked. */
export function hashing(): { stream: TransformStream<Uint8Array, Uint8Array>; result: () => { bytes: number; sha256: string } } {
  const hash = sha256.create();
  let bytes = 0;
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: bytesToHex(hash.digest()) }) };
}

/** First half of the SHA-256 of a text, in hex: a short name that two texts do not share. */
export function shortDigest(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text))).slice(0, 32);
}
