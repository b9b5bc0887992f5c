import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockDomain } from '@/e2e/servers/relations';
import { startWorld, type World } from '@/e2e/servers/world';
import { touched } from '@/lib/kinds/registry';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { readItems } from '@/lib/store/backups';
import { undoOf } from '@/lib/store/keptNew';
import { carryRest } from './carry';
import { importFile } from './guideFiles';
import { bringFiles, createImporter } from './importRun';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
let page: ImportsPage;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  blockDomain(world.new.instance, personOn(world.new, 'ada'), 'only-here.example');
  mover = await moverIn(world);
  page = importsPageOf(world);
  Object.assign(mover.background, { guides: page.guides });
  // As one who has not thought of it.
  for (const { id } of await ofNew()) await mover.db.backups.delete(id);
});
afterEach(() => world.stop());

const ofNew = () => mover.db.backups.filter((row) => row.purpose === 'backup' && row.actorUri === mover.move.new.actorUri).toArray();
const run = () => mover.db.importRuns.get(mover.move.id);

describe('before anything is written to the new account, it is backed up as it is', () => {
  it('by the press that sends the files, which waits for that and goes on', async () => {
    await bringFiles(mover.background, mover.move, {});
    expect(await createImporter(mover.background).run()).toBe(true);
    expect(await run()).toMatchObject({ status: 'waiting', problem: { code: 'keepingNew' } });
    expect(page.writes()).toEqual([]);
    expect((await ofNew()).map((row) => [row.status, row.kinds.length])).toEqual([['running', touched.length]]);
    await mover.send();
    expect(await run()).toMatchObject({ status: 'done', problem: null });
    expect(world.new.inspect.imports('ada').length).toBe(7);
    const [kept, ...more] = await ofNew();
    expect([kept?.status, more]).toEqual(['done', []]);
    // As it was: with what was there, and without what has been brought.
    expect((await readItems(mover.db, kept?.id ?? '', 'domainBlocks')).map((row) => row.key)).toEqual(['only-here.example']);
    expect(await undoOf(mover.db, mover.move, world.clock.now())).toMatchObject({ id: kept?.id });
  });

  it('by the press that brings the rest', async () => {
    await carryRest(mover.background, mover.move);
    await mover.carry();
    await mover.settle(120_000);
    expect(mover.writes().length).toBeGreaterThan(5);
    const [kept] = await ofNew();
    const first = mover.asked.findIndex((line) => !line.startsWith('GET') && line.includes(world.new.domain));
    const lastRead = mover.asked.findLastIndex((line) => line.includes('/api/v1/domain_blocks'));
    expect(kept?.status).toBe('done');
    expect(lastRead).toBeGreaterThan(0);
    expect(mover.asked.slice(0, first).some((line) => line.includes('/api/v1/domain_blocks'))).toBe(true);
  });

  it('where the file is put in by hand as well', async () => {
    expect(await importFile(mover.background, 'blocks')).toMatchObject({ ok: false, problem: { code: 'keepingNew' } });
    await mover.compare();
    expect(await importFile(mover.background, 'blocks')).toMatchObject({ ok: true, value: { kind: 'blocks' } });
  });

  it('once: what is sent later rests on the same, however long that takes, and it is never thinned out', async () => {
    await mover.send();
    const [kept] = await ofNew();
    for (let day = 0; day < 20; day++) {
      world.clock.advance(86_400_000);
      await mover.keepNew();
    }
    expect((await ofNew()).length).toBeLessThan(20);
    expect(await undoOf(mover.db, mover.move, world.clock.now())).toMatchObject({ id: kept?.id });
    await carryRest(mover.background, mover.move);
    await mover.carry();
    expect((await mover.job()).problem).toBeNull();
  });

  it('also when the background is stopped at any moment of it', async () => {
    await bringFiles(mover.background, mover.move, {});
    const { fetch: net } = mover.background;
    for (let at = 1; at < 12; at += 2) {
      let left = at;
      const dead = new Promise<void>((done) => {
        mover.background.fetch = async (url, init) => {
          const answer = await net(url, init);
          if (--left > 0) return answer;
          done();
          return new Promise<Response>(() => undefined);
        };
      });
      await Promise.race([dead, mover.send()]);
      mover.restart();
    }
    mover.background.fetch = net;
    await mover.send();
    expect(await run()).toMatchObject({ status: 'done' });
    expect((await ofNew()).map((row) => row.status)).toEqual(['done']);
    expect(world.new.inspect.imports('ada').length).toBe(7);
  });
});

describe('a new account that cannot be backed up', () => {
  it('stops the press; only another one goes on without', async () => {
    const { fetch: net } = mover.background;
    mover.background.fetch = (url, init) => (url.startsWith(world.new.origin) && new URL(url).pathname === '/api/v1/bookmarks' ? Promise.resolve(new Response('{}', { status: 200, headers: { 'Content-Type': 'application/json' } })) : net(url, init));
    await mover.send();
    expect(await run()).toMatchObject({ status: 'held', problem: { code: 'keepNewFailed' } });
    expect(page.writes()).toEqual([]);
    await mover.send();
    expect(await run()).toMatchObject({ status: 'done' });
    expect(world.new.inspect.imports('ada').length).toBe(7);
  });
});
