import { beforeEach, expect, it, vi } from 'vitest';
import { firstPage, openTab } from './tabs';

const root = 'chrome-extension://ours/';
const fake = vi.hoisted(() => {
  const state = { tabs: [] as { id?: number; url?: string }[], opened: [] as string[], asked: [] as unknown[] };
  const tabs = {
    query: async ({ url }: { url: string }) => state.tabs.filter((tab) => tab.url?.startsWith(url.replace(/\*$/, ''))),
    update: async (id: number, { url }: { url: string }) => void state.opened.push(`${id} ${url}`),
    create: async ({ url }: { url: string }) => void state.opened.push(url),
    sendMessage: async (id: number, message: unknown, options: unknown) => {
      state.asked.push([id, message, options]);
      return 'answer';
    },
  };
  return { state, tabs };
});
vi.mock('wxt/browser', () => ({ browser: { tabs: fake.tabs, runtime: { getURL: (path: string) => `chrome-extension://ours${path}` } } }));

beforeEach(() => {
  Object.assign(fake.state, { tabs: [], opened: [], asked: [] });
});

it('opens a page of a server, and the desk once', async () => {
  await openTab('https://a.example/settings/imports');
  await openTab(`${root}desk.html#home`);
  fake.state.tabs.push({ id: 5, url: `${root}desk.html#backup` });
  await openTab(`${root}desk.html#home`);
  expect(fake.state.opened).toEqual(['https://a.example/settings/imports', `${root}desk.html#home`, `5 ${root}desk.html#home`]);
});

it.each(['javascript:alert(1)', 'http://a.example/', 'file:///etc/passwd', 'data:text/html,x', 'https://me:secret@a.example/', 'chrome-extension://theirs/desk.html', 'chrome://settings', 'null/settings/imports', ''])('opens nothing at %j', async (url) => {
  await openTab(url);
  expect(fake.state.opened).toEqual([]);
});

it('speaks to the top of a tab, and only where that is the very server', async () => {
  fake.state.tabs.push({ id: 1, url: 'http://new.localhost/' }, { id: 2, url: 'http://new.localhost/:4001' }, { url: 'http://new.localhost/' });
  expect(await firstPage('http://new.localhost:4001', 'x')).toBeNull();
  expect(fake.state.asked).toEqual([]);
  expect(await firstPage('http://new.localhost', 'x')).toEqual({ tab: 1, answer: 'answer' });
  expect(fake.state.asked).toEqual([[1, 'x', { frameId: 0 }]]);
});
