// Builds from the zip of sources, in an empty folder, and says whether the same files with the same bytes come out.
// node scripts/reproduce.mjs: what is here. node scripts/reproduce.mjs FOLDER: the three zips of a release, in that folder.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, configure } from '@zip.js/zip.js';
import { bin, packages, runLoud, say, stop } from './lib.mjs';

configure({ useWebWorkers: false });
const given = process.argv[2];
const folder = resolve(given ?? '.output');
if (!given) for (const browser of ['chrome', 'firefox']) if (!runLoud(bin('wxt'), ['zip', '-b', browser], { DEBUG: '' })) stop('The build failed.');

/** What a zip holds, by name. */
async function open(file) {
  const zip = new ZipReader(new Uint8ArrayReader(readFileSync(file)));
  const entries = (await zip.getEntries()).filter((entry) => !entry.directory);
  return new Map(await Promise.all(entries.map(async (entry) => [entry.filename, await entry.getData(new Uint8ArrayWriter())])));
}

const digest = (bytes) => bytes && createHash('sha256').update(bytes).digest('hex');
const differences = [];
const sources = await open(join(folder, packages().at(-1)));
for (const name of sources.keys()) if (/(^|\/)(node_modules|\.output|artifacts|e2e|testing)\/|\.test\./.test(name)) differences.push(`${name} is nothing that a build needs`);

const place = mkdtempSync(join(tmpdir(), 'sources-'));
for (const [name, bytes] of sources) {
  const file = resolve(place, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
say(`${sources.size} files of sources. Building them …`);
// Another time zone, in case a build looks at the clock.
const env = { ...process.env, DEBUG: '', TZ: 'Pacific/Kiritimati' };
for (const args of [['ci', '--no-audit', '--no-fund', '--loglevel=error'], ['run', 'package']]) {
  if (spawnSync('npm', args, { cwd: place, stdio: 'inherit', env }).status !== 0) stop(`npm ${args.join(' ')} failed in ${place}.`);
}

for (const file of packages()) {
  const [here, there] = [await open(join(folder, file)), await open(join(place, '.output', file))];
  const names = [...new Set([...here.keys(), ...there.keys()])].sort();
  const different = names.filter((name) => digest(here.get(name)) !== digest(there.get(name)));
  for (const name of different) differences.push(`${file}: ${name} is ${!here.has(name) ? 'new' : !there.has(name) ? 'missing' : 'different'} in what was built from the sources`);
  say(`${file}: ${names.length} files, ${different.length} different`);
}
for (const line of differences) say(line);
if (differences.length === 0) rmSync(place, { recursive: true });
else say(`What was built is left in ${place}`);
process.exit(differences.length === 0 ? 0 : 1);
