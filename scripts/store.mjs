// npm run store: the pictures and icons that the browsers' stores ask for. See store/README.md.
import { bin, exists, runLoud, say, stop } from './lib.mjs';
import { findBrowsers, installPackages } from './setup.mjs';

installPackages();
if (!findBrowsers().chromium) stop('No Chromium found. Install Chromium, or name it: CHROMIUM_PATH=/path/to/chromium');
if (!runLoud(process.execPath, ['scripts/icons.mjs'])) stop('The icons could not be drawn.');
if (!exists('.output/chrome-mv3-e2e') && !runLoud(bin('wxt'), ['build', '--mode', 'e2e'])) stop('The build failed.');
say('Performing a whole move for the pictures; this takes about three minutes.');
const env = { PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS: '1', PLAYWRIGHT_JSON_OUTPUT_NAME: 'artifacts/playwright-store.json' };
process.exit(runLoud(bin('playwright'), ['test', '--project=store', '--output=artifacts/playwright-store'], env) ? 0 : 1);
