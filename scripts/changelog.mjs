// CHANGELOG.md from the commits: a chapter a version, newest first. Where there is no history, what is there stays.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { exists, readJson, say } from './lib.mjs';

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? stdout.split('\n').filter(Boolean) : null;
}

const month = (date) => new Date(`${date}T00:00:00Z`).toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The commits of a range, grouped by month. */
function commits(range) {
  const months = new Map();
  for (const line of git('log', '--no-merges', '--format=%cs %s', range) ?? []) {
    const at = month(line.slice(0, 10));
    months.set(at, [...(months.get(at) ?? []), `- ${line.slice(11).replaceAll('<', '&lt;')}`]);
  }
  return [...months].map(([at, lines]) => `### ${at}\n${lines.join('\n')}\n`);
}

/** Writes CHANGELOG.md anew, where the whole history is there. */
export function writeChangelog() {
  // A folder of sources may lie inside somebody else's history.
  const whole = exists('.git') && git('rev-parse', '--is-shallow-repository')?.[0] === 'false';
  if (!whole) return say('CHANGELOG.md stays as it is: the whole history is not here.');
  const { version } = readJson('package.json');
  const tags = git('tag', '--list', 'v*', '--merged', 'HEAD', '--sort=-version:refname') ?? [];
  const chapters = tags.map((tag, index) => ({ title: `${tag.slice(1)} (${git('log', '-1', '--format=%cs', tag)?.[0]})`, range: tags[index + 1] ? `${tags[index + 1]}..${tag}` : tag }));
  const since = { title: tags[0] === `v${version}` ? `${version} and after (unreleased)` : `${version} (unreleased)`, range: tags[0] ? `${tags[0]}..HEAD` : 'HEAD' };
  const text = [since, ...chapters].map(({ title, range }) => ({ title, months: commits(range) })).filter(({ months }) => months.length > 0);
  writeFileSync('CHANGELOG.md', ['# Changelog\n', ...text.map(({ title, months }) => [`## ${title}\n`, ...months].join('\n'))].join('\n'));
  return undefined;
}
