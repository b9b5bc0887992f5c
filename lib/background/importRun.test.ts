import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestBrowser } from '@/e2e/servers/pages/testBrowser';
import { block } from '@/e2e/servers/relations';
import { createLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { choose } from '@/lib/store/choices';
import { changeRun, importsOf } from '@/lib/store/imports';
import { barOf } from '@/lib/store/keptNew';
import { accountOf } from '@/lib/store/moves';
import { filePut, readGuideFiles } from './guideFiles';
import { bringFiles, createImporter, holdFiles, pageIsOpen } from './importRun';
import { importsPageOf, type ImportsPage } from './testing/importsPage';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
let page: ImportsPage;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  mover = await moverIn(world);
  page = importsPageOf(world);
  mover.background.guides = page.guides;
});
afterEach(() => world.stop());

const kindsInOrder = ['following', 'lists', 'blocking', 'muting', 'domain_blocking', 'bookmarks', 'custom_filters'];
const oneFile = ['POST /settings/imports 302', 'POST /settings/imports/N/confirm 302'];
const all = kindsInOrder.flatMap(() => oneFile);
const run = () => mover.db.importRuns.get(mover.move.id);
const press = async (change: Parameters<typeof bringFiles>[2] = {}) => {
  await bringFiles(mover.background, mover.move, change);
  await createImporter(mover.background).run();
};
/** The server works until every import that can end has ended, and the page is looked at. */
async function workedOff(): Promise<void> {
  for (let n = 0; n < 30; n++) {
    world.clock.advance(60_000);
    await world.clock.idle();
  }
}

describe('one press', () => {
  it('sends every kind, follows first, each once, and ends', async () => {
    await press();
    expect(await run()).toMatchObject({ status: 'done', problem: null });
    expect(page.writes()).toEqual(all);
    const imports = world.new.inspect.imports('ada');
    expect(imports.map((one) => one.type)).toEqual(kindsInOrder);
    expect(imports.map((one) => [one.overwrite, one.likelyMismatched])).toEqual(kindsInOrder.map(() => [false, false]));
    await workedOff();
    await mover.compare();
    const named = (kind: string) => world.seed.notCarried.filter((row) => row.kind === kind).map((row) => row.label).sort();
    for (const kind of ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters'] as const) {
      const rows = await mover.ledger(kind);
      expect(rows.filter((row) => row.status === 'notCarried').map((row) => row.label).sort()).toEqual(named(kind));
      expect(rows.filter((row) => row.reason === 'notImportedYet' || row.reason === 'importRunning')).toEqual([]);
    }
  });

  it('a second press changes nothing', async () => {
    await press();
    page.writes();
    await workedOff();
    await mover.compare();
    await press();
    expect(page.writes()).toEqual(all);
    expect(await run()).toMatchObject({ status: 'done' });
  });

  it('is held by the person, and goes on', async () => {
    let uploads = 0;
    page.onRequest = (line) => {
      if (line === 'POST /settings/imports' && ++uploads === 2) void holdFiles(mover.background, mover.move.id);
    };
    await press();
    expect(await run()).toMatchObject({ status: 'held', problem: null });
    expect(uploads).toBe(2);
    await press();
    expect(page.writes()).toEqual(all);
  });
});

describe('the wrong account', () => {
  it.each(['eve', null])('signed in as %s: nothing is sent, whoever presses how often', async (who) => {
    page.signedInAs = who;
    await press();
    await press();
    expect(await run()).toMatchObject({ status: 'held', problem: { code: who === null ? 'importSignedOut' : 'importAccount' } });
    expect(page.writes()).toEqual([]);
    page.signedInAs = 'ada';
    world.clock.advance(60_000);
    await pageIsOpen(mover.background, mover.move.id);
    await createImporter(mover.background).run();
    expect(page.writes()).toEqual(all);
    expect(world.new.inspect.imports('eve')).toEqual([]);
  });

  it('signs in half-way, at any request: hers stays as it was, and ours goes on when we are back', async () => {
    const lines: string[] = [];
    page.onRequest = (line) => void lines.push(line);
    await press();
    const requests = lines.length;
    expect(requests).toBeGreaterThan(40);
    for (let at = 1; at < (process.env.SCHEDULES ? requests : 10); at++) {
      await mover.db.transaction('rw', mover.db.imports, mover.db.importKeys, mover.db.importRuns, () => Promise.all([mover.db.imports.clear(), mover.db.importKeys.clear(), mover.db.importRuns.clear()]));
      world.new.instance.state.imports.clear();
      const before = page.writes().length;
      let left = at;
      page.onRequest = () => {
        if (--left === 0) page.signedInAs = 'eve';
      };
      await press();
      expect(await run()).toMatchObject({ status: 'held', problem: { code: 'importAccount' } });
      expect(world.new.inspect.imports('eve')).toEqual([]);
      page.onRequest = () => undefined;
      page.signedInAs = 'ada';
      await press();
      expect(await run()).toMatchObject({ status: 'done' });
      expect(world.new.inspect.imports('ada').filter((one) => one.state !== 'unconfirmed').map((one) => one.type)).toEqual(kindsInOrder);
      expect(page.writes().slice(before).filter((line) => line === oneFile[1])).toHaveLength(7);
    }
  });
});

