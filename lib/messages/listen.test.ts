import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem, Role } from '@/lib/move/model';
import { messages, type MessageName } from './contract';
import { createListener, type From, type Handlers } from './listen';

const root = 'chrome-extension://abcdefghijklmnop/';
const [oldServer, newServer] = ['https://old.example', 'https://new.example'];
const sides: Record<string, Role[]> = { [oldServer]: ['old'], [newServer]: ['new'], 'https://both.example': ['old', 'new'] };
const problem: Problem = { code: 'unexpected', vars: [], role: null, at: 0 };
const refused = { ok: false, problem };

let taken: { name: string; data: unknown; from: From }[];
beforeEach(() => {
  taken = [];
});

/** Notes what gets through. */
const names = Object.keys(messages) as MessageName[];
const note = (name: string) => async (data: unknown, from: From) => {
  taken.push({ name, data, from });
  return { ok: true, value: null };
};
const handlers = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Handlers;
const listener = createListener(handlers, root, async (origin) => sides[origin] ?? [], () => problem);

type Source = Parameters<typeof listener>[1];
const page: Source = { url: `${root}desk.html#backup`, tabId: 3, topFrame: true, ours: true };
const guideOn = (origin: string): Source => ({ url: `${origin}/settings/imports`, tabId: 7, topFrame: true, ours: true });
const send = (name: string, data: unknown, source: Source) => listener({ movingDay: name, data }, source);

/** Something that fits each message that a guide may send. */
const fromGuide: Partial<Record<MessageName, unknown>> = {
  backUp: {},
  openPage: { role: 'new', page: 'imports' },
  openDesk: { at: 'home' },
  hello: { page: null, path: '/', identity: null, reading: {} },
  importFile: { kind: 'following' },
  bringFiles: {},
  holdFiles: {},
  filePut: { kind: 'following', afterId: null },
};
const onlyOnNew: MessageName[] = ['importFile', 'bringFiles', 'holdFiles', 'filePut'];

it('a guide may send these messages and no others', () => {
  expect(names.filter((name) => (messages[name].from as readonly string[]).includes('guide')).sort()).toEqual(Object.keys(fromGuide).sort());
});

describe('a message is taken', () => {
  it('from our own pages', async () => {
    expect(await send('showMove', { moveId: 'm' }, page)).toEqual({ ok: true, value: null });
    expect(taken).toEqual([{ name: 'showMove', data: { moveId: 'm' }, from: { sender: 'page', origin: new URL(root).origin, tabId: 3 } }]);
  });

  it.each(Object.entries(fromGuide))('from a guide on a server of the move: %s', async (name, data) => {
    expect(await send(name, data, guideOn(newServer))).toEqual({ ok: true, value: null });
    expect(taken.map(({ from }) => from)).toEqual([{ sender: 'guide', origin: newServer, tabId: 7 }]);
  });
});

describe('a message is refused, and nobody hears of it', () => {
  const data = { movingDay: 'openDesk', at: 'home' };
  it.each<[string, Partial<Source>]>([
    ['from another extension, whatever address it gives', { ours: false, url: page.url }],
    ['from another extension’s script on a server of the move', { ...guideOn(newServer), ours: false }],
    ['from a page of another extension', { url: 'chrome-extension://ponmlkjihgfedcba/desk.html' }],
    ['from an address that only begins like ours', { url: 'chrome-extension://abcdefghijklmnop.evil.example/desk.html' }],
    ['from a page inside a page', { ...guideOn(newServer), topFrame: false }],
    ['from no tab', { ...guideOn(newServer), tabId: null }],
    ['from a server that is no part of the move', guideOn('https://elsewhere.example')],
    ['from the same host by another protocol', guideOn('http://new.example')],
    ['from the same host at another port', guideOn('https://new.example:8443')],
    ['from a host that only begins like the server', guideOn('https://new.example.evil.example')],
    ['from an address that names the server as a user', guideOn('https://new.example@evil.example')],
    ['from no address', { url: '' }],
    ['from a page without an origin', { url: 'data:text/html,x' }],
  ])('%s', async (_name, change) => {
    expect(await send('openDesk', data, { ...page, ...change })).toEqual(refused);
    expect(taken).toEqual([]);
  });

  it('from a guide, where only our pages may send it', async () => {
    for (const name of names.filter((one) => !(one in fromGuide))) expect([name, await send(name, {}, guideOn(newServer))]).toEqual([name, refused]);
    expect(taken).toEqual([]);
  });

  it('from one of our pages, where only a guide may send it', async () => {
    expect(await send('hello', fromGuide.hello, page)).toEqual(refused);
    expect(taken).toEqual([]);
  });

  it.each(onlyOnNew)('from a guide on OLD’s server: %s', async (name) => {
    expect(await send(name, fromGuide[name], guideOn(oldServer))).toEqual(refused);
    expect(taken).toEqual([]);
    expect(await send(name, fromGuide[name], guideOn('https://both.example'))).toEqual({ ok: true, value: null });
  });

  it.each(['backUp', 'openPage', 'bringFiles', 'holdFiles'] as const)('from a guide that speaks of another move: %s', async (name) => {
    expect(await send(name, { ...(fromGuide[name] as object), moveId: 'other' }, guideOn(newServer))).toEqual(refused);
    expect(taken).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['openDesk', { at: 'https://evil.example' }],
    ['openPage', { role: 'new', page: '../../evil' }],
    ['openPage', { role: 'new' }],
    ['importFile', { kind: '__proto__' }],
    ['hello', { page: null, path: 'x'.repeat(3000), identity: null, reading: {} }],
    ['hello', { page: null, path: '/', identity: { acct: 'x'.repeat(600), disabled: false, movedTo: null }, reading: {} }],
    ['filePut', { kind: 'following', afterId: '1; drop' }],
    ['backUp', null],
  ])('that does not fit: %s %j', async (name, bad) => {
    expect(await send(name, bad, guideOn(newServer))).toEqual(refused);
    expect(taken).toEqual([]);
  });
});

it('what is no message of ours is left to others', () => {
  for (const message of [null, undefined, 'hello', 7, [], {}, { movingDay: 'unknown', data: {} }, { movingDay: 'constructor' }, { movingDay: '__proto__' }, { movingDay: 'toString', data: {} }, { movingDay: {} }]) expect(listener(message, page)).toBeNull();
});

it('what a message has besides its schema does not reach a handler', async () => {
  await listener(JSON.parse('{"movingDay":"showMove","data":{"moveId":"m","more":1,"__proto__":{"admin":true}}}'), page);
  expect(taken.map((one) => one.data)).toEqual([{ moveId: 'm' }]);
  expect(Object.getPrototypeOf(taken[0]?.data)).toBe(Object.prototype);
});
