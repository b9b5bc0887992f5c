import { beforeEach, expect, it, vi } from 'vitest';
import { giveBack, hasAccess, onAccessChanged, patternOf, reconcileGuide, requestAccess } from './access';

/** The browser's side: grants, registered scripts and open tabs, as slow as the real one. */
const fake = vi.hoisted(() => {
  const state = {
    granted: new Set<string>(),
    scripts: new Map<string, { id: string; matches: string[] }>(),
    tabs: [] as { id?: number; url: string }[],
    injected: [] as number[],
    brokenTabs: new Set<number>(),
    calls: [] as string[],
  };
  const matches = (pattern: string, url: string) => {
    const { protocol, hostname } = new URL(url);
    return pattern === `${protocol}//${hostname}/*`;
  };
  const event = () => {
    const listeners = new Set<() => void>();
    return { listeners, addListener: (listener: () => void) => listeners.add(listener), removeListener: (listener: () => void) => listeners.delete(listener) };
  };
  const permissions = {
    onAdded: event(),
    onRemoved: event(),
    contains: async ({ origins }: { origins: string[] }) => origins.every((origin) => state.granted.has(origin)),
    request: async ({ origins }: { origins: string[] }) => {
      state.calls.push(`request ${origins.join(' ')}`);
      return true;
    },
    remove: async ({ origins }: { origins: string[] }) => {
      state.calls.push(`remove ${origins.join(' ')}`);
      return true;
    },
  };
  const scripting = {
    getRegisteredContentScripts: async () => [...state.scripts.values()],
    registerContentScripts: async (scripts: { id: string; matches: string[] }[]) => {
      for (const script of scripts) {
        if (state.scripts.has(script.id)) throw new Error(`Duplicate script ID '${script.id}'`);
        state.scripts.set(script.id, script);
      }
      state.calls.push('register');
    },
    unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
      for (const id of ids) if (!state.scripts.delete(id)) throw new Error(`Nonexistent script ID '${id}'`);
    },
    executeScript: async ({ target }: { target: { tabId: number } }) => {
      if (state.brokenTabs.has(target.tabId)) throw new Error('Cannot access contents of the page');
      state.injected.push(target.tabId);
      return [];
    },
  };
  const tabs = { query: async ({ url }: { url: string[] }) => state.tabs.filter((tab) => url.some((pattern) => matches(pattern, tab.url))) };
  return { state, permissions, scripting, tabs };
});
vi.mock('wxt/browser', () => ({ browser: { permissions: fake.permissions, scripting: fake.scripting, tabs: fake.tabs } }));

const oldServer = 'http://old.localhost:4000';
const newServer = 'https://new.example';

beforeEach(() => {
  Object.assign(fake.state, { granted: new Set(), scripts: new Map(), tabs: [], injected: [], brokenTabs: new Set(), calls: [] });
});

it('knows no ports in patterns', () => {
  expect(patternOf(oldServer)).toBe('http://old.localhost/*');
  expect(patternOf(newServer)).toBe('https://new.example/*');
});

it('asks at once, in the click, for each server once', () => {
  void requestAccess([oldServer, 'http://old.localhost:5000', newServer]);
  expect(fake.state.calls).toEqual(['request http://old.localhost/* https://new.example/*']);
});

it('gives back what it has, and nothing where there is nothing', async () => {
  await giveBack([]);
  await giveBack([oldServer, oldServer]);
  expect(fake.state.calls).toEqual(['remove http://old.localhost/*']);
});

it('hears of every change until it is told to stop', () => {
  let heard = 0;
  const stop = onAccessChanged(() => heard++);
  for (const event of [fake.permissions.onAdded, fake.permissions.onRemoved]) for (const listener of event.listeners) listener();
  stop();
  expect(heard).toBe(2);
  expect(fake.permissions.onAdded.listeners.size + fake.permissions.onRemoved.listeners.size).toBe(0);
});

it('puts the guide on granted servers alone, and into tabs that are open already', async () => {
  fake.state.granted.add(patternOf(oldServer));
  fake.state.tabs = [{ id: 1, url: `${oldServer}/settings/export` }, { id: 2, url: `${newServer}/settings/imports` }, { id: 3, url: `${oldServer}/about` }];
  fake.state.brokenTabs.add(1);
  await reconcileGuide([oldServer, newServer]);
  expect(fake.state.scripts.get('guide')?.matches).toEqual([patternOf(oldServer)]);
  expect(fake.state.injected).toEqual([3]);
  expect([await hasAccess(oldServer), await hasAccess(newServer)]).toEqual([true, false]);
});

it('repeats without doing anything twice, and follows what is granted and taken', async () => {
  fake.state.granted.add(patternOf(oldServer));
  await reconcileGuide([oldServer, newServer]);
  await reconcileGuide([oldServer, newServer]);
  expect(fake.state.calls).toEqual(['register']);
  fake.state.granted.add(patternOf(newServer));
  await reconcileGuide([oldServer, newServer]);
  expect(fake.state.scripts.get('guide')?.matches).toEqual([patternOf(oldServer), patternOf(newServer)]);
  fake.state.granted.clear();
  await reconcileGuide([oldServer, newServer]);
  expect(fake.state.scripts.size).toBe(0);
});

it('registers again what the browser has lost', async () => {
  fake.state.granted.add(patternOf(oldServer));
  await reconcileGuide([oldServer]);
  fake.state.scripts.clear();
  await reconcileGuide([oldServer]);
  expect(fake.state.scripts.size).toBe(1);
});

it('may be asked twice at once, as when a grant wakes the background', async () => {
  fake.state.granted.add(patternOf(oldServer));
  await expect(Promise.all([reconcileGuide([oldServer]), reconcileGuide([oldServer])])).resolves.toEqual([undefined, undefined]);
  expect(fake.state.calls).toEqual(['register']);
});
