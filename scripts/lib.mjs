// Shared by the scripts. Node's own modules only: this runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

/** Runs a command with its output on the screen; true when it succeeded. */
export function runLoud(command, args, env = {}) {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

/** Runs a command with its output in a log; resolves with whether it succeeded, and the output. `aside` = only with time that nothing else wants. */
export function runQuiet(command, args, { env = {}, log, timeout, aside = false } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    if (aside && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    let output = '';
    const timer = timeout && setTimeout(() => child.kill('SIGKILL'), timeout);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += String(error)));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (log) {
        mkdirSync(dirname(log), { recursive: true });
        writeFileSync(log, output);
      }
      done({ ok: code === 0, output });
    });
  });
}

/** The command of an installed package. */
export function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Ends with one sentence that tells what to do. */
export function stop(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
export const exists = existsSync;
export const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** The files that are made for the stores; the sources are the last. */
export function packages() {
  const { version } = readJson('package.json');
  return ['chrome', 'firefox', 'sources'].map((what) => `moving-day-${version}-${what}.zip`);
}
