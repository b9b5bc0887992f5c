import { describe, expect, it } from 'vitest';
import { leaveLines, leaveVerdict, type LeaveGround } from './leave';
import type { Facts } from './model';
import type { BackupView } from './view';

const now = Date.UTC(2026, 5, 1);
const day = 86_400_000;
const fact = <V>(value: V, at = now) => ({ moveId: 'm', value, source: 'page' as const, host: '', at, frozen: false });
const complete: BackupView = { backupId: 'b', actorUri: 'a', startedAt: now, finishedAt: now, status: 'done', waitsUntil: null, problem: null, kinds: [{ kind: 'profile', rows: 1, expected: 1, status: 'done', sources: ['api'], readAt: now, why: null }], savedAt: now, baseId: null, scheduled: false };
const facts: Facts = {
  'new.signedIn': { ...fact({ acct: 'a@new.example' }), id: 'new.signedIn' },
  'old.moved': { ...fact({ to: 'a@new.example' }), id: 'old.moved' },
  'old.lastMove': { ...fact({ at: now, to: 'a@new.example', redirecting: true }), id: 'old.lastMove' },
  'old.archive': { ...fact({ state: 'ready' as const, askedAt: now - day, askFrom: null, seen: true }), id: 'old.archive' },
};
const all: LeaveGround = { facts, complete, followers: { kind: 'followers', owed: 9, carried: 9, waiting: 0, notCarried: 0 }, movedAt: now - 8 * day, now };
const of = (change: Partial<LeaveGround>, id: string) => {
  const lines = leaveLines({ ...all, ...change });
  const line = lines.find((one) => one.id === id);
  return [line?.state, line?.detail, leaveVerdict(lines)];
};

describe('may the old account be deleted', () => {
  it('yes, once everything is in order; that its links end is said all the same', () => {
    expect(leaveVerdict(leaveLines(all))).toBe('fine');
    expect(of({}, 'links')).toEqual(['look', 'end', 'fine']);
  });
  const without = (id: keyof Facts): Facts => Object.fromEntries(Object.entries(facts).filter(([key]) => key !== id));
  it.each<[string, Partial<LeaveGround>, [string, string, string]]>([
    ['moved', { facts: { ...facts, 'old.moved': { ...fact({ to: null }), id: 'old.moved' } } }, ['stop', 'stays', 'stop']],
    ['moved', { facts: { ...facts, 'old.moved': { ...fact({ to: 'x@else.example' }), id: 'old.moved' } } }, ['stop', 'elsewhere', 'stop']],
    ['moved', { facts: { ...facts, 'old.lastMove': { ...fact({ at: null, to: null, redirecting: true }), id: 'old.lastMove' } } }, ['stop', 'redirects', 'stop']],
    ['followers', { followers: { kind: 'followers', owed: 9, carried: 5, waiting: 4, notCarried: 0 } }, ['stop', 'coming', 'stop']],
    ['followers', { followers: { kind: 'followers', owed: 9, carried: 5, waiting: 0, notCarried: 4 } }, ['look', 'stayed', 'look']],
    ['followers', { followers: null }, ['look', 'notKnown', 'look']],
    ['backup', { complete: null }, ['stop', 'none', 'stop']],
    ['backup', { complete: { ...complete, kinds: [{ kind: 'posts', rows: 0, expected: null, status: 'failed', sources: [], readAt: null, why: null }] } }, ['look', 'gaps', 'look']],
    ['file', { complete: { ...complete, savedAt: null } }, ['look', 'notSaved', 'look']],
    ['archive', { facts: without('old.archive') }, ['look', 'notSeen', 'look']],
    // A server throws its archive away after a week.
    ['archive', { now: now + 7 * day }, ['look', 'none', 'look']],
  ])('%s: %j', (id, change, said) => {
    expect(of(change, id)).toEqual(said);
  });
});
