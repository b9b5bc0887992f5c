import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, firefox, type BrowserContext, type Page } from '@playwright/test';
import { findFirefox } from './browsers';
import { bidiOf, type Bidi } from './firefoxBidi';

const addonId = 'moving-day@moving-day.invalid';
const uuid = '2f6d0f0a-5d1b-4f0e-9a53-0b6f3a1c7d21';
const root = `moz-extension://${uuid}`;

/** What the smoke test asks of Firefox; the whole driver interface follows. */
export interface FirefoxDriver {
  context: BrowserContext;
  /** Opens one of the extension's own pages and resolves with how to look at it. */
  open(path: string): Promise<ExtensionPage>;
  stop(): Promise<void>;
}

/** A page of the extension: Firefox tells no load or console events of it, so it is asked again and again. */
export interface ExtensionPage {
  page: Page;
  text(): Promise<string>;
  evaluate(expression: string): Promise<string>;
  /** Presses the control with that text, with a real click. */
  press(label: string): Promise<void>;
  type(label: string, text: string): Promise<void>;
}

/** Starts Firefox with the packed extension, as a person's Firefox would take it. */
export async function startFirefox(): Promise<FirefoxDriver> {
  const profile = mkdtempSync(join(tmpdir(), 'moving-day-firefox-'));
  const zip = readdirSync('.output').find((name) => /-e2e\.zip$/.test(name) && name.includes('firefox')) ?? '';
  const context = await firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    executablePath: findFirefox(),
    headless: true,
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: {
      'extensions.webextensions.uuids': JSON.stringify({ [addonId]: uuid }),
      'extensions.webextOptionalPermissionPrompts': false,
      'network.cookie.cookieBehavior': 5,
      'intl.locale.requested': 'en-US',
    },
  });
  const bidi = bidiOf(context);
  await bidi.send('webExtension.install', { extensionData: { type: 'archivePath', path: resolve('.output', zip) } });
  return {
    context,
    open: (path) => openPage(context, bidi, root + path),
    stop: async () => {
      for (const page of context.pages()) await page.goto('about:blank').catch(() => null);
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function openPage(context: BrowserContext, bidi: Bidi, url: string): Promise<ExtensionPage> {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  const tree = (await bidi.send('browsingContext.getTree', {})) as { contexts: { context: string; url: string }[] };
  const target = tree.contexts.filter((entry) => entry.url.startsWith(url.split('#')[0] ?? url)).at(-1)?.context;
  if (target === undefined) throw new Error(`no page at ${url}`);
  const evaluate = async (expression: string): Promise<string> => {
    const answer = (await bidi.send('script.evaluate', { expression: `String(${expression})`, target: { context: target }, awaitPromise: true, userActivation: true })) as { result?: { value?: string } };
    return answer.result?.value ?? '';
  };
  await expect.poll(() => evaluate('location.protocol + document.readyState')).toBe('moz-extension:complete');
  const find = (label: string, kinds: string) => `[...document.querySelectorAll('${kinds}')].find((one) => one.textContent.trim() === ${JSON.stringify(label)})`;
  const center = async (element: string): Promise<{ x: number; y: number }> => {
    const [x, y] = (await evaluate(`(() => { const one = ${element}; one.scrollIntoView({ block: 'center' }); const box = one.getBoundingClientRect(); return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)].join(); })()`)).split(',').map(Number);
    return { x: x ?? 0, y: y ?? 0 };
  };
  const click = async (element: string): Promise<void> => {
    const point = await center(element);
    await bidi.send('browsingContext.activate', { context: target });
    await bidi.send('input.performActions', {
      context: target,
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [{ type: 'pointerMove', ...point }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }] }],
    });
  };
  return {
    page,
    evaluate,
    text: () => evaluate('document.body.innerText'),
    press: async (label) => {
      await expect.poll(() => evaluate(`!!${find(label, 'button, a')} && !${find(label, 'button, a')}.disabled`)).toBe('true');
      await click(find(label, 'button, a'));
    },
    type: async (label, text) => {
      const input = `document.getElementById(${find(label, 'label')}.htmlFor)`;
      await expect.poll(() => evaluate(`!!${find(label, 'label')}`)).toBe('true');
      await click(input);
      await bidi.send('input.performActions', { context: target, actions: [{ type: 'key', id: 'keys', actions: [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]) }] });
      await expect.poll(() => evaluate(`${input}.value`)).toBe(text);
    },
  };
}
