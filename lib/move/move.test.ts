import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupLifetime, checkpointBasis, checkpointView } from './checkpoint';
import { freezeFacts } from './facts';
import { importPatience, judge, type Evidence } from './ledger';
import { kindIds, type Fact, type FactId, type Facts, type FactValues, type Move } from './model';
import { deriveSteps } from './steps/registry';
import { gapsOf } from './whole';

const now = 1_800_000_000_000;
const move: Move = { id: 'm', createdAt: now, old: { named: null, actorUri: 'https://old.example/users/a' }, new: { named: null, actorUri: 'https://new.example/ap/users/1' } };

function fact<I extends FactId>(id: I, value: FactValues[I], at = now): Facts {
  const made: Fact<I> = { moveId: 'm', id, value, source: 'api', host: '', at, frozen: false };
  return { [id]: made };
}
const signedIn = { ...fact('old.signedIn', { acct: 'a@old.example' }), ...fact('new.signedIn', { acct: 'a@new.example' }) };
const backup = fact('old.backup', { backupId: 'b', finishedAt: now, rows: { following: 3 }, missing: [] });
const arrived = fact('new.ledger', { kinds: [{ kind: 'following', owed: 3, carried: 2, waiting: 0, notCarried: 1 }], importsUnfinished: false, filesLeft: false });
const alias = { ...fact('new.aliasListed', { listed: true }), ...fact('new.aliasSeen', { seen: true, refused: false }) };
const profile = fact('new.profile', { displayName: true, note: true, avatar: true, header: true, fields: 0 });
const ready: Facts = { ...signedIn, ...profile, ...backup, ...arrived, ...alias, ...fact('old.moved', { to: null }) };

const statuses = (facts: Facts, checkpointPassed = false) => deriveSteps(move, facts, { now, checkpointPassed }).map((step) => step.status);

describe('steps', () => {
  it('start with the accounts', () => expect(statuses({})).toEqual(['current', 'closed', 'closed', 'closed', 'closed', 'closed']));
  it('tick by facts, and leave the last one behind the checkpoint', () => {
    expect(statuses(ready)).toEqual(['done', 'done', 'done', 'done', 'done', 'closed']);
    expect(statuses(ready, true)).toEqual(['done', 'done', 'done', 'done', 'done', 'current']);
  });
  it('un-tick when a fact stops holding', () => {
    expect(statuses({ ...ready, ...fact('new.aliasListed', { listed: false }) })[4]).toBe('current');
    expect(statuses({ ...ready, 'new.signedIn': undefined })[0]).toBe('current');
  });
  it('do not tick an export of a few chosen kinds, nor does the checkpoint open on it', () => {
    const some = { ...ready, ...fact('old.backup', { backupId: 'b', finishedAt: now, rows: { notifications: 3 }, missing: gapsOf([{ kind: 'notifications', status: 'done', why: null }]) }) };
    expect(deriveSteps(move, some, { now, checkpointPassed: false })[2]).toMatchObject({ detail: 'incomplete', vars: [9] });
    expect(checkpointView(some, checkpointBasis(move, some), now).needs).toEqual(['backup']);
    expect(checkpointView(ready, checkpointBasis(move, ready), now).needs).toEqual([]);
  });
  it('do not tick a profile that was set aside', () => {
    const facts = { ...ready, ...fact('new.profile', { displayName: false, note: false, avatar: false, header: false, fields: 0 }), ...fact('profile.skipped', { skipped: true }) };
    expect(statuses(facts)[1]).toBe('skipped');
  });
  it('end with the move, and only with a move to the right account', () => {
    expect(statuses({ ...ready, ...fact('old.moved', { to: 'a@new.example' }) })[5]).toBe('done');
    const elsewhere = deriveSteps(move, { ...ready, ...fact('old.moved', { to: 'b@new.example' }) }, { now, checkpointPassed: true })[5];
    expect(elsewhere).toMatchObject({ status: 'closed', detail: 'movedElsewhere' });
  });
  it('let the person go on with the alias while imports run', () => {
    const running = fact('new.ledger', { kinds: [{ kind: 'following', owed: 3, carried: 1, waiting: 2, notCarried: 0 }], importsUnfinished: true, filesLeft: false });
    expect(statuses({ ...signedIn, ...profile, ...backup, ...running })).toEqual(['done', 'done', 'done', 'open', 'current', 'closed']);
  });
  it('are not done with the import while something was never set going', () => {
    const left = fact('new.ledger', { kinds: [{ kind: 'following', owed: 3, carried: 2, waiting: 0, notCarried: 1 }], importsUnfinished: false, filesLeft: false, restLeft: true });
    expect(statuses({ ...signedIn, ...profile, ...backup, ...left })).toEqual(['done', 'done', 'done', 'current', 'open', 'closed']);
    expect(deriveSteps(move, { ...signedIn, ...profile, ...backup, ...left }, { now, checkpointPassed: false })[3]).toMatchObject({ detail: 'rest' });
  });
  it('have at most one that is current', () => {
    const parts = [signedIn, profile, backup, arrived, alias, fact('old.moved', { to: 'a@new.example' }), fact('old.cooldown', { until: now + 1 })];
    fc.assert(fc.property(fc.subarray(parts), fc.boolean(), (some, passed) => {
      expect(statuses(Object.assign({}, ...some) as Facts, passed).filter((status) => status === 'current').length).toBeLessThanOrEqual(1);
    }));
  });
  it('freeze with the move', () => {
    expect(freezeFacts(ready).map((one) => [one.id, one.frozen])).toEqual([['old.backup', true], ['new.ledger', true], ['new.aliasListed', true], ['new.aliasSeen', true]]);
  });
});

