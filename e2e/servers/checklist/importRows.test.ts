import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import type { BulkImport } from '../model';
import { createTestBrowser } from '../pages/testBrowser';
import { block, mute } from '../relations';
import { createLocal } from '../state';
import { day, importFile, inWorld, minute, pass, press, upload } from './inWorld';

const failed = (bulk: BulkImport) => bulk.processed - bulk.imported;
/** What must hold for every import at every time; the rows that are left are those that failed or are still to come. */
function holds(bulk: BulkImport): void {
  expect(bulk.processed).toBeLessThanOrEqual(bulk.total);
  expect(failed(bulk)).toBeGreaterThanOrEqual(0);
  expect(bulk.rows).toHaveLength(bulk.total - bulk.imported);
  expect(bulk.state === 'finished').toBe(bulk.processed === bulk.total && bulk.finishedAt !== null);
}

inWorld('M: an import', (get) => {
  it('M.21, M.24 goes from page to page and then row by row; options are kept, locked accounts asked', async () => {
    const { next, world } = get();
    const friends = world.server('friends').domain;
    const csv = `Account address,Show boosts,Notify on new posts,Languages\nfriend_0@${friends},false,true,"en, de"\nlocked_0@${friends},true,false,\nmover_0@${friends},true,false,"en, de"\nghost@nowhere.localhost:1,true,false,\n`;
    const page = new URL((await upload(next, 'following', csv, { name: 'following_accounts.csv' })).URL).pathname;
    const bulk = () => world.new.inspect.imports('ada')[0] as BulkImport;
    expect(bulk().state).toBe('unconfirmed');
    const eve = await createTestBrowser(world.new, 'eve');
    expect([(await eve.raw(page)).status, (await press(eve, world.new.origin, '/settings/imports', `${page}/confirm`)).status, (await next.raw(`${page}/failures.csv`)).status]).toEqual([404, 404, 404]);
    expect((await press(next, world.new.origin, page, `${page}/confirm`)).status).toBe(302);
    expect(bulk()).toMatchObject({ state: 'scheduled', processed: 0 });
    expect([(await next.raw(page)).status, (await press(next, world.new.origin, '/settings/imports', `${page}/confirm`)).status]).toEqual([404, 404]);
    const states = new Set<string>();
    for (let n = 0; n < 60; n++) {
      await pass(world, 100, 100);
      states.add(`${bulk().state} ${bulk().processed}`);
      holds(bulk());
    }
    expect([...states]).toEqual(expect.arrayContaining(['scheduled 0', 'in_progress 1', 'in_progress 3']));
    expect(bulk()).toMatchObject({ state: 'in_progress', imported: 2, processed: 3 });
    expect(world.new.inspect.following('ada')).toEqual([{ acct: `friend_0@${friends}`, reblogs: false, notify: true, languages: ['en', 'de'] }]);
    expect(world.new.inspect.requested('ada')).toEqual([`locked_0@${friends}`]);
    await pass(world, 20 * minute, 10_000);
    holds(bulk());
    expect(bulk()).toMatchObject({ state: 'finished', imported: 2, processed: 4 });
    expect((await next.raw(`${page}/failures.csv`)).text.split('\n').sort()).toEqual(['', 'Account address,Show boosts,Notify on new posts,Languages', 'ghost@nowhere.localhost:1,true,false,', `mover_0@${friends},true,false,"en, de"`]);
  });
  it('M.24 keeps whether notifications are hidden', async () => {
    const { world } = get();
    const friends = world.server('friends').domain;
    await importFile(get(), 'muting', `Account address,Hide notifications\nfriend_0@${friends},false\nfriend_1@${friends},true\nfriend_2@${friends},\n`);
    await pass(world, minute);
    expect(world.new.inspect.mutes('ada')).toEqual([0, 1, 2].map((n) => ({ acct: `friend_${n}@${friends}`, notifications: n > 0 })));
  });
  it('M.21 cancels what is not confirmed, lists the last ten, and forgets at night', async () => {
    const { next, world } = get();
    const recent = async () => [...(await next.get('/settings/imports')).querySelectorAll('tr[id^=bulk_import_]')].map((row) => row.id.replace('bulk_import_', ''));
    const made: string[] = [];
    for (let n = 0; n < 11; n++) made.push(new URL((await upload(next, 'blocking', 'a@b.example\n')).URL).pathname.split('/').at(-1) ?? '');
    expect(await recent()).toEqual([...made].reverse().slice(0, 10));
    const last = made.at(-1) ?? '';
    expect((await press(next, world.new.origin, '/settings/imports', `/settings/imports/${last}`, 'delete')).status).toBe(302);
    expect((await recent())[0]).toBe(made.at(-2));
    // An old one stays, and can be confirmed, until the night's job.
    await pass(world, 60 * minute);
    expect((await next.raw(`/settings/imports/${made[0] ?? ''}`)).status).toBe(200);
    await pass(world, day, day / 4);
    expect(world.new.inspect.imports('ada').map((bulk) => bulk.state)).toEqual(['finished', 'finished']);
    await pass(world, 8 * day, day / 2);
    expect(world.new.inspect.imports('ada')).toEqual([]);
  });
});

