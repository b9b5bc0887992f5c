import { describe, expect, it } from 'vitest';
import type { Account, Fact, FactId, Facts, FactValues, LedgerCount } from '../model';
import type { BackupView } from '../view';
import { actorCopy, aliasCause, type AliasCause, type AliasCase } from './alias';
import { checkIds, type CheckId, type Finding, type Ground } from './check';
import { preflight } from './registry';

const now = 1_000_000_000;
const account = (name: string, more: Partial<Account> = {}): Account => ({ actorUri: `https://${name}.example/users/ada`, id: '1', acct: `ada@${name}.example`, origin: `https://${name}.example`, username: 'ada', displayName: 'Ada', avatar: '', software: 'mastodon', version: '4.6.5', apiVersion: 11, followersCount: 3, followingCount: 3, statusesCount: 3, locked: false, movedTo: null, checkedAt: now, ...more });
function fact<I extends FactId>(id: I, value: FactValues[I], at = now - 1000): { [K in I]: Fact<K> } {
  const made: Fact<I> = { moveId: 'm', id, value, source: 'api', host: 'https://new.example', at, frozen: false };
  return { [id]: made } as { [K in I]: Fact<K> };
}
const kept = (rows: Record<string, number>): BackupView => ({ backupId: 'b', actorUri: '', startedAt: now - 2000, finishedAt: now - 1000, status: 'done', waitsUntil: null, problem: null, savedAt: null, baseId: null, scheduled: false, kinds: Object.entries(rows).map(([kind, count]) => ({ kind: kind as BackupView['kinds'][number]['kind'], rows: count, expected: null, status: 'done', sources: ['api'], readAt: now, why: null })) });
const noBlocks = { newOfOld: null, oldOfNew: null, newSays: true, oldSays: true };
const ready: Facts = {
  ...fact('old.signedIn', { acct: 'ada@old.example' }),
  ...fact('new.signedIn', { acct: 'ada@new.example' }),
  ...fact('old.moved', { to: null }),
  ...fact('old.cooldown', { until: null }),
  ...fact('old.proof', { by: 'password' }),
  ...fact('servers.blocks', noBlocks),
  ...fact('new.aliasListed', { listed: true }),
  ...fact('new.aliasSeen', { seen: true, refused: false }),
  ...fact('old.backup', { backupId: 'b', finishedAt: now - 1000, rows: {}, missing: [] }),
  ...fact('new.ledger', { kinds: [], importsUnfinished: false, filesLeft: false }),
  ...fact('old.archive', { state: 'ready', askedAt: now - 5000, askFrom: null, seen: true }),
};
const ground: Ground = { facts: ready, old: account('old'), next: account('new'), disabled: false, complete: kept({ requestsReceived: 0, scheduledPosts: 0 }), ledger: [], now };
const line = (id: CheckId, change: Partial<Ground> = {}): Finding | undefined => preflight({ ...ground, ...change }).find((one) => one.id === id);
const without = (...ids: FactId[]): Facts => Object.fromEntries(Object.entries(ready).filter(([id]) => !ids.includes(id as FactId)));