describe('the page', () => {
  it('is closed: the files wait for it, and go on once it is open as the right account', async () => {
    let requests = 0;
    page.onRequest = () => {
      if (++requests === 20) page.open = false;
    };
    await press();
    expect(await run()).toMatchObject({ status: 'held', problem: { code: 'importPage' } });
    page.onRequest = () => undefined;
    page.open = true;
    await pageIsOpen(mover.background, mover.move.id);
    await createImporter(mover.background).run();
    expect(await run()).toMatchObject({ status: 'done' });
    expect(page.writes()).toEqual(all);
  });

  it('shows imports of the person: they are left alone, and are not taken for ours', async () => {
    const browser = await createTestBrowser(world.new, 'ada');
    const total = world.old.inspect.following('ada').length;
    const csv = Array.from({ length: total }, (_, n) => `nobody_${n}@dead.example\n`).join('');
    const upload = () => browser.submit('/settings/imports', '#new_form_import', { 'form_import[type]': 'blocking', 'form_import[data]': new File([csv], 'mine.csv', { type: 'text/csv' }), 'form_import[mode]': 'merge' });
    let once = true;
    const { ask } = page.guides;
    page.guides.ask = async (tab, command) => {
      if (command.movingDayCommand !== 'uploadImport' || !once) return ask(tab, command);
      // Our upload never arrives, and the person uploads a file of as many rows at that very moment.
      once = false;
      await upload();
      return { end: 'failed', who: null, rows: [], importId: null, limit: null, wait: null };
    };
    await press();
    expect(await run()).toMatchObject({ status: 'waiting', problem: { code: 'serverDown' } });
    world.clock.advance(60_000);
    await createImporter(mover.background).run();
    expect(await run()).toMatchObject({ status: 'done' });
    expect(world.new.inspect.imports('ada').map((one) => [one.fileName.startsWith('mine'), one.state === 'unconfirmed'])).toEqual([[true, true], ...kindsInOrder.map(() => [false, false])]);
    expect(await importsOf(mover.db, mover.move.id)).toHaveLength(7);
  });
});

describe('a server in trouble', () => {
  it.each([500, 502, 429])('%i: it is waited for', async (status) => {
    const better = world.new.addFault({ match: /POST \/settings\/imports/, kind: 'status', status });
    await press();
    expect(await run()).toMatchObject({ status: 'waiting', problem: status === 429 ? null : { code: 'serverDown' } });
    better();
    world.clock.advance(120_000);
    await createImporter(mover.background).run();
    expect(await run()).toMatchObject({ status: 'done' });
    expect(world.new.inspect.imports('ada').map((one) => one.type)).toEqual(kindsInOrder);
  });
});

