import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callOuts } from './callOut';

it('names everybody once, in order, in texts that fit a post', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 3, maxLength: 60 }), { maxLength: 60 }), fc.integer({ min: 20, max: 300 }), (accts, length) => {
      const parts = callOuts(accts, length, 500);
      expect(parts.flatMap((part) => part.accts)).toEqual(accts);
      for (const part of parts) {
        expect(accts.slice(part.from, part.from + part.accts.length)).toEqual(part.accts);
        expect(length + part.accts.map((acct) => `@${acct}`).join(' ').length).toBeLessThanOrEqual(500);
        expect(part.accts.length).toBeLessThanOrEqual(8);
      }
    }),
  );
});

it('gives a name that is too long a text of its own rather than leaving it out', () => {
  expect(callOuts(['a@b', 'x'.repeat(600), 'c@d'], 100, 500).map((part) => part.accts.length)).toEqual([1, 1, 1]);
});