inWorld('M: what becomes of rows', (get) => {
  it('M.23 fails at once who is not found, suspended or oneself; late who refuses or has moved', async () => {
    const { world } = get();
    const { instance } = world.new;
    const ada = personOn(world.new, 'ada');
    block(instance, createLocal(instance, { username: 'refuses' }), ada);
    block(instance, ada, createLocal(instance, { username: 'shunned' }));
    createLocal(instance, { username: 'gone', movedToUri: personOn(world.new, 'eve').uri });
    createLocal(instance, { username: 'suspended', suspended: true });
    const late = ['refuses', 'shunned', 'gone'];
    const bulk = await importFile(get(), 'following', ['eve', 'ada', 'suspended', `shunned_0@${world.server('blocked').domain}`, `gone_0@${world.server('dead').domain}`, ...late].map((acct) => `${acct}\n`).join(''));
    await pass(world, minute, 1000);
    expect([bulk.now().imported, failed(bulk.now()), bulk.now().state]).toEqual([1, 4, 'in_progress']);
    await pass(world, 16 * minute, 5000);
    expect([failed(bulk.now()), bulk.now().state]).toEqual([4, 'in_progress']);
    await pass(world, 3 * minute, 5000);
    holds(bulk.now());
    expect([bulk.now().imported, failed(bulk.now()), bulk.now().state]).toEqual([1, 7, 'finished']);
    expect(world.new.inspect.following('ada').map((row) => row.acct)).toEqual([`eve@${world.new.domain}`]);
  });
  it('M.23 rows of lists follow the account; a second one of the same fails late', async () => {
    const { next, world } = get();
    const friends = world.server('friends').domain;
    const bulk = await importFile(get(), 'lists', `"Art, ""fine""",friend_0@${friends}\n"Art, ""fine""",locked_0@${friends}\nNews,friend_0@${friends}\nNews,friend_0@${friends}\nNews,ghost@nowhere.localhost:1\n`);
    await pass(world, minute, 1000);
    expect(world.new.inspect.lists('ada')).toEqual([{ title: 'Art, "fine"', members: [`friend_0@${friends}`, `locked_0@${friends}`] }, { title: 'News', members: [`friend_0@${friends}`] }]);
    expect(world.new.inspect.following('ada').map((row) => row.acct)).toContain(`friend_0@${friends}`);
    expect(world.new.inspect.requested('ada')).toEqual([`locked_0@${friends}`]);
    expect([bulk.now().imported, failed(bulk.now()), bulk.now().state]).toEqual([3, 1, 'in_progress']);
    await pass(world, 20 * minute, 10_000);
    expect([bulk.now().imported, failed(bulk.now()), bulk.now().state]).toEqual([3, 2, 'finished']);
    expect((await next.raw(`/settings/imports/${bulk.id}/failures.csv`)).text).toContain(`News,friend_0@${friends}\n`);
  });
  it('M.23 never finishes a file with a double', async () => {
    const { world } = get();
    for (const [type, line] of [['bookmarks', 'https://a.example/1\n'], ['blocking', `friend_3@${world.server('friends').domain}\n`]] as const) {
      const bulk = await importFile(get(), type, line + line);
      await pass(world, 30 * minute, minute);
      expect(bulk.now()).toMatchObject({ state: 'in_progress', processed: 1, total: 2 });
    }
  });
  it('M.23 one bad domain ends the whole file; those before it are blocked', async () => {
    const { world } = get();
    const bulk = await importFile(get(), 'domain_blocking', '#domain\nfirst.example\nnot a domain\nlast.example\n');
    await pass(world, minute);
    expect(bulk.now()).toMatchObject({ state: 'finished', imported: 0, processed: 3, rows: [] });
    expect(world.new.inspect.domainBlocks('ada')).toEqual(['first.example']);
  });
});

inWorld('M: an import that overwrites', (get) => {
  it('M.23 takes away what is not in the file, of its own kind alone', async () => {
    const { world } = get();
    const friends = world.server('friends').domain;
    const [one, two] = [`friend_0@${friends}`, `friend_1@${friends}`];
    const { inspect, instance } = world.new;
    const post = world.old.inspect.bookmarks('ada').find((uri) => uri.startsWith('http') && !uri.includes('deleted')) ?? '';
    const run = async (type: string, content: string, mode = 'merge') => {
      await importFile(get(), type, content, { mode });
      await pass(world, minute, 1000);
    };
    const state = () => ({
      following: inspect.following('ada').map((row) => row.acct), lists: inspect.lists('ada'), blocks: inspect.blocks('ada'), mutes: inspect.mutes('ada').map((row) => row.acct), domains: inspect.domainBlocks('ada'), bookmarks: inspect.bookmarks('ada'),
    });
    await run('following', `${one}\n${two}\n`);
    await run('lists', `Art,${one}\nNews,${two}\n`);
    await run('bookmarks', `${post}\n`);
    await run('domain_blocking', 'one.example\ntwo.example\n');
    const ada = personOn(world.new, 'ada');
    for (const username of ['b0', 'b1']) block(instance, ada, createLocal(instance, { username }));
    for (const username of ['m0', 'm1']) mute(instance, ada, createLocal(instance, { username }), true);
    const here = (username: string) => `${username}@${world.new.domain}`;
    const all = { following: [one, two], lists: [{ title: 'Art', members: [one] }, { title: 'News', members: [two] }], blocks: [here('b0'), here('b1')], mutes: [here('m0'), here('m1')], domains: ['one.example', 'two.example'], bookmarks: [post] };
    expect(state()).toEqual(all);

    await run('lists', `News,${one}\n`, 'overwrite');
    expect(state()).toEqual({ ...all, lists: [{ title: 'News', members: [one] }] });
    await run('blocking', `${here('b1')}\n`, 'overwrite');
    await run('muting', `${here('m0')}\n`, 'overwrite');
    await run('domain_blocking', 'three.example\n', 'overwrite');
    await run('bookmarks', 'https://a.example/none\n', 'overwrite');
    await run('following', `${two}\n`, 'overwrite');
    expect(state()).toEqual({ following: [two], lists: [{ title: 'News', members: [] }], blocks: [here('b1')], mutes: [here('m0')], domains: ['three.example'], bookmarks: [] });
  });
});
