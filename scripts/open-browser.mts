import { startChromium } from '../e2e/driver/chromium';

// A window to try the extension in, with a fresh profile; ends when the window is closed.
const driver = await startChromium({ build: 'shipped', headed: true });
await driver.openDesk();
await new Promise((done) => driver.context.on('close', done));
