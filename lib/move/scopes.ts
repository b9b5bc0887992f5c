import type { Role } from './model';

/** What a sign-in is asked for beyond reading, only when a person wants it done. */
export const wishes = ['profile', 'post'] as const;
export type Wish = (typeof wishes)[number];

/** The least that each side's first sign-in needs; on the new one that is what a move brings there. */
const base: Record<Role, readonly string[]> = { old: ['read'], new: ['read', 'write:accounts', 'write:filters', 'write:follows', 'write:lists', 'write:mutes'] };
/** `profile` also lets a post be pinned. */
const wished: Record<Wish, string> = { profile: 'write:accounts', post: 'write:statuses' };

/** Scopes to ask for: those of the side, those that its present sign-in has (it is replaced), and those wished. */
export function scopesFor(role: Role, held: readonly string[], also: readonly Wish[]): string[] {
  return [...new Set([...base[role], ...held, ...also.map((wish) => wished[wish])])];
}

/** Does a sign-in with these scopes let us do this? One whose scopes were not noted has those of its side. */
export function allows(role: Role, scopes: readonly string[], wish: Wish): boolean {
  const held = scopes.length === 0 ? base[role] : scopes;
  return held.includes(wished[wish]) || held.includes('write');
}
