import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type ServerHandle, type World } from '@/e2e/servers/world';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { Seen } from '@/lib/messages/contract';
import { readFacts } from '@/lib/store/moves';
import { readMoveView } from '@/lib/store/testing/view';
import { createHandlers } from './handlers';
import { pairOf, type Pair } from './testing/pair';

/** A server's page may show what it likes, and say of anybody that it is them. */
resolveLocalhost();
let world: World;
let pair: Pair;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  pair = await pairOf(world, { old: ['read'], new: ['read'] });
});
afterEach(() => world.stop());

/** What a guide on that server tells, and what comes of it once the servers have been asked. */
async function tell(on: ServerHandle, as: string, page: Seen['page'], reading: Seen['reading'], more: Partial<NonNullable<Seen['identity']>> = {}): Promise<void> {
  const noWindow = () => Promise.reject(new Error('no window'));
  const handlers = createHandlers(pair.background, { redirectUri: '', openWindow: noWindow }, () => undefined);
  const answer = await handlers.hello({ page, path: '/', load: crypto.randomUUID(), identity: { acct: as, disabled: false, movedTo: null, ...more }, reading }, { sender: 'guide', origin: on.origin, tabId: 1 });
  expect(answer.ok).toBe(true);
}
const facts = () => readFacts(pair.background.db, pair.move.id);
const acct = (server: ServerHandle) => `ada@${server.domain}`;
const asked = (path: RegExp) => expect.poll(() => pair.reader.asked.some((line) => path.test(line)));

describe('what a page says alone', () => {
  it('as the account of the other server: nothing of it is kept', async () => {
    await tell(world.old, acct(world.new), 'aliases', { aliases: [acct(world.old)] });
    await tell(world.new, acct(world.old), 'migration', { redirecting: { to: acct(world.new) }, lastMigration: '2026-01-01T00:00:00Z', lastTarget: acct(world.new) });
    await tell(world.server('friends'), acct(world.new), 'aliases', { aliases: [acct(world.old)] });
    expect(Object.keys(await facts())).toEqual([]);
  });

  it('of an alias that nobody set: the account itself is asked, the step is not ticked, and the pause stays shut', async () => {
    await tell(world.new, acct(world.new), 'aliases', { aliases: [acct(world.old)] });
    await asked(/\/users\/ada$/).toBe(true);
    await expect.poll(async () => (await facts())['new.aliasSeen']?.value).toEqual({ seen: false, refused: false });
    const view = await readMoveView(pair.background.db, pair.background.now());
    expect(view?.steps.find((step) => step.id === 'alias')?.status).not.toBe('done');
    expect(view?.checkpoint.needs).toContain('alias');
  });

  it('of a move that has not been: the server’s API is asked, and the move is not over', async () => {
    await tell(world.old, acct(world.old), 'migration', { redirecting: { to: acct(world.new) }, lastMigration: '2026-01-01T00:00:00Z', lastTarget: acct(world.new) }, { disabled: true, movedTo: acct(world.new) });
    await asked(/accounts\/lookup/).toBe(true);
    await expect.poll(async () => (await facts())['old.moved']?.value).toEqual({ to: null });
    const view = await readMoveView(pair.background.db, pair.background.now());
    expect([view?.movedTo, view?.steps.find((step) => step.id === 'move')?.status === 'done']).toEqual([null, false]);
  });
});
