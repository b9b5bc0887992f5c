import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'artifacts/playwright',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? 'artifacts/playwright.json' }]],
  use: { actionTimeout: 15_000, navigationTimeout: 15_000 },
  projects: [
    { name: 'chromium', testIgnore: [/firefox/, /specs\/bench\//, /live/], grepInvert: /@long/ },
    { name: 'firefox', testMatch: /firefox/ },
    { name: 'full', testIgnore: [/firefox/, /specs\/bench\//, /live/], grep: /@long/ },
    { name: 'bench', testMatch: /specs\/bench\// },
    { name: 'live', testMatch: /live/, timeout: 3 * 3_600_000 },
  ],
});
