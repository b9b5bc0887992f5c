// npm run bench: measures what is promised in numbers, into artifacts/bench.json. Ends with failure where a figure misses its goal.
import { rmSync } from 'node:fs';
import { bin, exists, readJson, runLoud, say, stop } from './lib.mjs';
import { findBrowsers, installPackages } from './setup.mjs';

installPackages();
if (!findBrowsers().chromium) stop('No Chromium found. Install Chromium, or name it: CHROMIUM_PATH=/path/to/chromium');
say('Building the extension …');
for (const mode of [[], ['--mode', 'e2e']]) if (!runLoud(bin('wxt'), ['build', ...mode], { DEBUG: '' })) stop('The build failed.');
rmSync('artifacts/bench.json', { force: true });
const ok = runLoud(bin('playwright'), ['test', '--project=bench'], { PLAYWRIGHT_JSON_OUTPUT_NAME: 'artifacts/playwright-bench.json' });
const { figures } = exists('artifacts/bench.json') ? readJson('artifacts/bench.json') : { figures: [] };
const missed = figures.filter((figure) => !figure.ok);
say(`\n${figures.length} figures in artifacts/bench.json, ${missed.length} beside their goal.`);
process.exit(ok && figures.length > 0 && missed.length === 0 ? 0 : 1);