describe('the checkpoint', () => {
  const passed = { ...ready, ...fact('checkpoint', { basis: checkpointBasis(move, ready) }) };
  const view = (facts: Facts, at = now, of = move) => checkpointView(facts, checkpointBasis(of, facts), at);
  it('says what is missing', () => {
    expect(view({}).needs).toEqual(['signedIn', 'backup', 'alias']);
    expect(view(ready).needs).toEqual([]);
    expect(view({ ...ready, ...fact('old.cooldown', { until: now + 5 }) }).needs).toEqual(['cooldown']);
  });
  it('is passed by what it was passed with', () => expect(view(passed)).toMatchObject({ passed: true, unpassedBy: null }));
  it.each([
    ['accounts', () => view(passed, now, { ...move, new: { named: null, actorUri: 'https://other.example/users/x' } })],
    ['alias', () => view({ ...passed, ...fact('new.aliasSeen', { seen: false, refused: false }) })],
    ['backup', () => view(passed, now + backupLifetime + 1)],
    ['cooldown', () => view({ ...passed, ...fact('old.cooldown', { until: now + 1000 }) })],
    ['moved', () => view({ ...passed, ...fact('old.moved', { to: 'c@d.example' }) })],
  ] as const)('un-passes when %s changes', (change, look) => expect(look()).toMatchObject({ passed: false, unpassedBy: change }));
  it('takes the word of the aliases page where strangers get no document', () => {
    expect(view({ ...ready, ...fact('new.aliasSeen', { seen: false, refused: true }) }).needs).toEqual([]);
  });
});