describe('the preflight', () => {
  it('has one line a check, and all are in order where all is', () => {
    expect(preflight(ground).map(({ id, state }) => [id, state])).toEqual(checkIds.map((id) => [id, 'fine']));
  });
  it('says of what nobody has answered that it cannot be known, and stops at what has to be there', () => {
    const lines = preflight({ facts: {}, old: null, next: null, disabled: false, complete: null, ledger: [], now });
    expect(lines.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'stop', 'unknown', 'unknown', 'stop', 'look', 'unknown', 'unknown', 'unknown']);
    for (const one of lines) expect(one.seen).toBeNull();
  });

  const blocks = (change: Partial<FactValues['servers.blocks']>): Facts => ({ ...ready, ...fact('servers.blocks', { ...noBlocks, ...change }) });
  const scheduled: LedgerCount = { kind: 'scheduledPosts', owed: 3, carried: 2, waiting: 1, notCarried: 0 };
  it.each<[CheckId, string, string, Partial<Ground>]>([
    ['moved', 'stop', 'same', { facts: { ...ready, ...fact('old.moved', { to: 'Ada@new.example' }) } }],
    ['moved', 'stop', 'elsewhere', { facts: { ...ready, ...fact('old.moved', { to: 'ada@third.example' }) } }],
    ['cooldown', 'stop', 'waits', { facts: { ...ready, ...fact('old.cooldown', { until: now + 1 }) } }],
    ['cooldown', 'fine', 'none', { facts: { ...ready, ...fact('old.cooldown', { until: now }) } }],
    ['blocks', 'fine', 'same', { next: { ...account('new'), origin: account('old').origin } }],
    ['blocks', 'stop', 'newBlocks', { facts: blocks({ newOfOld: 'suspend', oldOfNew: 'suspend' }) }],
    ['blocks', 'stop', 'oldBlocks', { facts: blocks({ newOfOld: 'silence', oldOfNew: 'suspend' }) }],
    ['blocks', 'look', 'newLimits', { facts: blocks({ newOfOld: 'silence', oldSays: false }) }],
    ['blocks', 'look', 'oldLimits', { facts: blocks({ oldOfNew: 'silence' }) }],
    ['blocks', 'unknown', 'newSilent', { facts: blocks({ newSays: false }) }],
    ['blocks', 'unknown', 'oldSilent', { facts: blocks({ oldSays: false }) }],
    ['blocks', 'unknown', 'bothSilent', { facts: blocks({ newSays: false, oldSays: false }) }],
    ['locked', 'stop', 'disabled', { disabled: true }],
    ['locked', 'look', 'locked', { next: account('new', { locked: true }) }],
    ['locked', 'stop', 'signedOut', { facts: without('new.signedIn') }],
    ['proof', 'fine', 'username', { facts: { ...ready, ...fact('old.proof', { by: 'username' }) } }],
    ['versions', 'fine', 'below46', { next: account('new', { apiVersion: 7, version: '4.5.2' }) }],
    ['versions', 'look', 'oldNew', { next: account('new', { apiVersion: 0 }) }],
    ['versions', 'look', 'oldOld', { old: account('old', { apiVersion: 0 }) }],
    ['backup', 'stop', 'stale', { facts: { ...ready, ...fact('old.backup', { backupId: 'b', finishedAt: now - 25 * 3_600_000, rows: {}, missing: [] }) } }],
    ['backup', 'look', 'gaps', { facts: { ...ready, ...fact('old.backup', { backupId: 'b', finishedAt: now, rows: {}, missing: [{ kind: 'bookmarks', why: 'badAnswer' }] }) } }],
    ['backup', 'fine', 'whole', { facts: { ...ready, ...fact('old.backup', { backupId: 'b', finishedAt: now, rows: {}, missing: [{ kind: 'collections', why: 'unsupported' }] }) } }],
    ['backup', 'stop', 'none', { facts: { ...ready, ...fact('old.backup', { backupId: 'b', finishedAt: now, rows: {}, missing: [{ kind: 'mutes', why: 'notChosen' }] }) } }],
    ['imports', 'look', 'unfinished', { facts: { ...ready, ...fact('new.ledger', { kinds: [], importsUnfinished: false, filesLeft: false, restLeft: true }) } }],
    ['requests', 'look', 'waiting', { complete: kept({ requestsReceived: 3 }) }],
    ['scheduled', 'look', 'left', { complete: kept({ scheduledPosts: 3 }), ledger: [scheduled] }],
    ['scheduled', 'fine', 'brought', { complete: kept({ scheduledPosts: 2 }), ledger: [scheduled] }],
    ['archive', 'look', 'none', { facts: { ...ready, ...fact('old.archive', { state: 'none', askedAt: null, askFrom: null, seen: true }) } }],
  ])('%s: %s, %s', (id, state, detail, change) => expect(line(id, change)).toMatchObject({ state, detail }));

  it('counts down to the end of what is waited for', () => {
    expect(line('cooldown', { facts: { ...ready, ...fact('old.cooldown', { until: now + 5 }) } })?.until).toBe(now + 5);
    expect(line('alias', { facts: { ...ready, ...fact('new.aliasSeen', { seen: false, refused: false }, now - 1000) } })).toMatchObject({ state: 'look', detail: 'cached', until: now - 1000 + actorCopy });
  });
});

describe('why the alias holds or not, by every combination of what is known', () => {
  const seens: { name: string; seen: AliasCase['seen'] }[] = [
    { name: 'not read', seen: null },
    { name: 'seen', seen: { seen: true, refused: false, at: now } },
    { name: 'refused', seen: { seen: false, refused: true, at: now } },
    { name: 'absent, read just now', seen: { seen: false, refused: false, at: now - actorCopy + 1 } },
    { name: 'absent, read three minutes ago', seen: { seen: false, refused: false, at: now - actorCopy } },
  ];
  /** What each reading means once the page lists the alias, in the same order: without more, the servers blocking each other, a split domain. */
  const listed: [AliasCause, AliasCause, AliasCause][] = [['notLooked', 'notLooked', 'notLooked'], ['holds', 'holds', 'holds'], ['listedOnly', 'listedOnly', 'listedOnly'], ['cached', 'cached', 'cached'], ['late', 'blocked', 'split']];
  const cases = [null, false, true].flatMap((page) =>
    seens.flatMap(({ name, seen }, row) =>
      [false, true].flatMap((wrongSide) =>
        [false, true].flatMap((blocked) =>
          [false, true].map((split) => {
            const [plain, whenBlocked, whenSplit] = listed[row] ?? [];
            const expected = page === true ? (blocked ? whenBlocked : split ? whenSplit : plain) : wrongSide ? 'wrongSide' : page === null ? 'notRead' : 'notSet';
            return { title: `page ${page === null ? 'not read' : page ? 'lists it' : 'does not'}, document ${name}, ${wrongSide ? 'wrong side' : 'not there'}, ${blocked ? 'blocked' : 'free'}, ${split ? 'split' : 'one domain'}`, at: { listed: page, seen, wrongSide, blocked, split, now }, expected };
          }),
        ),
      ),
    ),
  );
  it('there are 120 of them', () => expect(cases).toHaveLength(120));
  it.each(cases)('$title: $expected', ({ at, expected }) => expect(aliasCause(at)).toBe(expected));
});
