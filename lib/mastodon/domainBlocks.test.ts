import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readDomainBlocks, readPublicDomainBlocks } from './domainBlocks';
import { accessTo } from './testing/access';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;
const undo: (() => void)[] = [];
beforeAll(async () => {
  world = await startWorld({ size: 'small' });
  world.new.instance.state.limitedDomains.add('loud.example').add('fine.shut.example');
  world.new.instance.state.suspendedDomains.add('shut.example');
});
afterEach(() => undo.splice(0).forEach((one) => one()));
afterAll(() => world.stop());

const asked = ['shut.example', 'SHUT.example', 'pictures.shut.example', 'fine.shut.example', 'notshut.example', 'loud.example', 'a.b.loud.example', 'example'];
const expected = ['suspend', 'suspend', 'suspend', 'silence', null, 'silence', 'silence', null];

it.each([false, true])('tells blocked from limited servers, what belongs to them too, with the names in stars: %s', async (obfuscates) => {
  world.new.instance.options.obfuscates = obfuscates;
  undo.push(() => (world.new.instance.options.obfuscates = false));
  if (obfuscates) expect(await (await fetch(`${world.new.origin}/api/v1/instance/domain_blocks`)).text()).not.toContain('shut.example');
  for (const blocks of [await readPublicDomainBlocks(testNet(), world.new.origin), await readDomainBlocks(await accessTo(world.new, 'ada'))]) {
    expect(blocks.published).toBe(true);
    expect(await Promise.all(asked.map((domain) => blocks.severityOf(domain)))).toEqual(expected);
    expect(await blocks.severityOf(world.server('blocked').domain)).toBe('suspend');
  }
});

it('says that a list is not shown, rather than that nobody is blocked', async () => {
  for (const status of [404, 401, 403]) {
    const remove = world.old.addFault({ match: /domain_blocks/, kind: 'status', status });
    const blocks = await readPublicDomainBlocks(testNet(), world.old.origin);
    expect([status, blocks.published, await blocks.severityOf('shut.example')]).toEqual([status, false, null]);
    remove();
  }
  const remove = world.old.addFault({ match: /domain_blocks/, kind: 'status', status: 503 });
  await expect(readPublicDomainBlocks(testNet(), world.old.origin)).rejects.toMatchObject({ code: 'serverDown' });
  remove();
});
