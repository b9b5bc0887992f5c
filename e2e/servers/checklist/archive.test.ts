import { expect, it } from 'vitest';
import { day, hour, inWorld, minute, pass, press } from './inWorld';

inWorld('M: archive and export', (get) => {
  const ask = async () => (await press(get().old, get().world.old.origin, '/settings/export', '/settings/export')).status;
  const rows = () => [...get().world.old.instance.state.archives.values()];
  const page = async () => {
    const doc = await get().old.get('/settings/export');
    return { button: doc.querySelector('a[data-method=post][href="/settings/export"]') !== null, links: doc.querySelectorAll('a[href$="/download"]').length };
  };
  it('M.19 compiles after the request, and hides the button for six days', async () => {
    const { world } = get();
    expect(await page()).toEqual({ button: true, links: 0 });
    expect(await ask()).toBe(302);
    expect([rows().map((row) => row.processed), await page()]).toEqual([[false], { button: false, links: 0 }]);
    expect(await ask()).toBe(403);
    await pass(world, 5 * minute);
    expect(await page()).toEqual({ button: false, links: 1 });
    await pass(world, 6 * day - 6 * minute, day);
    expect([await page(), await ask()]).toEqual([{ button: false, links: 1 }, 403]);
    await pass(world, 2 * minute);
    expect(await page()).toEqual({ button: true, links: 1 });
  });
  it('M.19 keeps the newest alone, and none longer than seven days', async () => {
    const { world } = get();
    const [first] = rows();
    expect(await ask()).toBe(302);
    expect(rows()).toHaveLength(2);
    await pass(world, 5 * minute);
    expect(rows().map((row) => [row.id === first?.id, row.processed])).toEqual([[false, true]]);
    await pass(world, 6 * day, day / 2);
    expect(rows()).toHaveLength(1);
    await pass(world, 2 * day, 12 * hour);
    expect([rows(), await page()]).toEqual([[], { button: true, links: 0 }]);
  });
  it('M.20 writes CSV as Mastodon does', async () => {
    const { old, world } = get();
    const { inspect } = world.old;
    const read = async (path: string, name: string) => {
      const { headers, text } = await old.raw(`/settings/exports/${path}`);
      expect(headers['content-disposition']).toContain(`filename="${name}"`);
      expect(text).not.toMatch(/\r|^\ufeff/);
      return text;
    };
    const follows = inspect.following('ada').reverse();
    const languages = (row: (typeof follows)[number]) => (row.languages ? `"${row.languages.join(', ')}"` : '');
    expect(await read('follows.csv', 'following_accounts.csv')).toBe(['Account address,Show boosts,Notify on new posts,Languages', ...follows.map((row) => `${row.acct},${row.reblogs},${row.notify},${languages(row)}`), ''].join('\n'));
    expect(follows.filter((row) => row.languages !== null).length).toBeGreaterThan(0);
    expect(await read('blocks.csv', 'blocked_accounts.csv')).toBe([...inspect.blocks('ada').reverse(), ''].join('\n'));
    expect(await read('mutes.csv', 'muted_accounts.csv')).toBe(['Account address,Hide notifications', ...inspect.mutes('ada').reverse().map((row) => `${row.acct},${row.notifications}`), ''].join('\n'));
    expect(await read('domain_blocks.csv', 'blocked_domains.csv')).toBe([...inspect.domainBlocks('ada'), ''].join('\n'));
    expect(await read('bookmarks.csv', 'bookmarks.csv')).toBe([...inspect.bookmarks('ada').reverse(), ''].join('\n'));
    expect(await read('lists.csv', 'lists.csv')).toContain(`"Science, ""serious""",${inspect.lists('ada').find((list) => list.title.startsWith('Science'))?.members[0] ?? ''}\n`);
  });
});
