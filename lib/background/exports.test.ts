import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { kindById } from '@/lib/kinds/registry';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { KindId } from '@/lib/move/model';
import { readerFor, type Reader } from './testing/reader';

resolveLocalhost();
let world: World;
beforeAll(async () => {
  world = await startWorld({ size: 'small' });
});
afterAll(() => world.stop());
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((one) => one()));

const files: KindId[] = ['following', 'blocks', 'domainBlocks', 'bookmarks', 'filters'];
const isFile = (url: string) => url.includes('/settings/exports/');

async function signedIn(): Promise<Reader> {
  const reader = await readerFor(world.old, 'ada');
  reader.session.signedInAs = 'ada';
  return reader;
}

/** Something else for each export file. */
function instead(reader: Reader, answer: (url: string, init: RequestInit) => Promise<Response>): void {
  const { fetch } = reader.background;
  reader.background.fetch = (url, init) => (isFile(url) ? answer(url, init) : fetch(url, init));
}

/** Every kind by the API, and the same rows as without files. */
async function expectByApi(reader: Reader): Promise<void> {
  const plain = await readerFor(world.old, 'ada');
  const [wanted, backup] = [await plain.backUp(files), await reader.backUp(files)];
  expect(backup.kinds.map((kind) => [kind.status, kind.failed.length, kind.sources.map((source) => source.id), kind.why])).toEqual(files.map(() => ['done', 1, ['api'], null]));
  for (const id of files) {
    const keys = async (from: Reader, backupId: string) => (await from.rows(backupId, id)).map((row) => kindById(id).rowKey(row));
    expect(await keys(reader, backup.id)).toEqual(await keys(plain, wanted.id));
  }
  expect(reader.waits).toEqual([]);
}

describe('an export file that is not this list is read by the API, and the backup says so', () => {
  it('a page, with a status that says all is well', async () => {
    const reader = await signedIn();
    instead(reader, () => Promise.resolve(new Response('<!DOCTYPE html><html><body>Back soon</body></html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } })));
    await expectByApi(reader);
  });

  it('a page that says it is a file', async () => {
    const reader = await signedIn();
    instead(reader, (url) => Promise.resolve(new Response('<!DOCTYPE html>\n<p>Back soon</p>\n', { headers: { 'Content-Type': url.endsWith('.json') ? 'application/json' : 'text/csv' } })));
    await expectByApi(reader);
  });

  it('a file that ends in the middle of a line', async () => {
    const reader = await signedIn();
    const { fetch } = reader.background;
    instead(reader, async (url, init) => {
      const whole = await fetch(url, init);
      return new Response((await whole.text()).slice(0, -5), { headers: whole.headers });
    });
    await expectByApi(reader);
  });

  it('a connection that is cut, before and in the middle of the file', async () => {
    undo.push(world.old.addFault({ match: /exports/, kind: 'cut' }));
    await expectByApi(await signedIn());
    undo.splice(0).forEach((one) => one());
    const reader = await signedIn();
    instead(reader, (url) => {
      const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('Account address\n')), pull: (stream) => stream.error(new TypeError('network')) });
      return Promise.resolve(new Response(body, { headers: { 'Content-Type': url.endsWith('.json') ? 'application/json' : 'text/csv' } }));
    });
    await expectByApi(reader);
  });

  it('an error of the server', async () => {
    undo.push(world.old.addFault({ match: /exports/, kind: 'status', status: 503 }));
    await expectByApi(await signedIn());
  });

  it('letters that are no UTF-8', async () => {
    const reader = await signedIn();
    instead(reader, () => Promise.resolve(new Response(new Uint8Array([0xff, 0x41, 0x0a]), { headers: { 'Content-Type': 'text/csv' } })));
    await expectByApi(reader);
  });

  it('another account’s list: somebody signed in as another while it was fetched', async () => {
    const reader = await signedIn();
    const { fetch } = reader.background;
    let files = 0;
    reader.background.fetch = async (url, init) => {
      if (isFile(url)) {
        files++;
        reader.session.signedInAs = 'bob';
      }
      return fetch(url, init);
    };
    await expectByApi(reader);
    // Once it has been seen, no further file is asked for.
    expect(files).toBe(1);
  });
});

it('are asked for with cookies and without a token, and nothing else is', async () => {
  const reader = await signedIn();
  world.old.seen.splice(0);
  await reader.backUp(files);
  const pages = world.old.seen.filter((request) => request.path.startsWith('/settings/'));
  const api = world.old.seen.filter((request) => request.path.startsWith('/api/'));
  expect(pages.filter((request) => isFile(request.path))).toHaveLength(files.length);
  expect([pages.filter((request) => request.authorized), api.filter((request) => request.cookies)]).toEqual([[], []]);
});