describe('the ways of imports', () => {
  const stop = (at: string) => {
    page.onRequest = (line) => {
      if (line.startsWith(at)) page.signedInAs = null;
    };
  };

  it('one that waits unconfirmed is removed at night: its file is sent anew', async () => {
    stop('GET /settings/imports/');
    await press();
    expect(await run()).toMatchObject({ status: 'held', problem: { code: 'importSignedOut' } });
    expect(world.new.inspect.imports('ada').map((one) => [one.type, one.state])).toEqual([['following', 'unconfirmed']]);
    page.onRequest = () => undefined;
    page.signedInAs = 'ada';
    world.clock.advance(86_400_000);
    await world.clock.idle();
    expect(world.new.inspect.imports('ada')).toEqual([]);
    // Nothing has been brought so far, and the new account's backup is of yesterday.
    await mover.send();
    expect(await run()).toMatchObject({ status: 'done' });
    expect(world.new.inspect.imports('ada').map((one) => one.type)).toEqual(kindsInOrder);
    expect(page.writes().slice(1)).toEqual(all);
  });

  it('one that stays unfinished for ever is judged by the lists', async () => {
    await press();
    for (const bulk of world.new.inspect.imports('ada')) bulk.total++;
    await workedOff();
    expect(world.new.inspect.imports('ada').filter((one) => one.state === 'finished' && one.type !== 'domain_blocking')).toEqual([]);
    await mover.compare();
    const rows = (await Promise.all((['following', 'blocks', 'bookmarks', 'filters'] as const).map((kind) => mover.ledger(kind)))).flat();
    expect(rows.filter((row) => row.reason === 'importRunning' || row.reason === 'notImportedYet')).toEqual([]);
    expect(rows.filter((row) => row.status === 'carried').length).toBeGreaterThan(20);
    const old = await accountOf(mover.db, mover.move, 'old');
    const next = await accountOf(mover.db, mover.move, 'new');
    if (!old || !next) throw new Error('not signed in');
    expect((await readGuideFiles(mover.background, mover.move, old, next)).files.map((file) => file.state)).toEqual(kindsInOrder.map(() => 'done'));
  });

  it('one kind overwrites where that was chosen, and the new account was kept just now: all of it in one file', async () => {
    const { instance } = world.new;
    block(instance, personOn(world.new, 'ada'), createLocal(instance, { username: 'stranger' }));
    await choose(mover.db, mover.move.id, 'blocks', { mode: 'overwrite' });
    world.clock.advance(2 * 3_600_000);
    await press();
    // What would be removed was looked at too long ago: the others go, and the person is told.
    expect(await run()).toMatchObject({ status: 'held', problem: { code: 'overwriteStale' } });
    expect(world.new.inspect.imports('ada').map((one) => [one.type, one.overwrite])).toEqual(kindsInOrder.filter((type) => type !== 'blocking').map((type) => [type, false]));
    await workedOff();
    await mover.keepNew();
    await press();
    expect(await run()).toMatchObject({ status: 'done' });
    const [file, ...more] = world.new.inspect.imports('ada').filter((one) => one.type === 'blocking');
    expect([file?.overwrite, file?.total, more.length]).toEqual([true, world.old.inspect.blocks('ada').length, 0]);
    await workedOff();
    expect(world.new.inspect.blocks('ada').sort()).toEqual(world.old.inspect.blocks('ada').sort());
    // Once it has been sent, overwriting would take away what it brought.
    expect(await barOf(mover.db, mover.move, 'blocks', mover.background.now())).toBe('sent');
  });

  it('one that overwrites is not cut: where it does not fit below the limit of follows, nothing of it is sent', async () => {
    await choose(mover.db, mover.move.id, 'following', { mode: 'overwrite' });
    await bringFiles(mover.background, mover.move, {});
    await changeRun(mover.db, mover.move.id, { limit: 20, order: 'newest' });
    await createImporter(mover.background).run();
    expect(await run()).toMatchObject({ status: 'held', problem: { code: 'overwriteMany' } });
    expect(world.new.inspect.imports('ada').map((one) => one.type)).not.toContain('following');
  });

  it('one that the person sent by hand is done, though not every row of its kind fits into a file', async () => {
    const ids = (await importsOf(mover.db, mover.move.id)).length;
    expect([ids, await filePut(mover.background, 'lists', null)]).toEqual([0, true]);
    const [file] = await importsOf(mover.db, mover.move.id);
    const rows = (await mover.db.backups.where('actorUri').equals(mover.move.old.actorUri ?? '').first())?.kinds.find((one) => one.kind === 'lists')?.rows ?? 0;
    expect(file?.rows).toBeLessThan(rows);
    await mover.db.imports.update(file?.id ?? '', { importId: '1', confirmedAt: 1, finished: true });
    const [old, next] = [await accountOf(mover.db, mover.move, 'old'), await accountOf(mover.db, mover.move, 'new')];
    if (!old || !next) throw new Error('not signed in');
    const { files } = await readGuideFiles(mover.background, mover.move, old, next);
    expect(files.map((one) => [one.kind, one.state])).toEqual([['following', 'todo'], ['lists', 'done'], ['blocks', 'todo'], ['mutes', 'todo'], ['domainBlocks', 'todo'], ['bookmarks', 'todo'], ['filters', 'todo']]);
    await press();
    expect(world.new.inspect.imports('ada').map((one) => one.type)).toEqual(kindsInOrder.filter((type) => type !== 'lists'));
  });
});
