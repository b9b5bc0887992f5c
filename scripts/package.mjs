// npm run package: what goes to the stores, and the sources that it is made from, as zip files in .output/.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeChangelog } from './changelog.mjs';
import { bin, packages, runLoud, say, stop } from './lib.mjs';
import { installPackages } from './setup.mjs';

installPackages();
// Before the sources are packed: it is among them.
writeChangelog();
for (const browser of ['chrome', 'firefox']) if (!runLoud(bin('wxt'), ['zip', '-b', browser], { DEBUG: '' })) stop('The build failed.');
for (const file of packages()) say(`${createHash('sha256').update(readFileSync(`.output/${file}`)).digest('hex')}  .output/${file}`);
