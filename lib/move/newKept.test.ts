import { describe, expect, it } from 'vitest';
import { overwriteBar, undoBackup, type KeptNew, type OverwriteBar, type OverwriteCase } from './newKept';

const hour = 3_600_000;
const now = 1_000 * hour;
const kept = (id: string, hoursAgo: number, read: KeptNew['read'] = new Set(['blocks', 'mutes'])): KeptNew => ({ id, startedAt: now - hoursAgo * hour, read });

describe('the backup that could undo a move', () => {
  it.each<[string, KeptNew[], number | null, string | null]>([
    ['none', [], null, null],
    ['the newest of the last day', [kept('a', 20), kept('b', 2)], null, 'b'],
    ['none that is older', [kept('a', 25)], null, null],
    ['none that lacks a kind', [kept('a', 2, new Set(['blocks']))], null, null],
    ['the last one before the first write', [kept('a', 60), kept('b', 50), kept('c', 2)], 48, 'b'],
    ['the first one since, where there was none before', [kept('a', 47), kept('b', 2)], 48, 'a'],
    ['none from long before the first write', [kept('a', 73)], 48, null],
  ])('%s', (_title, backups, wroteHoursAgo, id) => {
    expect(undoBackup(backups, ['blocks', 'mutes'], wroteHoursAgo === null ? null : now - wroteHoursAgo * hour, now)?.id ?? null).toBe(id);
  });
});

describe('a kind is overwritten only', () => {
  const plain: OverwriteCase = { kind: 'blocks', backups: [kept('a', 0.5)], changedAt: null, sent: false, oneFile: true, now };
  it.each<[OverwriteBar | null, string, Partial<OverwriteCase>]>([
    [null, 'where the new account was kept just now', {}],
    ['notKept', 'where it was kept at all', { backups: [] }],
    ['notKept', 'where that very kind was read', { backups: [kept('a', 0.5, new Set(['mutes']))] }],
    ['stale', 'where that was within the hour', { backups: [kept('a', 1.1)] }],
    ['stale', 'where nothing was brought since', { changedAt: now - 0.25 * hour }],
    [null, 'and the newest backup of the kind counts', { backups: [kept('old', 90), kept('a', 0.5), kept('b', 0.1, new Set(['mutes']))], changedAt: now - 0.75 * hour }],
    ['sent', 'where no file of it was sent', { sent: true }],
    ['manyFiles', 'where its rows fit into one file', { oneFile: false }],
  ])('%s: %s', (bar, _title, change) => expect(overwriteBar({ ...plain, ...change })).toBe(bar));
});
