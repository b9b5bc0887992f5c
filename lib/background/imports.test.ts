import { describe, expect, it } from 'vitest';
import type { ImportSeen } from '@/lib/pages/page';
import type { ImportRow } from '@/lib/store/rows';
import { linkConfirm, matchImports } from './imports';

const byHand: ImportRow = { id: 'm|blocks|1', moveId: 'm', kind: 'blocks', part: 1, name: '', fileHash: '', rows: 3, leftAfter: 0, stage: null, afterId: '99', overwrite: false, importId: null, handedAt: 1, confirmedAt: null, imported: null, total: null, finished: false, seenAt: null, movedAt: null, changedAt: 1 };
const seen = (importId: string, total = 3): ImportSeen => ({ importId, imported: 0, total, unconfirmed: false, finished: false, startedAt: null });

describe('a file that the person put into the form', () => {
  it('is not taken for an older import of as many rows', () => {
    expect(matchImports([byHand], [seen('99'), seen('98')], 2)).toEqual([byHand]);
    expect(linkConfirm([byHand], '99')).toEqual([byHand]);
  });
  it('is known by its rows among those that came after it', () => {
    expect(matchImports([byHand], [seen('102', 7), seen('101'), seen('99')], 2)[0]).toMatchObject({ importId: '101', confirmedAt: 2 });
    expect(linkConfirm([byHand], '100')[0]).toMatchObject({ importId: '100' });
  });
  it('may be the first of all', () => {
    expect(matchImports([{ ...byHand, afterId: null }], [seen('1')], 2)[0]).toMatchObject({ importId: '1' });
  });
});
