import { Decrypter, Encrypter } from 'age-encryption';

/** How a file locked with `age` begins. Source: age-encryption.org/v1. */
const mark = 'age-encryption.org/v1';

/** Locks a stream with a passphrase, in the `age` format: any tool that knows it opens the file. */
export async function lock(source: ReadableStream<Uint8Array>, passphrase: string): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(source);
}

/** True for a file that `age` has locked. */
export async function isLocked(file: Blob): Promise<boolean> {
  return (await file.slice(0, mark.length).text()) === mark;
}

/** Opens a locked file; null = the passphrase is not the right one. The stream fails where the file is damaged. */
export async function unlock(file: Blob, passphrase: string): Promise<ReadableStream<Uint8Array> | null> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(file.stream());
  } catch {
    return null;
  }
}
