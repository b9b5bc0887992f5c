import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost, serve } from '@/lib/mastodon/testing/net';
import { readItems } from '@/lib/store/backups';
import { readerFor, type Reader } from './testing/reader';
import { through } from './testing/whole';

resolveLocalhost();
const minute = 60_000;
let world: World;
let reader: Reader;
beforeEach(async () => {
  world = await startWorld();
  reader = await readerFor(world.old, 'ada');
});
afterEach(() => world.stop());

describe('media hosts', () => {
  const gaps = async (backupId: string) => (await readItems(reader.background.db, backupId, 'media')).map((item) => (item.row as { gap: string | null }).gap);
  /** Files come from another server, which a test stops. */
  async function elsewhere(): Promise<{ origin: string; close: () => Promise<void> }> {
    const files = await serve((_request, response) => response.writeHead(503).end());
    Object.assign(world.old.instance, { mediaOrigin: files.origin });
    return files;
  }

  it('that are out of order are waited for, once, then each of their files is named', async () => {
    const files = await elsewhere();
    const started = await reader.begin(['posts', 'media']);
    expect(started).toMatchObject({ status: 'waiting', problem: { code: 'serverDown' } });
    const backup = await reader.finish(started.id);
    const found = await gaps(backup.id);
    expect(found.length).toBeGreaterThan(5);
    expect(new Set(found)).toEqual(new Set(['noAnswer']));
    expect(reader.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(90 * minute);
    await files.close();
  });

  it('that come back within the hour leave no hole', async () => {
    const files = await elsewhere();
    const started = await reader.begin(['posts', 'media']);
    const waiting = await through(world.old, reader, 45 * minute, started.id);
    expect(waiting.status).toBe('waiting');
    const { fetch } = reader.background;
    const picture = new Blob([new Uint8Array(9)], { type: 'image/png' });
    reader.background.fetch = (url, init) => (url.startsWith(files.origin) ? Promise.resolve(new Response(picture)) : fetch(url, init));
    const backup = await reader.finish(started.id);
    expect(new Set(await gaps(backup.id))).toEqual(new Set([null]));
    await files.close();
  });
});
