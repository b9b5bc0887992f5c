import { beforeEach, describe, expect, it, vi } from 'vitest';
import { onCommand, onMessage, type MessageOrigin } from './runtime';

type Sent = { id?: string; url?: string; frameId?: number; tab?: { id?: number } };
type Listener = (message: unknown, sender: Sent, reply: (answer: unknown) => void) => unknown;

/** The browser's side of messages. Whatever else is listened to is noted. */
const fake = vi.hoisted(() => {
  const listeners = new Set<Listener>();
  const others: string[] = [];
  const runtime = {
    id: 'ours',
    onMessage: { addListener: (listener: Listener) => listeners.add(listener), removeListener: (listener: Listener) => listeners.delete(listener) },
  };
  const watched = new Proxy(runtime, { get: (target, name) => (name in target ? target[name as keyof typeof target] : { addListener: () => others.push(String(name)) }) });
  return { listeners, others, runtime: watched };
});
vi.mock('wxt/browser', () => ({ browser: { runtime: fake.runtime } }));

beforeEach(() => {
  fake.listeners.clear();
  fake.others.length = 0;
});

/** What the listeners make of a message; `undefined` = nobody answers. */
function arrive(message: unknown, sender: Sent): Promise<unknown> {
  return new Promise((resolve) => {
    const waits = [...fake.listeners].map((listener) => listener(message, sender, resolve));
    if (!waits.includes(true)) resolve(undefined);
  });
}

describe('messages to the background', () => {
  const heard: MessageOrigin[] = [];
  beforeEach(() => {
    heard.length = 0;
    onMessage((message, from) => {
      heard.push(from);
      return message === 'ours' ? Promise.resolve('answer') : null;
    });
  });

  it('come with what the browser vouches for, not with what they say themselves', async () => {
    expect(await arrive('ours', { id: 'ours', url: 'https://a.example/x', frameId: 0, tab: { id: 4 } })).toBe('answer');
    await arrive({ url: 'chrome-extension://ours/', ours: true }, { id: 'theirs', url: 'https://b.example/', frameId: 2, tab: { id: 5 } });
    await arrive('ours', {});
    expect(heard).toEqual([
      { url: 'https://a.example/x', tabId: 4, topFrame: true, ours: true },
      { url: 'https://b.example/', tabId: 5, topFrame: false, ours: false },
      { url: '', tabId: null, topFrame: true, ours: false },
    ]);
  });

  it('are taken through this door alone: nothing listens for other extensions or for pages', () => {
    expect(fake.listeners.size).toBe(1);
    expect(fake.others).toEqual([]);
  });

  it('that fail are answered with nothing', async () => {
    fake.listeners.clear();
    onMessage(() => Promise.reject(new Error('secret')));
    expect(await arrive('x', { id: 'ours' })).toBeNull();
  });
});

describe('commands to a guide', () => {
  it('are taken from the background alone, until it is taken away', async () => {
    const stop = onCommand((message) => Promise.resolve(`did ${String(message)}`));
    expect(await arrive('it', { id: 'ours' })).toBe('did it');
    expect(await arrive('it', { id: 'theirs' })).toBeUndefined();
    // Another guide, or one of our pages in a tab.
    expect(await arrive('it', { id: 'ours', tab: { id: 1 } })).toBeUndefined();
    expect(await arrive('it', {})).toBeUndefined();
    stop();
    expect(await arrive('it', { id: 'ours' })).toBeUndefined();
  });
});
