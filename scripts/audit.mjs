// What is known against the packages that ship (npm audit). A registry that does not answer says nothing, and stops nothing.
import { spawnSync } from 'node:child_process';
import { say } from './lib.mjs';

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26, timeout: 120_000 });

/** What npm answered; null where it answered nothing that can be read. */
function report() {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}

const { metadata, vulnerabilities = {}, message, error: refused } = report() ?? {};
const found = Object.values(vulnerabilities);
if (!metadata) say(`The registry does not answer this, so nothing is known: ${message ?? refused?.summary ?? error?.message ?? 'no answer'}`);
else if (found.length === 0) say(`Clean: nothing is known against what ships.`);
else {
  for (const { name, severity, range, via } of found) say(`${severity}: ${name} ${range}: ${via.map((one) => (typeof one === 'string' ? `through ${one}` : `${one.title} ${one.url}`)).join('; ')}`);
  say(`${found.length} of the packages that ship have findings.`);
}
process.exit(metadata && found.length > 0 ? 1 : 0);
