import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCsv, writeCsv } from './csv';

it('writes quotes only where needed and LF', () => {
  expect(writeCsv([['a@b.c', 'true', 'false', 'en, de']], ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'])).toBe(
    'Account address,Show boosts,Notify on new posts,Languages\na@b.c,true,false,"en, de"\n',
  );
  expect(writeCsv([])).toBe('');
});

it('reads with and without a header, and drops a BOM', () => {
  expect(readCsv('a@b.c\n', ['Account address'])).toEqual([{ 'Account address': 'a@b.c' }]);
  expect(readCsv('\ufeffAccount address,Languages\na@b.c,"en, de"\n', ['x'])).toEqual([{ 'Account address': 'a@b.c', Languages: 'en, de' }]);
});

it('gives back any list title', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }).filter((s) => s.trim() !== '' && !s.startsWith('\ufeff') && s !== 'List name'), fc.constant('a@b.c')), { minLength: 1 }), (rows) => {
      const back = readCsv(writeCsv(rows), ['title', 'acct']);
      expect(back.map((row) => [row.title, row.acct])).toEqual(rows.map(([title, acct]) => [title, acct]));
    }),
  );
});
