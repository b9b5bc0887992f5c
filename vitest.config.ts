import { resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

const light = '{lib/{formats,kinds,move,store},components}/**/*.test.{ts,tsx}';
const exclude = [...configDefaults.exclude, 'e2e/build.test.ts', '**/*.long.test.ts', 'lib/background/importRun.test.ts', 'lib/archive/large.test.ts'];

export default defineConfig({
  resolve: { alias: { '@': resolve('.') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // One process for all of these: starting one for each took longer than their tests.
      { extends: true, test: { name: 'light', isolate: false, include: [light], exclude } },
      { extends: true, test: { name: 'servers and background', include: ['{lib,entrypoints,e2e,scripts}/**/*.test.{ts,tsx}'], exclude: [...exclude, light] } },
    ],
  },
});
