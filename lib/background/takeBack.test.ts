import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alias, day, minute, move as pressMove, pass, press, redirect } from '@/e2e/servers/checklist/inWorld';
import { createTestBrowser, type TestBrowser } from '@/e2e/servers/pages/testBrowser';
import { startWorld, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { migrationPage } from '@/lib/pages/migration';
import { aliasesPage } from '@/lib/pages/aliases';
import { readFarewell } from '@/lib/store/farewell';
import { accountOf, putFact, readFacts, setMind } from '@/lib/store/moves';
import { readMoveView } from '@/lib/store/testing/view';
import { forgetMove } from './accounts';
import { hello } from './guide';
import { checkMoved } from './recheck';
import { startMove } from './startMove';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
let old: TestBrowser;
let next: TestBrowser;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  mover = await moverIn(world);
  await putFact(mover.db, mover.move.id, 'new.signedIn', { acct: `ada@${world.new.domain}` }, 'api', world.new.origin, mover.background.now());
  [old, next] = [await createTestBrowser(world.old, 'ada'), await createTestBrowser(world.new, 'ada')];
});
afterEach(() => world.stop());

const target = () => `ada@${world.new.domain}`;
const password = () => world.old.credentials('ada').password;
const view = async () => {
  const found = await readMoveView(mover.db, mover.background.now());
  if (!found) throw new Error('no move');
  return found;
};
/** The person has the migration page open, as it is now, with the guide on it. */
const showMigration = async () => {
  const doc = await old.get('/settings/migration');
  const seen = { page: 'migration' as const, path: '/settings/migration', load: 'x', identity: { acct: `ada@${world.old.domain}`, disabled: false, movedTo: null }, reading: migrationPage.read(doc) };
  const { context } = await hello(mover.background, world.old.origin, seen);
  return { doc, context, says: migrationPage.guide(doc, context) };
};
const showAliases = async () => {
  const doc = await next.get('/settings/aliases');
  const { context } = await hello(mover.background, world.new.origin, { page: 'aliases', path: '/settings/aliases', load: 'y', identity: { acct: target(), disabled: false, movedTo: null }, reading: aliasesPage.read(doc) });
  return { doc, context, says: aliasesPage.guide(doc, context) };
};
const fresh = async () => Object.assign(mover.move, await mover.db.moves.get(mover.move.id));

describe('a redirect alone', () => {
  it('is told from a move by the migration page, and its followers are named as not told', async () => {
    await redirect(old, target(), password());
    await checkMoved(mover.background, mover.move);
    expect((await view()).pointing).toBe('unknown');
    const { says } = await showMigration();
    expect(says.words).toBe('migration.onlyRedirects');
    const shown = await view();
    expect(shown.pointing).toBe('redirects');
    expect(shown.steps.find((step) => step.id === 'move')).toMatchObject({ status: 'done', detail: 'redirects' });
    await pass(world, day, 30 * minute);
    await mover.compare();
    const rows = await mover.ledger('followers');
    expect(rows.length).toBe(world.old.inspect.followers('ada').length);
    expect(new Set(rows.map((row) => `${row.status} ${row.reason ?? ''}`))).toEqual(new Set(['notCarried notTold']));
  });
});

describe('changing one’s mind after the move', () => {
  beforeEach(async () => {
    await alias(next, `ada@${world.old.domain}`);
    await showAliases();
    await pressMove(old, target(), password());
    await checkMoved(mover.background, await fresh());
  });

  it('the redirect is cancelled where the guide rings it; what the move had settled may change again', async () => {
    expect((await showMigration()).says.words).toBe('migration.moved');
    expect((await view()).pointing).toBe('moved');
    await mover.compare();
    expect((await mover.ledger('followers')).length).toBeGreaterThan(0);
    await setMind(mover.db, mover.move.id, 'cancel');
    const { says } = await showMigration();
    expect([says.words, says.ring?.getAttribute('href')]).toEqual(['migration.cancel', '/settings/migration/redirect']);
    expect((await readFacts(mover.db, mover.move.id))['new.aliasListed']?.frozen).toBe(true);

    await press(old, world.old.origin, '/settings/migration', '/settings/migration/redirect', 'delete');
    await checkMoved(mover.background, await fresh());
    const after = await view();
    expect([after.pointing, after.movedTo, after.move.mind, after.move.movedAt]).toEqual(['stays', null, undefined, undefined]);
    expect(Object.values(await readFacts(mover.db, mover.move.id)).filter((fact) => fact.frozen)).toEqual([]);
    expect(after.checkpoint.passed).toBe(false);
    expect(await mover.ledger('followers')).toEqual([]);
    // The waiting period goes on.
    expect((await showMigration()).says.words).toBe('migration.cooldown');
  });

  it('the alias is removed where the guide rings it', async () => {
    await setMind(mover.db, mover.move.id, 'unalias');
    const { says } = await showAliases();
    expect([says.words, says.ring?.getAttribute('data-method')]).toEqual(['aliases.remove', 'delete']);
    await press(next, world.new.origin, '/settings/aliases', says.ring?.getAttribute('href') ?? '', 'delete');
    expect((await showAliases()).says.words).toBe('aliases.ready');
    expect((await mover.db.moves.get(mover.move.id))?.mind).toBeUndefined();
    expect((await view()).steps.find((step) => step.id === 'alias')?.status).not.toBe('done');
  });

  it('a further move begins at the new account, back or on, and the first one stays', async () => {
    const { id } = mover.move;
    const back = await startMove(mover.background, { moveId: id, way: 'back' });
    expect([back.old.named?.acct, back.new.named?.acct]).toEqual([target(), `ada@${world.old.domain}`]);
    expect((await view()).move.id).toBe(back.id);
    const on = await startMove(mover.background, { moveId: id, way: 'on' });
    expect([on.old.named?.acct, on.new.named]).toEqual([target(), null]);
    expect((await mover.db.moves.toArray()).length).toBe(3);
  });

  it('what is cleaned up at the end is said line by line; a server that is down is named', async () => {
    const account = await accountOf(mover.db, mover.move, 'old');
    await mover.db.apps.put({ id: 'app', origin: world.old.origin, redirectUri: '', clientId: 'x', clientSecret: 'y', scopes: [], createdAt: 0 });
    const given: string[] = [];
    const background = { ...mover.background, hasAccess: () => Promise.resolve(true), giveBack: (origins: string[]) => Promise.resolve(void given.push(...origins)) };
    await world.new.down();
    await mover.db.peers.put({ domain: 'x.example', says: 'silent', software: '', version: '', at: 1 });
    await forgetMove(background, mover.move, false);
    const farewell = await readFarewell(mover.db);
    expect(farewell).toMatchObject({ old: account?.acct, new: target(), backups: { deleted: 0 } });
    expect(farewell?.signIns.map(({ host }) => host)).toEqual([new URL(world.old.origin).host, new URL(world.new.origin).host]);
    expect(farewell?.signIns.at(1)?.ended).toBe(false);
    expect(farewell?.backups.kept).toBeGreaterThan(0);
    expect(farewell?.access.sort()).toEqual(given.map((origin) => new URL(origin).host).sort());
    expect([await mover.db.tokens.count(), await mover.db.peers.count()]).toEqual([0, 0]);
  });
});
