import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': resolve('.') } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['{lib,components,entrypoints,e2e,scripts}/**/*.test.{ts,tsx}'], exclude: ['e2e/build.test.ts', '**/*.large.test.ts', 'lib/background/{longImport,importKills}.test.ts', 'node_modules/**'], testTimeout: 20_000, setupFiles: [] },
});
