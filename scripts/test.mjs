// npm test: the quick checks, one line each. npm run test:full: what takes longer. Both end with "N passed, N failed".
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, changedAt, exists, packages, readJson, runQuiet, say } from './lib.mjs';
import { installPackages, needBrowsers } from './setup.mjs';

const full = process.argv.includes('--full');
installPackages();
needBrowsers();

const totals = { passed: 0, failed: 0 };
const started = performance.now();

/** One check: counts as one, or as many tests as its report names. */
async function stage(name, command, args, { env, report, timeout = 600_000, aside = false } = {}) {
  const from = performance.now();
  if (report) rmSync(report.file, { force: true });
  const { ok, output } = await runQuiet(command, args, { env, log: `artifacts/logs/${name.replace(/\W+/g, '-')}.log`, timeout, aside });
  const counted = report && exists(report.file) ? report.count(readJson(report.file)) : ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  // A run that died before it could report is a failure, however few tests it names.
  if (!ok && counted.failed === 0) counted.failed = 1;
  totals.passed += counted.passed;
  totals.failed += counted.failed;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  say(`${counted.failed === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(34)} ${String(counted.passed).padStart(4)} passed ${String(counted.failed).padStart(3)} failed  ${seconds.padStart(6)} s`);
  if (counted.failed > 0) say(output.split('\n').slice(-120).join('\n'));
  return ok;
}

const vitest = (file) => ({ file, count: (json) => ({ passed: json.numPassedTests, failed: json.numFailedTests + (json.numFailedTestSuites > 0 && json.numFailedTests === 0 ? 1 : 0) }) });
const playwright = (file) => ({ file, count: (json) => ({ passed: json.stats.expected, failed: json.stats.unexpected + json.stats.flaky + json.stats.skipped + json.errors.length }) });
const unit = (name, args, file, options = {}) => stage(name, bin('vitest'), ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], { report: vitest(file), ...options });
const browser = (name, project, env = {}, args = []) => {
  const file = `artifacts/playwright-${project}.json`;
  const all = { PLAYWRIGHT_JSON_OUTPUT_NAME: file, PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS: '1', ...env };
  return stage(name, bin('playwright'), ['test', `--project=${project}`, ...args], { env: all, report: playwright(file), timeout: 3_000_000 });
};

/** Both browsers' lists of end-to-end tests with their times, as the last runs left them. */
function sideBySide(...columns) {
  const times = columns.map((projects) => new Map(projects.flatMap((project) => testsOf(`artifacts/playwright-${project}.json`))));
  const titles = [...new Set(times.flatMap((list) => [...list.keys()]))].sort();
  const cell = (list, title) => (list.get(title) ?? '–').padStart(10);
  return ['\nseconds in Chromium, in Firefox', ...titles.map((title) => `${times.map((list) => cell(list, title)).join('')}  ${title}`)].join('\n');
}

function testsOf(file) {
  const inside = (suite, path) => [
    ...suite.specs.map((spec) => [[...path, spec.title].join(' › '), spec.ok ? (spec.tests.flatMap((test) => test.results).reduce((sum, result) => sum + result.duration, 0) / 1000).toFixed(1) : 'failed']),
    ...(suite.suites ?? []).flatMap((inner) => inside(inner, [...path, inner.title])),
  ];
  return exists(file) ? readJson(file).suites.flatMap((suite) => inside(suite, [suite.title])) : [];
}

/** When what a build is made of was changed last, in milliseconds. */
function newestSource() {
  const times = ['components', 'entrypoints', 'lib', 'locales', 'public', 'e2e/clock'].flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => changedAt(join(entry.parentPath, entry.name))));
  return Math.max(...times, ...['wxt.config.ts', 'package-lock.json', 'scripts/licences.ts'].map(changedAt));
}

async function build() {
  await stage('package for Chrome', bin('wxt'), ['zip']);
  await stage('package for Firefox', bin('wxt'), ['zip', '-b', 'firefox']);
  await stage('build for end-to-end tests', bin('wxt'), ['build', '--mode', 'e2e']);
  await stage('package for Firefox end-to-end tests', bin('wxt'), ['zip', '-b', 'firefox', '--mode', 'e2e']);
}

/** Quick checks of the source itself. */
async function readings() {
  await stage('web-ext lint', process.execPath, ['scripts/web-ext-lint.mjs'], { aside: true });
  await stage('types', bin('tsc'), ['--noEmit'], { aside: true });
  await stage('dependency direction', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'entrypoints', 'components', 'lib'], { aside: true });
  await stage('dead code', bin('knip'), ['--no-progress'], { aside: true });
  await unit('unit and test servers', [], 'artifacts/vitest.json', { aside: true, timeout: 1_500_000 });
}

/** What takes long and needs no browser. */
async function longReadings() {
  await stage('lint', bin('eslint'), ['.', '--max-warnings=0'], { aside: true });
  await unit('500 schedules, large files', ['--config', 'vitest.full.config.ts'], 'artifacts/vitest-full.json', { aside: true, timeout: 4_500_000 });
  await stage('known weaknesses', process.execPath, ['scripts/audit.mjs'], { aside: true });
  await stage('sources build the same bytes', process.execPath, ['scripts/reproduce.mjs', '.output'], { aside: true, timeout: 1_200_000 });
}

if (full) {
  const made = ['.output/chrome-mv3-e2e/manifest.json', '.output/firefox-mv3-e2e/manifest.json', ...packages().map((name) => `.output/${name}`)];
  if (Math.min(...made.map(changedAt)) < newestSource()) await build();
  // A browser under test leaves most of the second core idle: what needs none is done with that.
  const withoutBrowser = longReadings();
  await browser('long end-to-end tests', 'full');
  await browser('end to end in Firefox, the others', 'firefox-full');
  await withoutBrowser;
  await stage('npm start, without a display', process.execPath, ['scripts/start.mjs', '--headless']);
  await stage('live mode, against test servers', process.execPath, ['scripts/live.mjs', '--self-test']);
  await stage('live mode, up to the checkpoint', process.execPath, ['scripts/live.mjs', '--self-test'], { env: { LIVE_STOP_BEFORE: 'move' } });
  rmSync('artifacts/bench.json', { force: true });
  // The giants are measured by `npm run bench` alone.
  await browser('benchmark', 'bench', {}, ['--grep-invert', '@giant']);
  say(sideBySide(['chromium', 'full'], ['firefox', 'firefox-full']));
} else {
  await build();
  await unit('what is built', ['--config', 'vitest.build.config.ts'], 'artifacts/vitest-build.json');
  await stage('sizes', bin('size-limit'), []);
  const withoutBrowser = readings();
  await browser('end to end in Chromium', 'chromium');
  await browser('end to end in Firefox', 'firefox');
  await withoutBrowser;
}

say(`\n${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
say(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
