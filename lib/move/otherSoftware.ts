import type { ProblemCode } from './model';

/** Software that moves accounts from and to Mastodon, in its own way. Source: source code of each, read 2024 to 2026. */
const movers: ReadonlySet<string> = new Set(['gotosocial', 'akkoma', 'pleroma', 'mitra', 'misskey', 'sharkey', 'cherrypick', 'iceshrimp', 'iceshrimp.net', 'firefish', 'calckey', 'catodon', 'pixelfed', 'snac', 'hollo']);
/** Software whose accounts cannot be moved, neither away nor to it: it names no aliases and sends no Move. */
const others: ReadonlySet<string> = new Set(['friendica', 'lemmy', 'mbin', 'kbin', 'peertube', 'bookwyrm', 'writefreely', 'mobilizon', 'nodebb', 'discourse', 'owncast', 'wordpress']);

/** What is said of a server that is no Mastodon, by the name that its nodeinfo gives: honestly what works with it and what does not. Pure. */
export function problemOfSoftware(name: string): ProblemCode {
  const known = name.toLowerCase();
  return movers.has(known) ? 'otherSoftware' : others.has(known) ? 'otherWithoutMoves' : 'notMastodon';
}
