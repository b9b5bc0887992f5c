// Every size of the icon from docs/icon.svg, drawn by Chromium: those of the extension, and those that stores ask for.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from './browsers.mjs';
import { say } from './lib.mjs';

const svg = readFileSync('docs/icon.svg', 'utf8');
const sizes = [16, 32, 48, 96, 128];
/** `drawn` = how wide the picture is; the SVG itself has a margin of a thirty-second on each side. */
const icons = [
  ...sizes.map((size) => ({ file: `public/icon/${size}.png`, size, drawn: size })),
  // The Chrome Web Store wants 96 pixels of picture and the rest empty.
  { file: 'store/icons/chrome-128.png', size: 128, drawn: 96 * (128 / 120) },
  { file: 'store/icons/edge-300.png', size: 300, drawn: 300 },
];

const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: false });
const page = await browser.newPage();
for (const { file, size, drawn } of icons) {
  mkdirSync(dirname(file), { recursive: true });
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0; height: ${size}px; display: grid; place-items: center } svg { width: ${drawn}px; height: ${drawn}px }</style>${svg}`);
  await page.screenshot({ path: file, omitBackground: true });
}
await browser.close();
say(`${icons.length} icons from docs/icon.svg.`);
