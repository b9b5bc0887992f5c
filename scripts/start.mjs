// npm start: two test servers and a browser with the extension, ready to move. Without a display: the whole move, headless.
import { spawn } from 'node:child_process';
import { bin, exists, readJson, runLoud, say, stop } from './lib.mjs';
import { findBrowsers, installPackages } from './setup.mjs';

installPackages();
const { chromium, firefox } = findBrowsers();
const headless = process.argv.includes('--headless') || (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY);

say('Building the extension …');
if (!runLoud(bin('wxt'), ['build', ...(headless ? ['--mode', 'e2e'] : [])], { DEBUG: '' })) stop('The build failed.');

if (headless) {
  if (!chromium) stop('No Chromium found. Install Chromium, or name it: CHROMIUM_PATH=/path/to/chromium');
  say('No display: performing the whole move headless.');
  const ok = runLoud(bin('playwright'), ['test', '--project=chromium', 'move.spec.ts', '--grep', 'the whole move$'], { PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS: '1' });
  if (ok && exists('artifacts/move/report.json')) {
    for (const step of readJson('artifacts/move/report.json').steps) say(`  ${step.status === 'done' ? '✓' : '·'} ${step.id}`);
    say('Report: artifacts/move/report.json   Pictures: artifacts/screens/');
  }
  process.exit(ok ? 0 : 1);
}

say('Starting two test servers …');
const servers = spawn(bin('tsx'), ['e2e/servers/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => servers.kill());
const line = await new Promise((done) => servers.stdout.once('data', (chunk) => done(String(chunk))));
const world = JSON.parse(line);
for (const [name, who] of Object.entries(world)) say(`  ${name.toUpperCase()}  ${who.handle}   e-mail ${who.email}   password ${who.password}`);
if (chromium) {
  say('Opening Chromium. Press the puzzle piece, then Moving Day. Close the window to stop.');
  runLoud(bin('tsx'), ['scripts/open-browser.mts', chromium]);
} else if (firefox) {
  say('No Chromium found; opening Firefox with the extension.');
  runLoud(bin('wxt'), ['build', '-b', 'firefox']);
  runLoud(bin('web-ext'), ['run', '--source-dir', '.output/firefox-mv3', '--firefox', firefox]);
} else {
  say('No Chromium or Firefox found. Load the folder .output/chrome-mv3 by hand: open chrome://extensions, switch on developer mode, press "Load unpacked". Press Ctrl+C to stop the servers.');
  await new Promise(() => undefined);
}
process.exit(0);
