import { expect, it } from 'vitest';
import { personOn } from '@/lib/mastodon/testing/access';
import { errorOf, importFile, inWorld, minute, pass, upload } from './inWorld';

const header = 'Account address,Show boosts,Notify on new posts,Languages\n';

inWorld('M: what the import form takes', (get) => {
  const error = async (type: string, content: BlobPart, options: Parameters<typeof upload>[3] = {}) => errorOf(await upload(get().next, type, content, options), 'form_import_data');
  const data = () => get().world.new.inspect.imports('ada').at(-1)?.rows.map((row) => row.data);
  const count = () => get().world.new.inspect.imports('ada').length;

  it('M.22 refuses what it cannot read, and keeps nothing of it', async () => {
    expect(await error('lists', 'Account address\na@b.example\n')).toBe('Incompatible with the selected import type');
    expect(await error('following', '{}', { mime: 'application/json' })).toBe('Incompatible with the selected import type');
    expect(await error('following', '')).toBe('Empty CSV file');
    expect(await error('following', '"a@b.example\n')).toContain('Invalid CSV file. Error:');
    expect(await error('following', new Uint8Array([0x61, 0x40, 0xff, 0xfe, 0x0a]))).toContain('Invalid CSV file. Error:');
    expect(await error('blocking', 'a@b.example\n'.repeat(20_001))).toBe('contains more than 20000 rows');
    expect(await error('blocking', ' '.repeat(20 * 1024 * 1024 + 1))).toBe('File is too large');
    expect(count()).toBe(0);
  });
  it('M.22 fails on a row without its first cell, and on filters that are none', async () => {
    const crash = async (type: string, content: string, mime?: string) => (await upload(get().next, type, content, { mime })).querySelector('body.error') !== null;
    expect(await crash('lists', 'Art,a@b.example\n,c@d.example\n')).toBe(true);
    expect(await crash('following', 'Account address,Show boosts\n,true\n')).toBe(true);
    expect(await crash('custom_filters', '{"custom_filters":[]}')).toBe(true);
    for (const text of ['{}', '[]']) expect(await crash('custom_filters', text, 'application/json')).toBe(true);
    expect(count()).toBe(0);
    expect(await crash('custom_filters', '{"custom_filters":[]}', 'application/json')).toBe(false);
  });
  it('M.22 takes 20,000 rows', async () => {
    expect(await error('blocking', 'Account address\n' + 'a@b.example\n'.repeat(20_000))).toBeNull();
    expect(data()).toHaveLength(20_000);
  });
  it('M.22 reads files with and without a heading', async () => {
    await upload(get().next, 'following', `${header}a@b.example,false,true,\n\n`);
    expect(data()).toEqual([{ acct: 'a@b.example', reblogs: false, notify: true, languages: undefined }]);
    await upload(get().next, 'following', '@a@b.example,false,true,\r\nc@d.example\r\n');
    expect(data()).toMatchObject([{ acct: 'a@b.example', reblogs: undefined }, { acct: 'c@d.example' }]);
    await upload(get().next, 'lists', 'Art,a@b.example\n');
    expect(data()).toEqual([{ title: 'Art', acct: 'a@b.example' }]);
  });
  it('M.22 a byte order mark makes the heading a row, and loses the options', async () => {
    await upload(get().next, 'following', `\ufeff${header}a@b.example,false,true,\n`);
    expect(data()).toHaveLength(2);
    expect(data()?.[1]).toMatchObject({ acct: 'a@b.example', reblogs: undefined, notify: undefined });
  });
  it('M.22 warns where file name or heading speak of another type', async () => {
    const warned = async (type: string, text: string, name?: string) => (await upload(get().next, type, text, { name })).querySelector('.flash-message.warning') !== null;
    expect(await warned('blocking', 'a@b.example\n', 'following_accounts(1).csv')).toBe(true);
    expect(await warned('blocking', 'Account address,Hide notifications\na@b.example,true\n')).toBe(true);
    expect(await warned('blocking', 'a@b.example\n', 'blocked_accounts.csv')).toBe(false);
    expect(await warned('blocking', 'a@b.example\n')).toBe(false);
  });
  it('M.22 a heading alone empties what it overwrites', async () => {
    const { world } = get();
    const friends = world.server('friends').domain;
    await importFile(get(), 'blocking', `friend_0@${friends}\n`);
    await pass(world, minute / 2);
    expect(world.new.inspect.blocks('ada')).toEqual([`friend_0@${friends}`]);
    const empty = await importFile(get(), 'blocking', 'Account address\n', { mode: 'overwrite' });
    await pass(world, minute / 2);
    expect([empty.now().state, empty.now().total, world.new.inspect.blocks('ada')]).toEqual(['finished', 0, []]);
  });
});

inWorld('M: the follow limit', (get) => {
  it('M.22 counts the follows there are, but not those that are overwritten', async () => {
    const { next, world } = get();
    const { instance } = world.new;
    instance.state.follows.set('5', { id: '5', from: personOn(world.new, 'ada').id, to: personOn(world.new, 'eve').id, reblogs: true, notify: false, languages: null, createdAt: 0 });
    const file = (rows: number) => header + Array.from({ length: rows }, (_, n) => `a${n}@b.example,true,false,\n`).join('');
    const limit = 'You cannot follow more than 12 people';
    expect(errorOf(await upload(next, 'following', file(12)), 'form_import_data')).toBe(limit);
    expect(errorOf(await upload(next, 'following', file(11)), 'form_import_data')).toBeNull();
    expect(errorOf(await upload(next, 'following', file(12), { mode: 'overwrite' }), 'form_import_data')).toBeNull();
    expect(errorOf(await upload(next, 'following', file(13), { mode: 'overwrite' }), 'form_import_data')).toBe(limit);
    expect(errorOf(await upload(next, 'muting', file(13)), 'form_import_data')).toBeNull();
  });
}, { servers: [{ name: 'new', followLimit: 12 }] });
