import { describe, expect, it } from 'vitest';
import { firstFile, followsFree, inOrder, limitRefused, rowsToSend, type Known, type PlanRow } from './importPlan';
import type { ReasonCode } from './model';

const row = (acct: string, key = acct): PlanRow => ({ key, row: { acct }, acct });
const fates = (of: Record<string, ['carried' | 'notCarried', ReasonCode | null]>) => new Map(Object.entries(of).map(([key, [status, reason]]) => [key, { status, reason }]));
const known = (change: Partial<Known> = {}): Known => ({ kind: 'following', sent: new Set(), busy: new Set(), fates: new Map(), overwrite: false, again: false, lean: false, ...change });
const keys = (rows: PlanRow[]) => rows.map(({ key }) => key);

describe('rows to send', () => {
  const rows = ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'].map((acct) => row(acct));
  const sent = new Set(['a@x.example', 'b@x.example', 'c@x.example']);

  it('are each one once, as the server tells them apart', () => {
    expect(keys(rowsToSend([row('a@x.example'), row('A@X.example', 'other'), row('b@x.example')], known()))).toEqual(['a@x.example', 'b@x.example']);
    expect(keys(rowsToSend([row('a@x.example', 'News\u0000a@x.example'), row('a@x.example', 'Art\u0000a@x.example')], known({ kind: 'lists' })))).toHaveLength(2);
  });
  it('leave out what was sent', () => expect(keys(rowsToSend(rows, known({ sent, busy: sent })))).toEqual(['d@x.example']));
  it('leave out what is there, unless the file brings its settings', () => {
    const there = known({ fates: fates({ 'a@x.example': ['carried', null] }) });
    expect(rowsToSend(rows, there)).toHaveLength(4);
    expect(rowsToSend(rows, { ...there, lean: true })).toHaveLength(3);
    expect(rowsToSend(rows, { ...there, kind: 'blocks' })).toHaveLength(3);
    // What overwrites has to name what is to stay.
    expect(rowsToSend(rows, { ...there, kind: 'blocks', overwrite: true })).toHaveLength(4);
  });
  it('leave out what would take the place of something else, unless all is overwritten', () => {
    const other = known({ kind: 'filters', fates: fates({ 'a@x.example': ['notCarried', 'otherThere'] }) });
    expect([rowsToSend(rows, other).length, rowsToSend(rows, { ...other, overwrite: true }).length]).toEqual([3, 4]);
  });
  it('once more: those that may come now, and no others', () => {
    const again = known({ sent, again: true, fates: fates({ 'a@x.example': ['notCarried', 'notFound'], 'b@x.example': ['notCarried', 'hasMoved'], 'c@x.example': ['carried', null] }) });
    expect(keys(rowsToSend(rows, again))).toEqual(['a@x.example', 'd@x.example']);
    expect(keys(rowsToSend(rows, { ...again, busy: new Set(['a@x.example']) }))).toEqual(['d@x.example']);
  });
});

describe('one file', () => {
  const many = Array.from({ length: 45_000 }, (_, n) => row(`p${n}@x.example`));
  it('has at most 20,000 rows, and 20 MiB', () => {
    expect(firstFile(many, Infinity, () => 1)).toHaveLength(20_000);
    expect(firstFile(many, 7_500, () => 1)).toHaveLength(7_500);
    const size = (some: readonly PlanRow[]) => some.length * 3_000;
    const part = firstFile(many, Infinity, size);
    expect(size(part)).toBeLessThanOrEqual(20 * 1024 * 1024);
    expect(size(part)).toBeGreaterThan(10 * 1024 * 1024);
    expect(firstFile(many, Infinity, () => Infinity)).toHaveLength(1);
  });
  it('begins with whom the person ranks first', () => {
    const three = ['new@x.example', 'middle@x.example', 'old@x.example'].map((acct) => row(acct));
    expect(keys(inOrder(three, 'newest', new Set()))).toEqual(keys(three));
    expect(keys(inOrder(three, 'oldest', new Set()))).toEqual(keys([...three].reverse()));
    expect(keys(inOrder(three, 'mutuals', new Set(['old@x.example'])))).toEqual(['old@x.example', 'new@x.example', 'middle@x.example']);
  });
});

describe('the limit of follows', () => {
  const counts = (followingCount: number, followersCount = 0) => ({ followingCount, followersCount });
  it.each([
    [null, counts(0), 7_500],
    [null, counts(7_499, 90_000), 1],
    [null, counts(7_500, 10_000), 3_500],
    [null, counts(7_500, 6_000), 0],
    [10_000, counts(7_500), 2_500],
    [20, counts(20, 30), 13],
    [20, counts(25), 0],
  ])('%s, with %o: %i more', (limit, account, free) => expect(followsFree(limit, account)).toBe(free));
  it('is what the refusal names, else what servers have, else less than was refused', () => {
    expect(limitRefused(7_500, null, 20_000, counts(0))).toBe(7_500);
    expect(limitRefused(10_000, null, 20_000, counts(100))).toBe(10_000);
    // A number that would have let the file in is about something else.
    expect(limitRefused(30_000, null, 20_000, counts(0))).toBe(7_500);
    expect(limitRefused(null, null, 20_000, counts(0))).toBe(7_500);
    expect(limitRefused(null, null, 400, counts(0))).toBe(200);
    expect(limitRefused(7_500, 7_500, 7_500, counts(0))).toBe(3_750);
  });
});
