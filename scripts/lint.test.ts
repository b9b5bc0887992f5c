import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** The project's own rules, without those that need the types of a whole program: what is linted here is in no program. */
let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] as never });
});

/** Names of the rules about doors that a text at this place breaks. */
async function broken(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath });
  const fatal = result?.messages.filter((message) => message.fatal).map((message) => message.message);
  expect(fatal, text).toEqual([]);
  return (result?.messages ?? []).map((message) => message.ruleId ?? '').filter((rule) => rule.startsWith('no-restricted-'));
}

/** Where the door is closed, what it keeps out; where it is open, what it lets through. */
interface Door {
  closed: string[];
  bad: string[];
  open: string[];
  good: string[];
  /** What the door has nothing against, anywhere. */
  harmless?: string[];
}

const page = 'lib/pages/imports.ts';
const desk = 'components/desk/After.tsx';
const element = 'const e = document.forms[0]!;';
const net = 'const net = { fetch: async (_url: string, _init: RequestInit) => null };';

const doors: Record<string, Door> = {
  network: {
    closed: [page, desk, 'lib/mastodon/http.ts', 'lib/browser/tabs.ts', 'lib/browser/clock.ts', 'entrypoints/background.ts', 'components/guide/Guide.tsx', 'components/desk/Profile.tsx'],
    bad: [
      `await fetch('/x');`,
      `const init = {}; await fetch('/x', init);`,
      `await globalThis.fetch('/x');`,
      `await window['fetch']('/x');`,
      `await self.fetch('/x');`,
      'const { fetch } = window;',
      'const f = fetch;',
      `new Request('/x');`,
      'new XMLHttpRequest();',
      'new window.XMLHttpRequest();',
      `navigator.sendBeacon('/x');`,
      `new WebSocket('wss://a.example');`,
      `new EventSource('/x');`,
      'const g = globalThis; g.stop();',
      'const w = window; w.stop();',
      `document.defaultView?.fetch('/x');`,
    ],
    open: ['lib/pages/writes.ts', 'lib/background/start.ts', 'components/guide/commands.ts', 'components/guide/start.tsx'],
    good: [`await fetch('/x', { credentials: 'omit' });`],
    harmless: [`${net} await net.fetch('/x', {});`, 'export type F = typeof fetch;', 'export let request: Request;'],
  },
  'requests that change something': {
    closed: [page, desk, 'lib/background/start.ts', 'components/guide/start.tsx', 'components/desk/Profile.tsx', 'lib/mastodon/settingsFiles.ts', 'lib/mastodon/gateway.ts', 'lib/mastodon/ownPosts.ts', 'lib/browser/tabs.ts'],
    bad: [
      `${net} await net.fetch('/x', { method: 'DELETE' });`,
      `${net} await net.fetch('/x', { 'method': 'POST' });`,
      `const init = { method: 'PUT' }; void init;`,
      `const method = 'POST'; const init = { method }; void init;`,
      `const init: RequestInit = {}; init.method = 'POST';`,
      `const init: RequestInit = {}; init['method'] = 'POST';`,
    ],
    open: ['lib/pages/writes.ts', 'lib/mastodon/http.ts', 'lib/mastodon/oauth.ts', 'lib/mastodon/profile.ts', 'lib/mastodon/change.ts'],
    good: [`${net} await net.fetch('/x', { method: 'POST' });`],
    harmless: [`${net} await net.fetch('/x', { method: 'GET' });`, 'const { method } = new Response() as never; void method;'],
  },
  'the cookies of the person': {
    closed: [page, desk, 'lib/mastodon/http.ts', 'lib/mastodon/oauth.ts', 'lib/mastodon/profile.ts', 'lib/background/start.ts', 'components/desk/Profile.tsx'],
    bad: [`const init = { credentials: 'include' }; void init;`, `const init = { 'credentials': 'same-origin' }; void init;`, `const init: RequestInit = {}; init.credentials = 'include';`],
    open: ['lib/pages/writes.ts', 'lib/mastodon/settingsFiles.ts', 'components/guide/commands.ts', 'components/guide/start.tsx'],
    good: [`const init = { credentials: 'include' }; void init;`],
    harmless: [`const init = { credentials: 'omit' }; void init;`],
  },
  buttons: {
    closed: [page, desk, 'lib/pages/writes.ts', 'components/guide/start.tsx', 'entrypoints/guide.content/index.tsx', 'lib/background/guide.ts', 'lib/browser/tabs.ts'],
    bad: [
      `${element} e.submit();`,
      `${element} e.requestSubmit();`,
      `${element} e.click();`,
      `${element} e?.click();`,
      `${element} e['submit']();`,
      `${element} e[\`click\`]();`,
      `${element} e.click.call(e);`,
      `${element} const { click } = e; click();`,
      `${element} HTMLFormElement.prototype.submit.call(e);`,
      `${element} e.dispatchEvent(new MouseEvent('click'));`,
      `${element} e.dispatchEvent(new PointerEvent('click'));`,
      `${element} e.dispatchEvent(new SubmitEvent('submit'));`,
      `${element} e.dispatchEvent(new window.MouseEvent('click'));`,
      `${element} e.dispatchEvent(new Event('submit'));`,
    ],
    open: ['components/desk/saveZip.ts', 'components/data/saveText.ts', 'components/backup/FileBox.tsx', 'components/backup/ArchiveBox.tsx'],
    good: [`document.createElement('a').click();`],
    harmless: [`${element} e.dispatchEvent(new Event('change', { bubbles: true }));`, `${element} e.addEventListener('click', () => undefined);`, `export const on = (event: MouseEvent) => event.preventDefault();`],
  },
  'password fields': {
    closed: [page, desk, 'lib/pages/writes.ts', 'components/guide/start.tsx', 'lib/background/guide.ts'],
    bad: [
      `document.querySelector('#account_migration_current_password')?.remove();`,
      `document.querySelector('[type="password"]')?.remove();`,
      `document.querySelectorAll('input[type=password]');`,
      `document.querySelectorAll('.x, .current_password');`,
      `document.getElementById('user_password');`,
      `document.getElementsByName('user[password]');`,
      `document['querySelector']('#user_password');`,
      'const id = 1; document.querySelector(`#password${id}`);',
      'document.querySelector(`#user_password`);',
      `const field = '#user_password'; document.querySelector(field);`,
      `const field = 'form_delete_confirmation[current_password]'; void field;`,
    ],
    open: [],
    good: [],
    harmless: [
      `document.querySelector('input#a:not([type="password"])');`,
      'const id = 1; document.querySelector(`input#${id}:not([type="password"])`);',
      `document.querySelector('.form_redirect_current_password .error, .form_redirect_current_username .error');`,
      `const refused = 'password'; void refused;`,
      `const words = 'migration.wrongPassword'; void words;`,
    ],
  },
  time: {
    closed: [page, desk, 'lib/mastodon/http.ts', 'lib/browser/tabs.ts', 'lib/pages/writes.ts', 'entrypoints/background.ts'],
    bad: [
      'Date.now();',
      `Date['now']();`,
      'new Date();',
      'Date();',
      'globalThis.Date.now();',
      'new window.Date();',
      'const { now } = Date; now();',
      'const clock = Date; clock.now();',
      'const clock = { Date: Date }; void clock;',
      'setTimeout(() => undefined, 1);',
      'globalThis.setTimeout(() => undefined, 1);',
      `self['setInterval'](() => undefined, 1);`,
      'const { setTimeout } = window;',
      'const wait = setTimeout; void wait;',
      'performance.now();',
      'window.performance.now();',
    ],
    open: ['lib/browser/clock.ts', 'lib/jobs/runner.test.ts', 'lib/mastodon/testing/net.ts'],
    good: ['Date.now();', 'setInterval(() => undefined, 1);'],
    harmless: ['new Date(0).toISOString();', `Date.parse('2026-01-01');`, 'export let date: Date;', `export const headers = { Date: '' };`],
  },
  alarms: {
    closed: [desk, 'lib/browser/tabs.ts', 'lib/background/start.ts'],
    bad: ['const browser = { alarms: 1 }; void browser.alarms;', `const api = { alarms: 1 }; void api['alarms'];`],
    open: ['lib/browser/clock.ts'],
    good: ['const browser = { alarms: 1 }; void browser.alarms;'],
  },
  'time-outs of requests': {
    closed: [page, desk, 'lib/mastodon/oauth.ts', 'lib/browser/clock.ts', 'lib/background/start.ts'],
    bad: ['AbortSignal.timeout(1);', `AbortSignal['timeout'](1);`, 'const { timeout } = AbortSignal; timeout(1);'],
    open: ['lib/mastodon/http.ts', 'lib/mastodon/media.ts'],
    good: ['AbortSignal.timeout(1);'],
  },
  'extension APIs': {
    closed: [page, desk, 'lib/background/start.ts', 'entrypoints/background.ts', 'entrypoints/guide.content/index.tsx', 'lib/move/model.ts'],
    bad: [
      `import { browser } from 'wxt/browser'; void browser;`,
      `import browser from 'webextension-polyfill'; void browser;`,
      `import { browser } from '@wxt-dev/webextension-polyfill/browser'; void browser;`,
      `import { storage } from 'wxt/utils/storage'; void storage;`,
      `export { browser } from 'wxt/browser';`,
      `await import('webextension-polyfill');`,
    ],
    open: ['lib/browser/tabs.ts', 'lib/browser/clock.ts'],
    good: [`import { browser } from 'wxt/browser'; void browser;`],
    harmless: [`import { defineBackground } from 'wxt/utils/define-background'; void defineBackground;`],
  },
  'the global of the browser, and what only one build has': {
    closed: [desk, 'lib/browser/tabs.ts', 'lib/browser/clock.ts', 'lib/background/start.ts', 'entrypoints/background.ts'],
    bad: [
      'chrome.runtime.reload();',
      'browser.runtime.reload();',
      'globalThis.chrome.runtime.reload();',
      `if (import.meta.env.MODE === 'e2e') stop();`,
      'const { env } = import.meta; void env;',
      `if (process.env.NODE_ENV === 'test') stop();`,
    ],
    open: [],
    good: [],
  },
  html: {
    closed: [page, desk, 'lib/browser/tabs.ts', 'components/backup/SafeHtml.tsx'],
    bad: [
      `${element} e.innerHTML = '';`,
      `${element} e['outerHTML'] = '';`,
      `${element} e.insertAdjacentHTML('afterend', '');`,
      `${element} e.setHTMLUnsafe('');`,
      `document.write('');`,
      `${element} e.ownerDocument.write('');`,
      `document.createRange().createContextualFragment('');`,
      `const props = { dangerouslySetInnerHTML: { __html: '' } }; void props;`,
    ],
    open: [],
    good: [],
    harmless: [`new DOMParser().parseFromString('', 'text/html');`, `export const save = (writer: { write(text: string): void }) => writer.write('');`],
  },
  'links that lead out': {
    closed: [desk, 'components/backup/Detail.tsx', 'components/guide/Guide.tsx', 'components/ui/parts.tsx'],
    bad: [
      'export const A = ({ url }: { url: string }) => <a href={url} />;',
      'export const A = ({ url }: { url: string }) => <a href={`${url}/x`} />;',
      'export const A = ({ url }: { url: string }) => <img src={url} />;',
      'export const A = ({ url }: { url: string }) => <video poster={url} />;',
      `const a = document.createElement('a'); a.href = name;`,
      `const a = document.createElement('img'); a['src'] = name;`,
      'location.href = name;',
      'location.assign(name);',
      'open(name);',
      'window.open(name);',
    ],
    open: ['components/desk/saveZip.ts', 'components/data/saveText.ts'],
    good: [`const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob());`],
    harmless: ['export const A = ({ place }: { place: string }) => <a href={`#${place}`} />;', 'export const A = ({ url }: { url: string }) => <img src={safeUrl(url)} />;', 'export const A = ({ url }: { url: string }) => <Away href={url}>x</Away>;', `location.hash = 'home';`],
  },
  'session storage for others': {
    closed: [page, desk, 'lib/browser/session.ts', 'lib/background/start.ts'],
    bad: ['const storage = { session: { setAccessLevel: 1 } }; void storage.session.setAccessLevel;'],
    open: [],
    good: [],
    harmless: ['const storage = { session: { get: 1 } }; void storage.session.get;'],
  },
  'messages from elsewhere': {
    closed: [page, desk, 'lib/browser/runtime.ts', 'lib/background/start.ts', 'components/guide/start.tsx', 'entrypoints/guide.content/index.tsx'],
    bad: [
      'const browser = { runtime: { onMessageExternal: 1 } }; void browser.runtime.onMessageExternal;',
      'const browser = { runtime: { onConnectExternal: 1 } }; void browser.runtime.onConnectExternal;',
      `window.addEventListener('message', () => undefined);`,
      `addEventListener('message', () => undefined);`,
      'window.onmessage = () => undefined;',
    ],
    open: ['lib/backupFile/worker.ts', 'lib/backupFile/client.ts'],
    good: [`self.addEventListener('message', () => undefined);`],
    harmless: [`window.addEventListener('pageshow', () => undefined);`],
  },
  'tokens and secrets': {
    closed: [page, desk, 'lib/messages/listen.ts', 'lib/store/view.ts', 'lib/move/diagnosis.ts', 'lib/backupFile/write.ts', 'lib/browser/session.ts', 'lib/background/start.ts', 'components/backup/Person.tsx', 'components/guide/commands.ts'],
    bad: [`const row = { accessToken: '' }; void row.accessToken;`, `const row = { clientSecret: '' }; const { clientSecret } = row; void clientSecret;`],
    open: ['lib/background/accounts.ts', 'lib/mastodon/oauth.ts'],
    good: [`const row = { accessToken: '' }; void row.accessToken;`],
  },
  logs: {
    closed: [page, desk, 'lib/mastodon/oauth.ts', 'lib/background/start.ts', 'lib/browser/runtime.ts', 'components/guide/start.tsx', 'lib/backupFile/worker.ts'],
    bad: [`console.log('x');`, `globalThis.console.error('x');`, `const { warn } = console; warn('x');`],
    open: [],
    good: [],
  },
  'text that is run': {
    closed: [page, desk, 'lib/browser/runtime.ts', 'components/guide/start.tsx'],
    bad: [`eval('1');`, `new Function('1');`, `window.eval('1');`, `const link = 'javascript:1'; void link;`],
    open: [],
    good: [],
  },
  'what is for tests': {
    closed: [desk, 'lib/background/start.ts', 'lib/mastodon/http.ts'],
    bad: [`import { testNet } from '@/lib/mastodon/testing/net'; void testNet;`, `import { testNet } from './testing/net'; void testNet;`],
    open: ['lib/mastodon/http.test.ts', 'lib/background/testing/reader.ts'],
    good: [`import { testNet } from '@/lib/mastodon/testing/net'; void testNet;`],
  },
  'time in tests': {
    closed: ['e2e/specs/move.spec.ts', 'e2e/fixtures/journey.ts', 'e2e/driver/firefox.ts', 'e2e/servers/imports.ts'],
    bad: ['Date.now();', 'new Date();', 'globalThis.Date.now();', 'setTimeout(() => undefined, 1);', 'globalThis.setTimeout(() => undefined, 1);', `import { setTimeout } from 'node:timers/promises'; void setTimeout;`, 'export const wait = (page: { waitForTimeout(ms: number): void }) => page.waitForTimeout(1);'],
    open: ['e2e/fixtures/report.ts', 'e2e/servers/clock.ts', 'e2e/clock/clock.e2e.ts'],
    good: ['new Date().toISOString();'],
    harmless: ['export const slow = (test: { setTimeout(ms: number): void }) => test.setTimeout(1);', 'new Date(0).toISOString();'],
  },
};

const missed = async (files: string[], texts: string[], isMissed: (rules: string[]) => boolean): Promise<string[]> => {
  const found: string[] = [];
  for (const file of files) for (const text of texts) if (isMissed(await broken(file, text))) found.push(`${file}: ${text}`);
  return found;
};

describe.each(Object.entries(doors))('the door of %s', (_name, { closed, bad, open, good, harmless = [] }) => {
  it('is closed', async () => {
    expect(await missed(closed, bad, (rules) => rules.length === 0)).toEqual([]);
  });
  it('lets through what belongs there, and nothing else is stopped', async () => {
    expect(await missed(open, good, (rules) => rules.length > 0)).toEqual([]);
    expect(await missed(closed, harmless, (rules) => rules.length > 0)).toEqual([]);
  });
});

it('refuses markup that HTML or a form could come through', async () => {
  for (const jsx of ['<p dangerouslySetInnerHTML={{ __html: "" }} />', '<form method="post" />', '<form action="/x" />', '<iframe srcdoc="" />']) expect(await broken(desk, `export const A = () => ${jsx};`), jsx).not.toEqual([]);
});
