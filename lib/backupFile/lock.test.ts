import { beforeAll, expect, it } from 'vitest';
import { isLocked, lock, unlock } from './lock';

const text = 'A long story. '.repeat(20_000);
let file: Blob;
beforeAll(async () => {
  file = await new Response(await lock(new Blob([text]).stream(), 'nine tall ships')).blob();
}, 30_000);
const read = (stream: ReadableStream<Uint8Array> | null) => (stream === null ? Promise.resolve(null) : new Response(stream).text());

it('is known by how it begins, and opens with no other passphrase', async () => {
  expect([await isLocked(file), await isLocked(new Blob(['PK'])), await isLocked(new Blob([]))]).toEqual([true, false, false]);
  expect(await unlock(file, 'nine small ships')).toBeNull();
}, 30_000);

it('fails where it is cut short or one byte is another, and never gives less as if it were all', async () => {
  await expect(read(await unlock(file.slice(0, file.size - 70_000), 'nine tall ships'))).rejects.toThrow();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const at = bytes.length - 1000;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await expect(read(await unlock(new Blob([bytes]), 'nine tall ships'))).rejects.toThrow();
}, 30_000);
