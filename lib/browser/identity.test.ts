import { beforeEach, expect, it, vi } from 'vitest';
import { openSignIn, redirectUri } from './identity';
import { readSession, writeSession } from './session';

const fake = vi.hoisted(() => {
  const windows: { url: string; answer: (result: string | Error) => void }[] = [];
  const session = new Map<string, unknown>();
  const identity = {
    getRedirectURL: () => 'https://abc.chromiumapp.org/',
    launchWebAuthFlow: ({ url }: { url: string }) =>
      new Promise<string>((resolve, reject) => {
        windows.push({ url, answer: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
      }),
  };
  const storage = {
    session: {
      get: async (key: string) => (session.has(key) ? { [key]: session.get(key) } : {}),
      set: async (values: object) => {
        for (const [key, value] of Object.entries(values)) session.set(key, value);
      },
      remove: async (key: string) => void session.delete(key),
    },
  };
  return { windows, session, identity, storage };
});
vi.mock('wxt/browser', () => ({ browser: { identity: fake.identity, storage: fake.storage } }));

beforeEach(() => {
  fake.windows.length = 0;
  fake.session.clear();
});

const opened = (count: number) => vi.waitFor(() => expect(fake.windows).toHaveLength(count));

it('opens one window at a time, and the next when the first is closed', async () => {
  const first = openSignIn('https://a.example/oauth/authorize');
  const second = openSignIn('https://b.example/oauth/authorize');
  await opened(1);
  fake.windows[0]?.answer(new Error('The user did not approve access.'));
  expect(await first).toBeNull();
  await opened(2);
  expect(fake.windows.map((window) => window.url)).toEqual(['https://a.example/oauth/authorize', 'https://b.example/oauth/authorize']);
  fake.windows[1]?.answer(`${redirectUri()}?code=1`);
  expect(await second).toBe('https://abc.chromiumapp.org/?code=1');
});

it.each(['javascript:alert(1)', 'http://a.example/oauth/authorize', 'https://a.example@evil.example/', 'data:text/html,x', ''])('opens no window for %j', async (url) => {
  const ended = vi.fn();
  void openSignIn(url).then(ended);
  await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(null));
  expect(fake.windows).toEqual([]);
});

it('keeps a value for the browser session', async () => {
  expect(await readSession('intent')).toBeUndefined();
  await writeSession('intent', { page: 'export' });
  expect(await readSession('intent')).toEqual({ page: 'export' });
  await writeSession('intent', null);
  expect(fake.session.size).toBe(0);
});
