import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** What the head of a PNG says: its size, and whether it has a channel for what shines through. */
function png(path: string): { width: number; height: number; alpha: boolean } {
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 8).toString('latin1'), path).toBe('\x89PNG\r\n\x1a\n');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), alpha: bytes.readUInt8(25) === 6 };
}

const manifest = '.output/chrome-mv3/manifest.json';

it('has five pictures of the size that stores take, and nothing shines through them', () => {
  const pictures = readdirSync('store/screenshots');
  expect(pictures.sort()).toEqual(['1-popup.png', '2-backup.png', '3-guide.png', '4-pause.png', '5-followers.png']);
  for (const name of pictures) expect(png(`store/screenshots/${name}`), name).toEqual({ width: 1280, height: 800, alpha: false });
});

it('has icons whose size is their name', () => {
  const sizes = readdirSync('public/icon').map((file) => Number(/^(\d+)\.png$/.exec(file)?.[1])).sort((a, b) => a - b);
  expect(sizes).toEqual([16, 32, 48, 96, 128]);
  for (const size of sizes) expect(png(`public/icon/${size}.png`)).toEqual({ width: size, height: size, alpha: true });
  expect(png('store/icons/chrome-128.png')).toEqual({ width: 128, height: 128, alpha: true });
  expect(png('store/icons/edge-300.png')).toEqual({ width: 300, height: 300, alpha: true });
});

it.runIf(existsSync(manifest))('has each icon that the manifest names, in that size', () => {
  const { icons } = JSON.parse(readFileSync(manifest, 'utf8')) as { icons: Record<string, string> };
  expect(Object.keys(icons)).toHaveLength(readdirSync('public/icon').length);
  for (const [size, file] of Object.entries(icons)) expect(png(`public/${file}`).width).toBe(Number(size));
});

it('has one drawing of the icon, from which all sizes come', () => {
  const drawings = ['docs', 'public', 'store', 'entrypoints', 'components'].flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => `${folder}/${String(file)}`)).filter((file) => file.endsWith('.svg'));
  expect(drawings).toEqual(['docs/icon.svg']);
  expect(readFileSync('docs/icon.svg', 'utf8')).toMatch(/^<svg [^>]*viewBox="0 0 128 128">/);
  expect(readFileSync('scripts/icons.mjs', 'utf8')).toContain("'docs/icon.svg'");
});
