import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import preact from '@preact/preset-vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';
import { licences } from './scripts/licences.ts';

/** The oldest browsers that it runs in, and why these: docs/browsers.md. */
const oldest = { chrome: '120', firefox: '140' };

/** All that a build is made of, and what a person needs who makes it; tests and test servers are not among it. */
const sources = ['{components,entrypoints,lib,locales,public}/**', 'scripts/{browsers,changelog,lib,package,setup}.mjs', 'scripts/licences.ts', 'package*.json', 'tsconfig.json', 'wxt.config.ts', '{CHANGELOG,PRIVACY,README}.md', 'LICENSE'];

const licence = licences();

const version = (JSON.parse(readFileSync(resolve('package.json'), 'utf8')) as { version: string }).version;

/**
 * The end-to-end build swaps exactly one module: the clock. Everything else is byte for byte what ships
 * (asserted by `e2e/build.test.ts`).
 */
function testClock(): Plugin {
  const shipped = resolve('lib/browser/clock.ts');
  const controllable = resolve('e2e/clock/clock.e2e.ts');
  return {
    name: 'moving-day-test-clock',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer === controllable) return null;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      return found?.id === shipped ? controllable : null;
    },
  };
}

const moduleFile = (browser: string, mode: string) => resolve(`.output/modules-${browser}-${mode}.json`);

/**
 * Notes every module of a build with a digest of its code, beside the package and not in it, so that a test can say
 * what differs between the shipped build and the end-to-end one.
 */
function moduleList(file: string): Plugin {
  const seen = new Map<string, string>();
  return {
    name: 'moving-day-module-list',
    // WXT also serves entry points to read their options, cut down; only what is built counts.
    apply: 'build',
    transform(code, id) {
      const path = relative(process.cwd(), id.split('?')[0] ?? id);
      if (!path.startsWith('..') && !path.startsWith('node_modules') && !id.startsWith('\0')) seen.set(path, createHash('sha256').update(code).digest('hex'));
      return null;
    },
    closeBundle() {
      mkdirSync('.output', { recursive: true });
      let before: Record<string, string> = {};
      try {
        before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      } catch {
        // The first entry point of this build.
      }
      writeFileSync(file, JSON.stringify({ ...before, ...Object.fromEntries(seen) }, null, 1));
    },
  };
}

/** Servers that we may ask (`isSafeUrl`): which ones, the person and the browser's permissions say. */
const servers = 'https: http://localhost:* http://*.localhost:*';

/**
 * What our own pages and the background may load and do, and nothing besides. Styles are files of the package, or
 * sheets that a script of it makes (the popup); what Preact sets on an element is no text and needs no leave.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  `img-src 'self' blob: ${servers}`,
  'media-src blob:',
  `connect-src 'self' ${servers}`,
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export default defineConfig({
  manifestVersion: 3,
  imports: false,
  modules: ['@wxt-dev/i18n/module'],
  vite: ({ mode, browser }) => ({
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), moduleList(moduleFile(browser, mode)), licence.plugin, ...(mode === 'e2e' ? [testClock()] : [])],
    // The same library, built for browsers of today: the package's main file still carries what Internet Explorer needed.
    resolve: { alias: [{ find: /^dexie$/, replacement: resolve('node_modules/dexie/dist/modern/dexie.mjs') }] },
    // A page names all that it starts with, which is quicker than finding one file after the other. What opens later is on this computer: to ask for it ahead gains nothing, and costs a script of its own.
    build: { sourcemap: false, modulePreload: { polyfill: false, resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []) }, target: [`chrome${oldest.chrome}`, `firefox${oldest.firefox}`] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  }),
  hooks: {
    'build:before': ({ config }) => {
      // A build is made in several runs of Vite; what an earlier build has noted is not of this one.
      rmSync(moduleFile(config.browser, config.mode), { force: true });
      licence.forget();
    },
    'build:done': ({ config }) => {
      if (config.command === 'build') writeFileSync(join(config.outDir, 'licences.txt'), licence.text());
    },
  },
  zip: { name: 'moving-day', includeSources: sources, excludeSources: ['**/testing/**'] },
  manifest: ({ browser, command }) => ({
    name: '__MSG_extName__',
    description: '__MSG_extDescription__',
    default_locale: 'en',
    version,
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'identity', 'scripting'],
    optional_permissions: ['notifications'],
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://*.localhost/*'],
    action: { default_title: '__MSG_extName__', default_popup: 'popup.html' },
    // The development server puts styles into the page and speaks by a socket of its own.
    ...(command === 'build' ? { content_security_policy: { extension_pages: policy } } : {}),
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'moving-day@moving-day.invalid',
              strict_min_version: `${oldest.firefox}.0`,
              // Each with its reason: store/privacy.md.
              data_collection_permissions: {
                required: ['personallyIdentifyingInfo', 'personalCommunications', 'websiteContent', 'authenticationInfo'],
              },
            },
          },
        }
      : { minimum_chrome_version: oldest.chrome }),
  }),
});
