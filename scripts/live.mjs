// npm run e2e:live: the whole move through the same UI, between any two real servers named by the environment.
import { spawn } from 'node:child_process';
import { bin, runLoud, say, stop } from './lib.mjs';
import { findBrowsers, installPackages } from './setup.mjs';

const selfTest = process.argv.includes('--self-test');
installPackages();
if (!findBrowsers().chromium) stop('No Chromium found. Install Chromium, or name it: CHROMIUM_PATH=/path/to/chromium');
if (!runLoud(bin('wxt'), ['build'])) stop('The build failed.');

const env = {};
if (selfTest) {
  const servers = spawn(bin('tsx'), ['e2e/servers/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, WORLD_SPEED: '120', WORLD_SIZE: 'small' } });
  process.on('exit', () => servers.kill());
  const world = JSON.parse(await new Promise((done) => servers.stdout.once('data', (chunk) => done(String(chunk)))));
  for (const [name, who] of Object.entries(world)) {
    const key = `LIVE_${name.toUpperCase()}`;
    Object.assign(env, { [key]: who.origin, [`${key}_HANDLE`]: who.handle, [`${key}_EMAIL`]: who.email, [`${key}_PASSWORD`]: who.password });
  }
} else {
  const missing = ['OLD', 'NEW'].flatMap((role) => ['', '_HANDLE', '_EMAIL', '_PASSWORD'].map((part) => `LIVE_${role}${part}`)).filter((name) => !process.env[name]);
  if (missing.length > 0) stop(`Name two servers and the accounts on them. Missing: ${missing.join(', ')}. See CONTRIBUTING.md.`);
  say(`Moving ${process.env.LIVE_OLD_HANDLE} to ${process.env.LIVE_NEW_HANDLE}${process.env.LIVE_STOP_BEFORE === 'move' ? ', up to the checkpoint' : ', to the end'}.`);
}
process.exit(runLoud(bin('playwright'), ['test', '--project=live'], { ...env, PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS: '1', PLAYWRIGHT_JSON_OUTPUT_NAME: 'artifacts/playwright-live.json' }) ? 0 : 1);
