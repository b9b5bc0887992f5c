// web-ext lint on the Firefox build: no errors, and only the warnings that are explained here.
import { bin, runQuiet, say } from './lib.mjs';

const explained = new Set([
  // Preact's own handling of `dangerouslySetInnerHTML`, which we never use (enforced by lint).
  'UNSAFE_VAR_ASSIGNMENT',
  // The data-collection declaration is newer on Android, where this version does not run yet (no `identity` there).
  'KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION',
]);

const { output } = await runQuiet(bin('web-ext'), ['lint', '--source-dir', '.output/firefox-mv3', '--output', 'json', '--no-config-discovery']);
const start = output.indexOf('{"');
const report = JSON.parse(output.slice(start < 0 ? output.indexOf('{') : start, output.lastIndexOf('}') + 1));
const unexplained = report.warnings.filter((warning) => !explained.has(warning.code));
for (const row of [...report.errors, ...unexplained]) say(`${row.code} ${row.file ?? ''}: ${row.message}`);
say(`${report.errors.length} errors, ${report.warnings.length} warnings (${unexplained.length} not explained)`);
process.exit(report.errors.length + unexplained.length === 0 ? 0 : 1);
