/**
 * A place for large files while they are written: the origin-private file system, which lives on the disk. Without it
 * (a private window, an old browser) the file is held in memory.
 */
const prefix = 'moving-day-file-';
/** A download reads its file from the shelf, and a large one takes long: files stay this long, in milliseconds. */
const longestDownload = 60 * 60_000;

/** A file on the shelf, and how to take it off again. */
interface Shelved {
  file: Blob;
  drop(): Promise<void>;
}

/** Writes one file and answers it. `fill` gets the stream to write to, and closes it. `at` = now, in milliseconds. */
export async function writeToShelf(at: number, fill: (sink: WritableStream<Uint8Array>) => Promise<void>): Promise<Shelved> {
  const folder = await shelf();
  if (folder === null) return { file: await inMemory(fill), drop: () => Promise.resolve() };
  const name = `${prefix}${at}-${crypto.randomUUID()}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const drop = () => folder.removeEntry(name).catch(() => undefined);
  try {
    const sink = await handle.createWritable();
    await fill(sink);
    return { file: await handle.getFile(), drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** Throws away what earlier writes left, but not what may still be downloaded. `at` = now, in milliseconds. */
export async function clearShelf(at: number): Promise<void> {
  const folder = await shelf();
  if (folder === null) return;
  for await (const name of folder.keys()) {
    const madeAt = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (madeAt + longestDownload < at || madeAt > at) await folder.removeEntry(name).catch(() => undefined);
  }
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
