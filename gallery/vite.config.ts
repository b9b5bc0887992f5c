import { resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

/** `npm run gallery`: all parts of the interface on one page, without a browser extension round them. */
export default defineConfig({
  root: resolve('gallery'),
  plugins: [preact({ devToolsEnabled: false })],
  resolve: { alias: { '@': resolve('.'), 'wxt/browser': resolve('gallery/browser.ts') } },
  server: { open: true, fs: { allow: [resolve('.')] } },
  build: { outDir: resolve('artifacts/gallery'), emptyOutDir: true },
});
