import { expect, it } from 'vitest';
import { pour } from './pour';

class Refused extends Error {}
const refuse = (why: string) => new Refused(why);
const of = (bytes: number) => (sink: WritableStream<Uint8Array>) => new Blob([new Uint8Array(bytes)]).stream().pipeTo(sink);

it('gives every byte, and ends where they are what was said', async () => {
  let seen = 0;
  await pour(of(200_000), 200_000, (chunk) => void (seen += chunk.byteLength), refuse);
  expect(seen).toBe(200_000);
});

it('more than was said is too large, less is damage, and so is what cannot be unpacked', async () => {
  const nothing = () => undefined;
  await expect(pour(of(1001), 1000, nothing, refuse)).rejects.toThrow('tooLarge');
  await expect(pour(of(999), 1000, nothing, refuse)).rejects.toThrow('damaged');
  await expect(pour(() => Promise.reject(new TypeError('no zip')), 1000, nothing, refuse)).rejects.toThrow('damaged');
});

it.each(['at once', 'later'])('a disk that is full while rows are stored, %s, is no damage of the file', async (when) => {
  const full = () => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  const take = when === 'at once' ? full : async () => full();
  await expect(pour(of(1000), 1000, take, refuse)).rejects.toMatchObject({ name: 'QuotaExceededError' });
});
