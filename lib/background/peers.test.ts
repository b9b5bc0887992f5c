import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import { startWorld } from '@/e2e/servers/world';
import { askSoftware } from '@/lib/mastodon/nodeinfo';
import { resolveLocalhost, serve } from '@/lib/mastodon/testing/net';
import { lentAccess } from '@/lib/store/lent';
import { askPeers } from './peers';
import { moverIn } from './testing/mover';

resolveLocalhost();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

it('asks what software servers run, those that were allowed and no other, keeps what they say, and gives access back', async () => {
  const world = await startWorld({ size: 'small', servers: [{ name: 'photos', software: 'pixelfed' }, { name: 'gone' }] });
  stops.push(() => world.stop());
  const mover = await moverIn(world);
  await world.server('gone').down();
  const given: string[][] = [];
  const background = { ...mover.background, hasAccess: (origin: string) => Promise.resolve(!origin.includes('notallowed')), giveBack: (origins: string[]) => Promise.resolve(void given.push(origins)) };
  mover.asked.splice(0);
  const domains = [world.server('photos').domain, world.server('gone').domain, 'notallowed.localhost', 'not/a/domain'];
  const asking = await askPeers(background, domains);
  expect(asking.servers).toBe(2);
  await asking.done;
  const peers = Object.fromEntries((await mover.db.peers.toArray()).map((peer) => [peer.domain, [peer.says, peer.software, peer.version]]));
  expect(peers).toEqual({ [world.server('photos').domain]: ['software', 'pixelfed', '0.12.6'], [world.server('gone').domain]: ['silent', '', ''] });
  expect(new Set(mover.asked.map((line) => new URL(line.split(' ')[1] ?? '').host))).toEqual(new Set([world.server('photos').domain, world.server('gone').domain]));
  expect(given.flat().sort()).toEqual([world.server('photos').origin, world.server('gone').origin].sort());
  expect(await lentAccess(mover.db)).toBeNull();
});

it('asks no host that a server merely names, follows no redirect, and believes no page', async () => {
  const asked: string[] = [];
  const net = { now: () => 0, fetch: (url: string, init: RequestInit) => (asked.push(url), fetch(url, init)) };
  const answers: [unknown, string][] = [
    [{ links: [{ href: 'https://stranger.example/nodeinfo' }] }, 'unclear'],
    ['<html>', 'unclear'],
    [{ links: [] }, 'unclear'],
  ];
  for (const [body, says] of answers) {
    const server = await serve((_request, response) => void response.end(typeof body === 'string' ? body : JSON.stringify(body)));
    stops.push(() => server.close());
    expect((await askSoftware(net, new URL(server.origin).host)).says).toBe(says);
  }
  const elsewhere = await serve((_request, response) => void response.writeHead(302, { Location: 'https://stranger.example/' }).end());
  stops.push(() => elsewhere.close());
  expect((await askSoftware(net, new URL(elsewhere.origin).host)).says).toBe('unclear');
  expect(asked.some((url) => url.includes('stranger'))).toBe(false);
});
