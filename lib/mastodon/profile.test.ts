import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readProfile, type ProfileRow } from '@/lib/kinds/profile';
import type { ProfileChange } from '@/lib/move/profileDraft';
import { createGateway } from './gateway';
import { writeProfile } from './profile';
import { readInstance } from './instance';
import { accessTo, issueToken, personOn } from './testing/access';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;
let row: ProfileRow;
let whole: ProfileChange;
let token: string;

beforeEach(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'elder', version: '4.3' }] });
  row = await readProfile(createGateway(await accessTo(world.old, 'ada')));
  whole = { displayName: row.displayName, note: row.note, fields: row.fields, avatar: 'take', header: 'take' };
  token = issueToken(world.new, 'ada', ['read', 'write:accounts']);
});
afterEach(() => world.stop());

/** Line ends as every multipart form has them, the server's own settings page included. */
const asSent = (text: string) => text.replaceAll('\n', '\r\n');
const write = (change: ProfileChange, pictures: Pick<ProfileRow, 'avatar' | 'header'> = row, net = testNet()) => writeProfile({ ...net, origin: world.new.origin, token }, change, pictures);

describe('a profile is changed', () => {
  it('whole: name, bio, fields and both pictures, byte for byte', async () => {
    expect(await write(whole)).toEqual({ left: [] });
    const [from, to] = [personOn(world.old, 'ada'), personOn(world.new, 'ada')];
    expect(to).toMatchObject({ displayName: from.displayName, note: asSent(from.note), fields: from.fields });
    expect(to.avatar?.bytes).toEqual(from.avatar?.bytes);
    expect(to.header?.bytes).toEqual(from.header?.bytes);
    expect(world.old.seen.filter((request) => request.path.startsWith('/accounts/')).map((request) => [request.authorized, request.cookies])).toEqual([[false, false], [false, false]]);
  });

  it('in what was chosen alone; the rest stays as it is', async () => {
    Object.assign(personOn(world.new, 'ada'), { note: 'mine', locked: true, bot: false, indexable: true });
    expect(await write({ displayName: 'Ada', locked: false, bot: true, discoverable: false, hideCollections: true })).toEqual({ left: [] });
    expect(personOn(world.new, 'ada')).toMatchObject({ note: 'mine', avatar: null, displayName: 'Ada', locked: false, bot: true, discoverable: false, hideCollections: true, indexable: true });
  });

  it('down to nothing', async () => {
    personOn(world.new, 'ada').fields = [{ name: 'a', value: 'b' }];
    expect(await write({ note: '', fields: [] })).toEqual({ left: [] });
    expect(personOn(world.new, 'ada')).toMatchObject({ note: '', fields: [] });
  });

  it('without a picture that cannot be fetched or is none', async () => {
    expect(await write(whole, { avatar: `${world.old.instance.mediaOrigin}/gone.png`, header: `${world.old.origin}/api/v2/instance` })).toEqual({ left: ['avatar', 'header'] });
    expect(await write(whole, { avatar: 'http://a.example/x.png', header: null })).toEqual({ left: ['avatar', 'header'] });
    expect(personOn(world.new, 'ada')).toMatchObject({ displayName: 'Ada Lovelace', avatar: null, header: null });
  });

  it.each<[string, ProfileChange, string[]]>([
    ['name', { displayName: 'x'.repeat(41) }, ['displayName']],
    ['bio', { note: 'x'.repeat(501) }, ['note']],
    ['fields', { fields: [{ name: '', value: 'x' }] }, ['fields']],
  ])('without a %s that the server refuses, and says so', async (_, change, left) => {
    expect(await write({ displayName: 'Ada', note: 'b', ...change })).toEqual({ left });
    expect(personOn(world.new, 'ada')).toMatchObject({ displayName: left.includes('displayName') ? '' : 'Ada', note: left.includes('note') ? '' : 'b', fields: [] });
  });

  it('not at all, and asked no second time, when the server will not have it for no reason that it names', async () => {
    const net = testNet();
    world.new.addFault({ match: /update_credentials/, kind: 'status', status: 422 });
    await expect(write(whole, row, net)).rejects.toMatchObject({ code: 'changeRefused', status: 422 });
    expect(net.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  it('not with a token that may only read: that is no closed account', async () => {
    token = issueToken(world.new, 'ada', ['read']);
    await expect(write(whole)).rejects.toMatchObject({ code: 'notAuthorised', status: 403 });
    expect(personOn(world.new, 'ada').displayName).toBe('');
  });

  it('not where the account is closed', async () => {
    personOn(world.new, 'ada').movedToUri = personOn(world.new, 'eve').uri;
    await expect(write({ note: 'x' })).rejects.toMatchObject({ code: 'loginDisabled' });
  });
});

it('limits are what the server says, or by its version', async () => {
  expect((await readInstance(testNet(), world.new.origin)).limits).toEqual({ displayName: 40, note: 500, fields: 4, fieldName: 255, fieldValue: 255, post: 500, perLink: 23 });
  expect((await readInstance(testNet(), world.server('elder').origin)).limits.displayName).toBe(30);
});
