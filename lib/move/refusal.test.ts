import { describe, expect, it } from 'vitest';
import type { Fact, FactId, Facts, FactValues } from './model';
import { actorCopy } from './preflight/alias';
import { refusalOf, watchFor, type RefusalCode } from './refusal';

const now = 100 * 3_600_000;
const minute = 60_000;
function fact<I extends FactId>(id: I, value: FactValues[I], at = now): { [K in I]: Fact<K> } {
  const made: Fact<I> = { moveId: 'm', id, value, source: 'api', host: '', at, frozen: false };
  return { [id]: made } as { [K in I]: Fact<K> };
}
const target = fact('new.signedIn', { acct: 'ada@new.example' });
const atHandle = { ...target, ...fact('old.refused', { where: 'handle', load: '' }, now - minute) };
const listed = fact('new.aliasListed', { listed: true }, now - 10 * minute);
const seen = fact('new.aliasSeen', { seen: true, refused: false }, now - 5 * minute);

describe('why the server said no', () => {
  it.each<[RefusalCode | null, string, Facts, number | null]>([
    [null, 'it has not', target, null],
    [null, 'that was a day ago', { ...target, ...fact('old.refused', { where: 'handle', load: '' }, now - watchFor - 1) }, null],
    ['password', 'the error is at the password', { ...target, ...fact('old.refused', { where: 'password', load: '' }) }, now],
    ['cooldown', 'the error is at the form, and it has moved lately', { ...target, ...fact('old.refused', { where: 'form', load: '' }), ...fact('old.cooldown', { until: now + 9 }) }, now + 9],
    ['form', 'the error is at the form, and nothing is known', { ...target, ...fact('old.refused', { where: 'form', load: '' }), ...fact('old.cooldown', { until: now }) }, null],
    ['same', 'it points there already', { ...atHandle, ...fact('old.moved', { to: 'Ada@new.example' }) }, null],
    ['blocked', 'the servers block each other', { ...atHandle, ...listed, ...seen, ...fact('servers.blocks', { newOfOld: null, oldOfNew: 'suspend', newSays: true, oldSays: true }) }, null],
    ['unreachable', 'the new server answers nobody', { ...atHandle, ...listed, ...seen, ...fact('new.answers', { answers: false }) }, null],
    ['notRead', 'nobody has looked at the aliases page', atHandle, null],
    ['notSet', 'there is no alias', { ...atHandle, ...fact('new.aliasListed', { listed: false }) }, null],
    ['wrongSide', 'it was made on the wrong side', { ...atHandle, ...fact('new.aliasListed', { listed: false }), ...fact('old.aliasListed', { listed: true }) }, null],
    ['cached', 'strangers are still shown the profile without it', { ...atHandle, ...listed, ...fact('new.aliasSeen', { seen: false, refused: false }, now - minute) }, now - minute + actorCopy],
    ['late', 'they still are after that', { ...atHandle, ...listed, ...fact('new.aliasSeen', { seen: false, refused: false }, now - 4 * minute) }, null],
    ['copy', 'it holds, and the old server may have been shown a copy', { ...atHandle, ...listed, ...seen }, now - minute + actorCopy],
    ['tryAgain', 'it holds, and every copy is gone', { ...target, ...fact('old.refused', { where: 'handle', load: '' }, now - 4 * minute), ...listed, ...seen }, now - 4 * minute + actorCopy],
    ['tryAgain', 'it holds by the page, where strangers are shown nothing', { ...target, ...fact('old.refused', { where: 'handle', load: '' }, now - 4 * minute), ...listed, ...fact('new.aliasSeen', { seen: false, refused: true }) }, now - 4 * minute + actorCopy],
  ])('%s: %s', (code, _title, facts, tryFrom) => {
    const refusal = refusalOf(facts, now);
    expect([refusal?.code ?? null, refusal?.tryFrom ?? null]).toEqual([code, tryFrom]);
  });
});
