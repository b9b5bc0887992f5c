/**
 * A place for large files while they are written: the origin-private file system, which lives on the disk. Without it
 * (a private window, an old browser) the file is held in memory.
 */
const prefix = 'moving-day-file-';

/** Writes one file and answers it. `fill` gets the stream to write to, and closes it. */
export async function writeToShelf(name: string, fill: (sink: WritableStream<Uint8Array>) => Promise<void>): Promise<Blob> {
  const folder = await shelf();
  if (folder === null) return inMemory(fill);
  const handle = await folder.getFileHandle(prefix + name, { create: true });
  const sink = await handle.createWritable();
  await fill(sink);
  return handle.getFile();
}

/** Throws away what earlier writes left; a download that is under way has been read by then. */
export async function clearShelf(): Promise<void> {
  const folder = await shelf();
  if (folder === null) return;
  for await (const name of folder.keys()) if (name.startsWith(prefix)) await folder.removeEntry(name).catch(() => undefined);
}

async function shelf(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return null;
  }
}

async function inMemory(fill: (sink: WritableStream<Uint8Array>) => Promise<void>): Promise<Blob> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const [blob] = await Promise.all([new Response(readable).blob(), fill(writable)]);
  return blob;
}
