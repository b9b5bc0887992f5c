import type { FactValues, KindId, ProblemCode } from './model';

/** What a move rests on: all that Mastodon's own export has, the profile, and the followers to compare with. */
const needed: readonly KindId[] = ['profile', 'following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters', 'followers'];

type Gap = FactValues['old.backup']['missing'][number];

/** Has a backup been asked for all that a move rests on? One of a few chosen kinds does not stand for it. */
export function isWhole(kinds: readonly { kind: KindId }[]): boolean {
  return needed.every((id) => kinds.some((row) => row.kind === id));
}

/** What a backup lacks of what it was asked for, and of what a move rests on. */
export function gapsOf(kinds: readonly { kind: KindId; status: string; why: { code: ProblemCode } | null }[]): Gap[] {
  const unread = kinds.flatMap(({ kind, status, why }): Gap[] => (status === 'done' ? [] : [{ kind, why: status === 'unsupported' ? 'unsupported' : (why?.code ?? 'unexpected') }]));
  const unasked = needed.filter((id) => !kinds.some((row) => row.kind === id)).map((kind): Gap => ({ kind, why: 'notChosen' }));
  return [...unread, ...unasked];
}

/** Does a stored backup fact stand for a whole backup? */
export function standsForMove(backup: FactValues['old.backup']): boolean {
  return backup.missing.every((gap) => gap.why !== 'notChosen');
}