describe('the ledger', () => {
  const base: Evidence = { present: false, handle: '', importable: true, import: { confirmedAt: now, finished: true }, heldBack: false, failed: null, isSelf: false, account: { found: true, handle: '', movedTo: null, suspended: false, locked: false }, relationship: null, serverBlocked: false, noRoom: null, before: null, leftOut: false, unfit: false, otherThere: false, lacks: null, now };
  const relation = { following: false, requested: false, muting: false, blocking: false, blocked_by: false, domain_blocking: false };
  it.each<[string, Partial<Evidence>, string | null]>([
    ['carried', { present: true }, null],
    ['notCarried', { importable: false }, 'needs46'],
    ['notCarried', { leftOut: true }, 'leftOut'],
    ['notCarried', { unfit: true }, 'badDomain'],
    ['notCarried', { otherThere: true }, 'otherThere'],
    ['carried', { otherThere: true, present: true }, null],
    ['carried', { lacks: 'withoutPosts', present: true }, 'withoutPosts'],
    ['carried', { leftOut: true, present: true }, null],
    ['waiting', { import: { confirmedAt: null, finished: false } }, 'notImportedYet'],
    ['waiting', { import: { confirmedAt: now - importPatience + 1, finished: false } }, 'importRunning'],
    ['waiting', { relationship: { ...relation, requested: true }, account: { found: true, handle: '', movedTo: null, suspended: false, locked: true } }, 'waitsForApproval'],
    ['waiting', { relationship: { ...relation, requested: true } }, 'waitsForServer'],
    ['notCarried', { relationship: relation, before: { status: 'waiting', reason: 'waitsForApproval', detail: '' } }, 'declined'],
    ['carried', { relationship: { ...relation, following: true } }, null],
    ['notCarried', { relationship: relation, before: { status: 'carried', reason: null, detail: '' } }, 'goneSince'],
    ['notCarried', { relationship: relation, noRoom: 'followLimit' }, 'followLimit'],
    ['notCarried', { account: { found: false, handle: '', movedTo: null, suspended: false, locked: false }, before: { status: 'notCarried', reason: 'serverSilent', detail: '' } }, 'serverSilent'],
    ['notCarried', { isSelf: true }, 'isYourself'],
    ['notCarried', { account: { found: true, handle: '', movedTo: 'x@y.example', suspended: false, locked: false } }, 'hasMoved'],
    ['notCarried', { account: { found: true, handle: '', movedTo: null, suspended: true, locked: false } }, 'suspended'],
    ['notCarried', { relationship: { ...relation, blocked_by: true } }, 'blocksYou'],
    ['notCarried', { relationship: { ...relation, blocking: true } }, 'youBlock'],
    ['notCarried', { relationship: { ...relation, domain_blocking: true } }, 'yourDomainBlock'],
    ['notCarried', { serverBlocked: true, account: { found: false, handle: '', movedTo: null, suspended: false, locked: false } }, 'serverBlocked'],
    ['notCarried', { account: { found: false, handle: '', movedTo: null, suspended: false, locked: false } }, 'notFound'],
    ['notCarried', {}, 'refusedByServer'],
  ])('%s: %j', (status, evidence, reason) => expect(judge('following', { ...base, ...evidence })).toMatchObject({ status, reason }));
  it('lets a block or a mute be stopped by nothing that stops a follow', () => {
    const between = { ...relation, requested: true, blocking: true, blocked_by: true };
    expect(judge('mutes', { ...base, relationship: between, account: { found: true, handle: '', movedTo: 'x@y.example', suspended: false, locked: true } }).reason).toBe('refusedByServer');
    expect(judge('blocks', { ...base, relationship: between })).toMatchObject({ status: 'carried' });
    expect(judge('mutes', { ...base, relationship: { ...between, muting: true }, account: { found: true, handle: 'x@y.example', movedTo: null, suspended: false, locked: false } })).toEqual({ status: 'carried', reason: null, detail: 'x@y.example' });
  });
  it('gives up on an import that stays unfinished for ever', () => {
    expect(judge('bookmarks', { ...base, import: { confirmedAt: now - importPatience, finished: false } }).reason).toBe('postNotFound');
  });
  it('leaves no row without a fate', () => {
    fc.assert(fc.property(fc.constantFrom(...kindIds), fc.boolean(), fc.boolean(), fc.boolean(), fc.option(fc.constant(now)), (kind, present, importable, finished, confirmedAt) => {
      const fate = judge(kind, { ...base, present, importable, import: { confirmedAt, finished } });
      expect(fate.status === 'carried' ? fate.reason === null : fate.reason !== null).toBe(true);
    }));
  });
});
