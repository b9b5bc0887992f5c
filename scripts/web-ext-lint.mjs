// web-ext lint on the Firefox build: no errors, and exactly the warnings that are explained here.
import { bin, runQuiet, say } from './lib.mjs';

const explained = [
  // Preact's own handling of `dangerouslySetInnerHTML`, which we never use (enforced by lint).
  { code: 'UNSAFE_VAR_ASSIGNMENT', file: /^(chunks\/desk-|content-scripts\/guide\.js|popupPage\.js)/, message: /innerHTML/ },
  // zip.js can be told to load another packer from an address; nothing tells it to, and the extension's pages load scripts of its own only.
  { code: 'UNSAFE_VAR_ASSIGNMENT', file: /^fileWorker\.js$/, message: /call to import/ },
  // The data-collection declaration is newer on Android, where this version does not run yet (no `identity` there).
  { code: 'KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION', file: /^manifest\.json$/, message: /./ },
];
const explains = (warning) => ({ code, file, message }) => warning.code === code && file.test(warning.file ?? '') && message.test(warning.message);

const { output } = await runQuiet(bin('web-ext'), ['lint', '--source-dir', '.output/firefox-mv3', '--output', 'json', '--no-config-discovery']);
const start = output.indexOf('{"');
const report = JSON.parse(output.slice(start < 0 ? output.indexOf('{') : start, output.lastIndexOf('}') + 1));
const unexplained = report.warnings.filter((warning) => !explained.some(explains(warning)));
const idle = explained.filter((one) => !report.warnings.some((warning) => explains(warning)(one)));
for (const row of [...report.errors, ...unexplained]) say(`${row.code} ${row.file ?? ''}: ${row.message}`);
for (const one of idle) say(`${one.code} ${one.file}: explained, and no longer there`);
say(`${report.errors.length} errors, ${report.warnings.length} warnings (${unexplained.length} not explained)`);
process.exit(report.errors.length + unexplained.length + idle.length === 0 ? 0 : 1);
