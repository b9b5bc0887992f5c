/**
 * Unpacks one file into `take`, no further than the `bytes` that it claims to be long: a bomb ends here. What `take`
 * throws is thrown as it is (a full disk is no damage); all else that stops it is `refuse`'s error.
 */
export async function pour(
  unpack: (sink: WritableStream<Uint8Array>) => Promise<unknown>,
  bytes: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  refuse: (why: 'tooLarge' | 'damaged') => Error,
): Promise<void> {
  let seen = 0;
  let stopped: Error | null = null;
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      try {
        seen += chunk.byteLength;
        if (seen > bytes) throw refuse('tooLarge');
        await take(chunk);
      } catch (error) {
        stopped = error instanceof Error ? error : refuse('damaged');
        throw stopped;
      }
    },
  });
  try {
    await unpack(sink);
  } catch {
    throw stopped ?? refuse('damaged');
  }
  if (seen !== bytes) throw refuse('damaged');
}
