/** What becomes of a follower by itself when the old account moves. */
export const outcomes = ['comes', 'likely', 'asked', 'stays', 'blocked', 'down', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

/** A server by its software; of versions before `since`, `before` holds. */
interface Rule {
  outcome: Outcome;
  since?: string;
  before?: Outcome;
}

const comes: Rule = { outcome: 'comes' };
const stays: Rule = { outcome: 'stays' };
const likely: Rule = { outcome: 'likely' };
const from = (since: string, outcome: Outcome = 'comes', before: Outcome = 'stays'): Rule => ({ outcome, since, before });

/**
 * What each software does when somebody whom its people follow moves, for an old account on Mastodon, which tells in
 * both ways that servers look for (the Move, and `movedTo` on the old account). By the name that its nodeinfo gives, in
 * small letters. Source: source code of each, read 2025 to 2026; bookwyrm tells its people and leaves it to them.
 */
const rules: Readonly<Record<string, Rule>> = {
  mastodon: from('2.7.0'),
  'glitch-soc': comes,
  hometown: comes,
  kmyblue: comes,
  gotosocial: from('0.15.0'),
  akkoma: from('3.14.0', 'comes', 'likely'),
  pleroma: from('2.0.0', 'likely'),
  misskey: from('13.12.0'),
  sharkey: comes,
  cherrypick: from('4.0.0', 'comes', 'unknown'),
  iceshrimp: comes,
  'iceshrimp.net': from('2024.1', 'comes', 'unknown'),
  calckey: from('13.0.0'),
  firefish: comes,
  catodon: comes,
  pixelfed: from('0.12.4', 'likely'),
  friendica: from('2023.04', 'likely'),
  mitra: from('1.20.0'),
  snac: from('2.57', 'likely'),
  hollo: from('0.2.0'),
  smithereen: from('0.6.0'),
  bonfire: likely,
  ghost: from('1.2.5', 'likely'),
  'bridgy-fed': likely,
  'micro.blog': likely,
  hackerspub: likely,
  wafrn: from('2025.8', 'likely', 'unknown'),
  'microblogpub': from('2.0', 'likely'),
  bookwyrm: from('0.7.1', 'asked'),
  wordpress: stays,
  takahe: stays,
  lemmy: stays,
  mbin: stays,
  kbin: stays,
  peertube: stays,
  mobilizon: stays,
  nodebb: stays,
  discourse: stays,
  writefreely: stays,
  socialhome: stays,
  gnusocial: stays,
  owncast: stays,
};

/** What a server of this software and version does with a Move. Software that nobody has looked into is `unknown`. Pure. */
export function outcomeOfSoftware(name: string, version: string): Outcome {
  const known = name.toLowerCase();
  const rule = Object.hasOwn(rules, known) ? rules[known] : undefined;
  if (!rule) return 'unknown';
  if (rule.since === undefined || atLeast(version, rule.since)) return rule.outcome;
  return numbersOf(version).length === 0 ? 'unknown' : (rule.before ?? 'unknown');
}

function atLeast(version: string, least: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(least)];
  if (a.length === 0) return false;
  const differs = b.findIndex((number, index) => number !== (a[index] ?? 0));
  return differs === -1 || (a[differs] ?? 0) > (b[differs] ?? 0);
}

/** `v2024.1-beta4+x` → 2024, 1. */
function numbersOf(version: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version.trim())?.[1] ?? '').split('.').flatMap((part) => (part === '' ? [] : [Number(part)]));
}
