import { expect, it } from 'vitest';
import { diagnosisOf } from './diagnosis';
import type { Account, Move } from './model';
import type { MoveView, SideView } from './view';

const account = { acct: 'ada@secret-place.example', origin: 'https://secret-place.example', displayName: 'Ada Secretname', username: 'ada', software: 'mastodon', version: '4.6.5' } as Account;
const side = (role: 'old' | 'new', software: string): SideView => ({ role, account: { ...account, software }, named: 'ada@secret-place.example', origin: account.origin, signedIn: true, may: ['post'], signingIn: false, hostAccess: true });
const view: MoveView = {
  move: { id: 'move-1' } as Move,
  old: side('old', 'mastodon'),
  new: side('new', 'secret-place.example <b>token</b>'),
  steps: [{ id: 'move', side: 'old', status: 'closed', detail: 'movedElsewhere', vars: ['@ada@secret-place.example'], at: null, frozen: false }],
  backup: { backupId: 'b', actorUri: 'https://secret-place.example/users/ada', startedAt: 1, finishedAt: 2, status: 'done', waitsUntil: null, problem: null, savedAt: null, baseId: null, scheduled: false, kinds: [{ kind: 'media', rows: 3, expected: 4, status: 'failed', sources: ['api'], readAt: null, why: { code: 'serverDown', vars: ['secret-place.example'], role: 'old', at: 1 } }] },
  complete: null,
  carried: null,
  ledger: [{ kind: 'following', owed: 5, carried: 2, waiting: 2, notCarried: 1 }],
  checkpoint: { passed: false, passedAt: null, needs: ['alias'], unpassedBy: 'backup' },
  movedTo: 'ada@secret-place.example',
  pointing: 'redirects',
  oldGone: false,
  refusal: { code: 'notSet', at: 1, tryFrom: null },
  cooldownUntil: null,
  archive: null,
  unlockedForMove: false,
  followers: [],
  followersBaseline: null,
  problems: [{ code: 'otherAccount', vars: ['@ada@secret-place.example', '@bea@secret-place.example'], role: 'old', at: 1 }],
};

it('a diagnosis says how the move stands by codes and counts, and names nobody and no server', () => {
  const text = diagnosisOf(view, { version: '1.2.3', browser: 'Browser/1', language: 'de' });
  expect(text).not.toMatch(/secret|ada|bea|@|https|token/i);
  expect(text.split('\n')).toEqual([
    'Moving Day 1.2.3, de',
    'Browser/1',
    'old: mastodon 4.6.5, signed in, may post, pages allowed',
    'new: unusual 4.6.5, signed in, may post, pages allowed',
    'step move: closed, movedElsewhere',
    'checkpoint: not passed, needs alias, unpassed by backup',
    'old account: redirects, refused: notSet',
    'backup: done',
    '  media: failed, 3 of 4, from api, serverDown',
    'arrived following: 2 of 5, 2 waiting, 1 not',
    'problem: otherAccount, old',
  ]);
});
