import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alias, day, minute, move as pressMove, pass } from '@/e2e/servers/checklist/inWorld';
import { createTestBrowser } from '@/e2e/servers/pages/testBrowser';
import { follow } from '@/e2e/servers/relations';
import { followRow } from '@/e2e/servers/seeds';
import { createLocal, findLocal } from '@/e2e/servers/state';
import { startWorld, type World } from '@/e2e/servers/world';
import { personOn } from '@/lib/mastodon/testing/access';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import { readFacts } from '@/lib/store/moves';
import { createUsher, letPeopleIn } from './letIn';
import { checkMoved } from './recheck';
import { moverIn, type Mover } from './testing/mover';

resolveLocalhost();
let world: World;
let mover: Mover;
beforeEach(async () => {
  world = await startWorld({ size: 'small' });
  mover = await moverIn(world);
});
afterEach(() => world.stop());

const names = async (status: string) => (await mover.ledger('followers')).filter((row) => row.status === status).map((row) => row.key).sort();
const reasons = async () => new Map((await mover.ledger('followers')).map((row) => [row.key, row.reason]));
/** The person sets the alias and presses the server's own last button. */
async function moves(): Promise<void> {
  const [old, next] = [await createTestBrowser(world.old, 'ada'), await createTestBrowser(world.new, 'ada')];
  await alias(next, `ada@${world.old.domain}`);
  await pressMove(old, `ada@${world.new.domain}`, world.old.credentials('ada').password);
  await checkMoved(mover.background, mover.move);
}

describe('followers after the move', () => {
  it('are named one by one: who has come, who is on the way, and in the end who has stayed', async () => {
    const all = world.old.inspect.followers('ada').sort();
    await mover.compare();
    // Before it, nobody is expected.
    expect(await mover.ledger('followers')).toEqual([]);
    await moves();
    expect((await readFacts(mover.db, mover.move.id))['old.moved']?.value.to).toBe(`ada@${world.new.domain}`);
    await mover.compare();
    expect([await names('carried'), await names('waiting')]).toEqual([[], all]);
    await pass(world, 30 * minute, minute);
    await pass(world, day, minute * 30);
    await mover.compare();
    const come = world.new.inspect.followers('ada').sort();
    expect(come.length).toBeGreaterThan(3);
    expect(await names('carried')).toEqual(all.filter((acct) => come.includes(acct)));
    for (const [acct, reason] of await reasons()) expect([acct, come.includes(acct) ? null : 'onTheWay', 'serverBlocked']).toContain(reason);
    await pass(world, 7 * day, day);
    await mover.compare();
    expect(await names('waiting')).toEqual([]);
    const stayed = all.filter((acct) => !world.new.inspect.followers('ada').includes(acct));
    expect(await names('notCarried')).toEqual(stayed);
    expect(stayed.length).toBe(world.seed.stayers.length);
    // The numbers of the import are those of before.
    expect((await readFacts(mover.db, mover.move.id))['new.ledger']?.value.kinds.map((line) => line.kind)).not.toContain('followers');
  });

  it('ask to be let in, where the new account approves by hand', async () => {
    personOn(world.new, 'ada').locked = true;
    await moves();
    await pass(world, day, minute * 10);
    await mover.compare();
    const asking = [...(await reasons())].flatMap(([acct, reason]) => (reason === 'asksYou' ? [acct] : [])).sort();
    expect(asking.length).toBeGreaterThan(3);

    // Somebody asks as well who did not follow before.
    const stranger = createLocal(world.new.instance, { username: 'stranger' });
    follow(world.new.instance, stranger, personOn(world.new, 'ada'));
    await letPeopleIn(mover.background, mover.move);
    // The server goes down after the second of them; a fresh background goes on where that one was.
    let pressed = 0;
    const failing = { ...mover.background, fetch: (url: string, init: RequestInit) => (url.includes('/authorize') && ++pressed > 2 ? Promise.reject(new TypeError('down')) : fetch(url, init)) };
    await createUsher(failing).run();
    expect(await mover.db.letIns.get(mover.move.id)).toMatchObject({ status: 'waiting', letIn: { length: 2 }, problem: { code: 'serverDown' } });
    world.clock.advance(minute);
    expect(await createUsher(mover.background).run()).toBe(true);
    const row = await mover.db.letIns.get(mover.move.id);
    expect(row).toMatchObject({ status: 'done', refused: [], others: [`stranger@${world.new.domain}`] });
    expect([...(row?.letIn ?? [])].sort()).toEqual(asking);
    // Those of NEW's own server needed no asking.
    const come = world.new.inspect.followers('ada').sort();
    expect(come.filter((acct) => !acct.endsWith(`@${world.new.domain}`))).toEqual(asking);
    await mover.compare();
    expect(await names('carried')).toEqual(come);
    expect([...(await reasons()).values()]).not.toContain('asksYou');
    // Pressed once more, nobody is let in twice, and the stranger stays the person's own to answer.
    await letPeopleIn(mover.background, mover.move);
    await createUsher(mover.background).run();
    expect(await mover.db.letIns.get(mover.move.id)).toMatchObject({ status: 'done', letIn: { length: asking.length }, others: [`stranger@${world.new.domain}`] });
  });

  it('are the person’s to tell, where the old server has gone before anything was moved', async () => {
    const all = world.old.inspect.followers('ada').sort();
    const found = all.find((acct) => acct.endsWith(`@${world.new.domain}`)) ?? '';
    await world.old.down();
    Object.assign(mover.move, { tells: true });
    await mover.compare();
    expect(await names('notCarried')).toEqual(all);
    expect(new Set([...(await reasons()).values()])).toEqual(new Set(['notTold']));
    // One of them was told, and follows.
    followRow(world.new.instance, findLocal(world.new.instance, found.split('@')[0] ?? '') ?? createLocal(world.new.instance, { username: 'nobody' }), personOn(world.new, 'ada'));
    await mover.compare();
    expect(await names('carried')).toEqual([found]);
    expect(await names('notCarried')).toEqual(all.filter((acct) => acct !== found));
  });
});
