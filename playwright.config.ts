import { defineConfig } from '@playwright/test';

const apart = [/specs\/bench\//, /specs\/live/, /store\.spec/];
/** With two tests that say so themselves (`@notInFirefox`), all that does not run in Firefox; each with its reason: docs/browsers.md. */
const notInFirefox = /specs\/(keyboard|languages)\.spec/;

/** The whole move and the backup with kills: in each run of `npm test`. */
const quickInFirefox = /the whole move$|killed 3 times/;

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
    { name: 'chromium', testIgnore: apart, grepInvert: /@long/ },
    { name: 'full', testIgnore: apart, grep: /@long/ },
    { name: 'firefox', testIgnore: apart, grep: quickInFirefox, metadata: { browser: 'firefox' } },
    { name: 'firefox-full', testIgnore: [...apart, notInFirefox], grepInvert: [/@notInFirefox/, quickInFirefox], metadata: { browser: 'firefox' } },
    { name: 'bench', testMatch: /specs\/bench\// },
    { name: 'live', testMatch: /specs\/live/, timeout: 3 * 3_600_000 },
    { name: 'store', testMatch: /store\.spec/, timeout: 600_000 },
  ],
});
