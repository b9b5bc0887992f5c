import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followRow } from '@/e2e/servers/seeds';
import { createCopy, createLocal, findLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost, serve } from '@/lib/mastodon/testing/net';
import { askOwnServer } from '@/lib/mastodon/ownServer';
import { lentAccess, noteLent } from '@/lib/store/lent';
import { createMove } from '@/lib/store/moves';
import { rowsNotFound } from '@/lib/store/notFound';
import { returnAccess } from './lentHosts';
import { askOwnServers } from './ownServers';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
const at = (name: string) => world.server(name).domain;
const reasonOf = async (acct: string) => {
  const row = (await mover.ledger('following')).find((one) => one.key === acct);
  return [row?.reason, row?.detail];
};

/** Servers that are down while the new one imports; afterwards three of them are back. */
beforeAll(async () => {
  world = await startWorld({ size: 'small', now: Date.UTC(2030, 0, 5, 12), servers: [{ name: 'back' }, { name: 'split', accountHost: 'people' }] });
  const ada = personOn(world.old, 'ada');
  for (const [home, usernames] of [['back', ['here', 'left']], ['split', ['renamed']]] as const) {
    for (const username of usernames) {
      const copy = createCopy(world.old.instance, world.server(home).instance, createLocal(world.server(home).instance, { username }));
      // Known on OLD by the name that the server had before it named its accounts otherwise.
      if (home === 'split') copy.domain = new URL(world.server('split').origin).host;
      followRow(world.old.instance, ada, copy);
    }
  }
  mover = await moverIn(world);
  for (const name of ['back', 'split']) await world.server(name).down();
  await mover.importAll(['following', 'lists']);
  await mover.compare();
  for (const name of ['back', 'split']) await world.server(name).up();
  const { state } = world.server('back').instance;
  state.accounts.delete(findLocal(world.server('back').instance, 'left')?.id ?? '');
});
afterAll(() => world.stop());

it('asks each server that the person allows about its accounts, nothing else, and says what it said', async () => {
  const lost = await rowsNotFound(mover.db, mover.move.id);
  const split = new URL(world.server('split').origin).host;
  const domains = [at('back'), at('dead'), split];
  expect([...new Set(lost.map((one) => one.domain))].sort()).toEqual([...domains].sort());
  expect(lost.map((one) => one.row.kind)).toContain('lists');
  const given: string[][] = [];
  const background = { ...mover.background, hasAccess: (origin: string) => Promise.resolve(!origin.includes('split')), giveBack: (origins: string[]) => Promise.resolve(void given.push(origins)) };
  mover.asked.splice(0);
  const first = await askOwnServers(background, mover.move);
  expect(first.servers).toBe(2);
  await first.done;
  expect(await reasonOf(`here@${at('back')}`)).toEqual(['notReached', '']);
  expect(await reasonOf(`left@${at('back')}`)).toEqual(['goneThere', '']);
  expect(await reasonOf(`gone_0@${at('dead')}`)).toEqual(['serverSilent', '']);
  expect(await reasonOf(`renamed@${split}`)).toEqual(['notFound', '']);
  expect((await mover.ledger('lists')).find((row) => row.label.includes('gone_0'))?.reason).toBe('serverSilent');
  const question = (acct: string) => `GET http://${acct.split('@')[1] ?? ''}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${acct}`)}`;
  // A server that is silent is not asked about its other people.
  expect(mover.asked.sort()).toEqual([`here@${at('back')}`, `left@${at('back')}`, `gone_0@${at('dead')}`].map(question).sort());
  expect(given.flat().sort()).toEqual([`http://${at('back')}`, `http://${at('dead')}`].sort());

  await (await askOwnServers({ ...background, hasAccess: () => Promise.resolve(true) }, mover.move)).done;
  expect(await reasonOf(`renamed@${split}`)).toEqual(['hasMoved', `renamed@${at('split')}`]);
  expect(world.server('split').seen.filter((seen) => seen.cookies || seen.authorized)).toEqual([]);
});

it('what they said stays until the file is imported once more', async () => {
  for (const minutes of [1, 10]) {
    world.clock.advance(minutes * 60_000);
    await mover.compare();
    expect(await reasonOf(`here@${at('back')}`)).toEqual(['notReached', '']);
    expect(await reasonOf(`gone_0@${at('dead')}`)).toEqual(['serverSilent', '']);
  }
  await mover.importAll(['following']);
  await mover.compare();
  expect(await reasonOf(`here@${at('back')}`)).toEqual([null, '']);
  expect(await reasonOf(`gone_0@${at('dead')}`)).toEqual(['notFound', '']);
});

it('a background that was stopped amid it gives the access back at its next start, and keeps that of the sides of any move', async () => {
  const given: string[][] = [];
  const background = { ...mover.background, giveBack: (origins: string[]) => Promise.resolve(void given.push(origins)) };
  // Another move, which is not the one that is shown.
  const other = await createMove(mover.db, 'other', 0);
  await mover.db.moves.update(other.id, { new: { named: { text: '', origin: `http://${at('friends')}`, domain: at('friends'), acct: null, serverTitle: '', version: '', apiVersion: 0 }, actorUri: null } });
  await mover.db.settings.put({ key: 'currentMove', value: mover.move.id });
  await noteLent(mover.db, [`http://${at('dead')}`, world.old.origin, `http://${at('friends')}`]);
  await returnAccess(background);
  await returnAccess(background);
  expect(given).toEqual([[`http://${at('dead')}`]]);
  expect(await lentAccess(mover.db)).toBeNull();
});

it.each([
  [404, '', 'gone'],
  [410, '{}', 'gone'],
  [200, '<html>For sale</html>', 'gone'],
  [200, '{"subject":"acct:x y"}', 'gone'],
  [200, '{"subject":"acct:Somebody@HOST"}', 'there'],
  [200, '{"subject":"acct:somebody@else.example"}', 'moved'],
  [302, '', 'unclear'],
  [400, '', 'unclear'],
  [429, '', 'unclear'],
  [503, '', 'silent'],
] as const)('%i %s means %s', async (status, body, says) => {
  const asked: string[] = [];
  const server = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { Location: '/elsewhere', 'Content-Type': 'application/jrd+json' }).end(body.replace('HOST', request.headers.host ?? ''));
  });
  const { host } = new URL(server.origin);
  const net = { fetch: (url: string, init: RequestInit) => fetch(url, init), now: () => Date.now() };
  expect((await askOwnServer(net, `somebody@${host}`)).says).toBe(says);
  expect(asked).toHaveLength(1);
  await server.close();
});
