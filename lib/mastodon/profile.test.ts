import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '@/e2e/servers/world';
import { readProfile, type ProfileRow } from '@/lib/kinds/profile';
import { createGateway } from './gateway';
import { tooLong, writeProfile } from './profile';
import { readInstance } from './instance';
import { accessTo, issueToken, personOn } from './testing/access';
import { resolveLocalhost, testNet } from './testing/net';

resolveLocalhost();
let world: World;
let row: ProfileRow;
let token: string;

beforeEach(async () => {
  world = await startWorld({ size: 'small', servers: [{ name: 'elder', version: '4.3' }] });
  row = await readProfile(createGateway(await accessTo(world.old, 'ada')));
  token = issueToken(world.new, 'ada', ['read', 'write:accounts']);
});
afterEach(() => world.stop());

/** Line ends as every multipart form has them, the server's own settings page included. */
const asSent = (text: string) => text.replaceAll('\n', '\r\n');
const write = (profile: ProfileRow, leave: Parameters<typeof writeProfile>[4] = [], net = testNet()) => writeProfile(net, world.new.origin, token, profile, leave);

describe('a profile is brought', () => {
  it('whole: name, bio, fields and both pictures, byte for byte', async () => {
    expect(await write(row)).toEqual({ left: [] });
    const [from, to] = [personOn(world.old, 'ada'), personOn(world.new, 'ada')];
    expect(to).toMatchObject({ displayName: from.displayName, note: asSent(from.note), fields: from.fields });
    expect(to.avatar?.bytes).toEqual(from.avatar?.bytes);
    expect(to.header?.bytes).toEqual(from.header?.bytes);
    expect(world.old.seen.filter((request) => request.path.startsWith('/accounts/')).map((request) => [request.authorized, request.cookies])).toEqual([[false, false], [false, false]]);
  });

  it('without the parts that are left, which stay as they are', async () => {
    personOn(world.new, 'ada').note = 'mine';
    expect(await write(row, ['note', 'avatar'])).toEqual({ left: ['note', 'avatar'] });
    expect(personOn(world.new, 'ada')).toMatchObject({ note: 'mine', avatar: null, displayName: 'Ada Lovelace' });
  });

  it('without a picture that cannot be fetched or is none', async () => {
    expect(await write({ ...row, avatar: `${world.old.instance.mediaOrigin}/gone.png`, header: `${world.old.origin}/api/v2/instance` })).toEqual({ left: ['avatar', 'header'] });
    expect(await write({ ...row, avatar: 'http://a.example/x.png', header: null })).toEqual({ left: ['avatar'] });
    expect(personOn(world.new, 'ada')).toMatchObject({ displayName: 'Ada Lovelace', avatar: null, header: null });
  });

  it('without what the server refuses, and says so', async () => {
    expect(await write({ ...row, displayName: 'x'.repeat(41) })).toEqual({ left: ['displayName'] });
    expect(personOn(world.new, 'ada')).toMatchObject({ displayName: '', note: asSent(row.note) });
  });

  it('not at all, and asked no second time, when the server will not have it for no reason that it names', async () => {
    const net = testNet();
    world.new.addFault({ match: /update_credentials/, kind: 'status', status: 422 });
    await expect(write(row, [], net)).rejects.toMatchObject({ code: 'badAnswer', status: 422 });
    expect(net.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  it('not with a token that may only read', async () => {
    token = issueToken(world.new, 'ada', ['read']);
    await expect(write(row)).rejects.toMatchObject({ status: 403 });
    expect(personOn(world.new, 'ada').displayName).toBe('');
  });
});

describe('what would not fit is known before', () => {
  const limits = { displayName: 30, note: 50, fields: 4, fieldName: 255, fieldValue: 255 };
  const empty: ProfileRow = { displayName: '', note: '', fields: [], avatar: null, header: null, locked: false, bot: false, discoverable: null };

  it.each<[string, Partial<ProfileRow>, string[]]>([
    ['a name of 30 emoji', { displayName: '🐘'.repeat(30) }, []],
    ['a name of 31 letters', { displayName: 'x'.repeat(31) }, ['displayName']],
    ['a bio that is long by its links alone', { note: `see https://a.example/${'x'.repeat(200)}` }, []],
    ['a bio that is long by the domain of a mention', { note: `with @me@${'long.'.repeat(20)}example` }, []],
    ['a bio of 51 letters', { note: 'x'.repeat(51) }, ['note']],
    ['a bio of 50 flags', { note: '🇩🇪'.repeat(50) }, []],
    ['five fields', { fields: Array.from({ length: 5 }, () => ({ name: 'a', value: 'b' })) }, ['fields']],
    ['a value that the server would cut', { fields: [{ name: 'a', value: 'x'.repeat(256) }] }, ['fields']],
  ])('%s', (_, change, expected) => {
    expect(tooLong({ ...empty, ...change }, limits)).toEqual(expected);
  });

  it('by what the server says, or by its version', async () => {
    expect((await readInstance(testNet(), world.new.origin)).limits).toEqual({ displayName: 40, note: 500, fields: 4, fieldName: 255, fieldValue: 255 });
    expect((await readInstance(testNet(), world.server('elder').origin)).limits.displayName).toBe(30);
  });
});
