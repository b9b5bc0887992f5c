import { expect, it } from 'vitest';
import type { Facts } from './model';
import { pointingOf } from './pointing';

const fact = <V>(value: V) => ({ moveId: 'm', value, source: 'page' as const, host: '', at: 1, frozen: false });
const facts = (to: string | null, last?: { at: number | null; to: string | null; redirecting: boolean }): Facts => ({ 'old.moved': { ...fact({ to }), id: 'old.moved' }, ...(last ? { 'old.lastMove': { ...fact(last), id: 'old.lastMove' } } : {}) });

it.each([
  ['nothing is known', {}, 'stays'],
  ['it points nowhere', facts(null), 'stays'],
  ['its migration page has not been seen', facts('a@new.example'), 'unknown'],
  ['its page was seen before it pointed anywhere', facts('a@new.example', { at: null, to: null, redirecting: false }), 'unknown'],
  ['the page lists that move', facts('A@new.example', { at: 1, to: 'a@new.example', redirecting: true }), 'moved'],
  ['the page lists no move', facts('a@new.example', { at: null, to: null, redirecting: true }), 'redirects'],
  ['the page lists an older move to somebody else', facts('a@new.example', { at: 1, to: 'b@else.example', redirecting: true }), 'redirects'],
])('%s', (_name, given, pointing) => {
  expect(pointingOf(given)).toBe(pointing);
});
