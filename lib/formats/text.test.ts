import { expect, it } from 'vitest';
import { cut, plain } from './text';

it('cuts visibly, and never through a character', () => {
  expect(cut('short', 5)).toBe('short');
  expect(cut('longer', 5)).toBe('long…');
  expect(cut('abc👩‍👩‍👧', 5)).toBe('abc…');
  expect(cut('abc👩‍👩‍👧', 6)).toBe('abc👩…');
});

it('leaves nothing that turns the line about, and shows what cannot be shown', () => {
  expect(plain('a\u202Egnp.exe\u202C \u2066b\u2069')).toBe('agnp.exe b');
  expect(plain('before\u0000after')).toBe('before\ufffdafter');
  expect(plain('שלום 👋 é')).toBe('שלום 👋 é');
});
