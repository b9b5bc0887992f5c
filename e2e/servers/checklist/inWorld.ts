import { afterAll, beforeAll, describe } from 'vitest';
import { resolveLocalhost } from '@/lib/mastodon/testing/net';
import type { BulkImport } from '../model';
import { createTestBrowser, type TestBrowser } from '../pages/testBrowser';
import { startWorld, type World, type WorldOptions } from '../world';

resolveLocalhost();
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A noon, far from the nightly jobs. */
export const noon = Date.UTC(2026, 0, 5, 12);

/** A world, with Ada at her old and her new server. */
export interface Scene {
  world: World;
  old: TestBrowser;
  next: TestBrowser;
}

/** A world of its own for each group: what one changes another does not see. */
export function inWorld(name: string, tests: (get: () => Scene) => void, options: WorldOptions = {}): void {
  describe(name, () => {
    let scene: Scene | undefined;
    beforeAll(async () => {
      const world = await startWorld({ size: 'small', now: noon, ...options });
      // Time passes as the test says: on a busy machine, real seconds between two of its lines would let jobs run unseen.
      world.clock.speed(0.01);
      scene = { world, old: await createTestBrowser(world.old, 'ada'), next: await createTestBrowser(world.new, 'ada') };
    });
    afterAll(() => scene?.world.stop());
    tests(() => {
      if (!scene) throw new Error('not started');
      return scene;
    });
  });
}

/** Lets world time pass (milliseconds) in steps, so that jobs that queue jobs run when they should. */
export async function pass(world: World, ms: number, step = ms / 20): Promise<void> {
  for (let gone = 0; gone < ms; gone += step) {
    world.clock.advance(Math.min(step, ms - gone));
    await world.clock.idle();
  }
}

/** Presses a link with `data-method`, as the page's own script does. `page` is where it stands. */
export async function press(browser: TestBrowser, origin: string, page: string, path: string, method = 'post'): ReturnType<TestBrowser['raw']> {
  const token = (await browser.get(page)).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
  const body = new URLSearchParams({ authenticity_token: token, ...(method === 'post' ? {} : { _method: method }) });
  return browser.raw(path, { method: 'POST', body, headers: { origin } });
}

/** The error at a field of a form; null where there is none. */
export const errorOf = (doc: Document, field: string): string | null => doc.querySelector(`.${field} .error`)?.textContent ?? null;

/** Sends the Move form. */
export const move = (browser: TestBrowser, acct: string, password: string): Promise<Document> =>
  browser.submit('/settings/migration', '#new_account_migration', { 'account_migration[acct]': acct, 'account_migration[current_password]': password });
/** Sends the redirect form. */
export const redirect = (browser: TestBrowser, acct: string, password: string): Promise<Document> =>
  browser.submit('/settings/migration/redirect/new', '#new_form_redirect', { 'form_redirect[acct]': acct, 'form_redirect[current_password]': password });
/** Sends the alias form. */
export const alias = (browser: TestBrowser, acct: string): Promise<Document> => browser.submit('/settings/aliases', '#new_account_alias', { 'account_alias[acct]': acct });

/** Uploads a file to the import form; resolves with the page it ends at. */
export function upload(browser: TestBrowser, type: string, content: BlobPart, options: { name?: string; mode?: string; mime?: string } = {}): Promise<Document> {
  const file = new File([content], options.name ?? 'file.csv', { type: options.mime ?? 'text/csv' });
  return browser.submit('/settings/imports', '#new_form_import', { 'form_import[type]': type, 'form_import[data]': file, 'form_import[mode]': options.mode ?? 'merge' });
}

/** Uploads a file as Ada on NEW and confirms it; the result reads the import as it is then. */
export async function importFile({ world, next }: Scene, type: string, content: BlobPart, options: Parameters<typeof upload>[3] = {}): Promise<{ id: string; now: () => BulkImport }> {
  const page = new URL((await upload(next, type, content, options)).URL).pathname;
  const id = page.split('/').at(-1) ?? '';
  const { status } = await press(next, world.new.origin, page, `${page}/confirm`);
  if (status !== 302) throw new Error(`not confirmed: ${status}`);
  return {
    id,
    now: () => {
      const bulk = world.new.instance.state.imports.get(id);
      if (!bulk) throw new Error('import is gone');
      return bulk;
    },
  };
}
