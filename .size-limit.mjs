import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const output = '.output/chrome-mv3';

/** Every script that `file` loads, by following what it imports: now, later (`import()`) and from a page's own tags. */
function reachable(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!existsSync(file)) return seen;
  const text = readFileSync(file, 'utf8');
  const found = file.endsWith('.html')
    ? [...text.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.js)"/g)].map((match) => join(output, match[1]))
    : [...text.matchAll(/\b(?:import|from)\s*\(?\s*["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g)].map((match) => join(dirname(file), match[1]));
  if (file.endsWith('.html') && found.length === 0) throw new Error(`${file} loads no script, or loads it in a way that is not followed here.`);
  for (const next of found) reachable(next, seen);
  return seen;
}

const budget = (name, entry, limit) => ({ name, path: [...reachable(join(output, entry))], limit, gzip: true });

export default [
  budget('guide', 'content-scripts/guide.js', '18 kB'),
  budget('popup', 'popup.html', '20 kB'),
  budget('desk', 'desk.html', '130 kB'),
  budget('background', 'background.js', '122 kB'),
  budget('file worker', 'fileWorker.js', '165 kB'),
];
