import { domainOf, normalDomain } from '@/lib/formats/acct';
import { acctOfKey } from '@/lib/kinds/compare';
import type { KindId, LedgerRow, ReasonCode } from '@/lib/move/model';
import { leftOutOf } from './choices';
import type { MovingDayDb } from './db';
import { readLedger } from './ledger';

/** Kinds of rows about accounts that an import has to find. */
const found: readonly KindId[] = ['following', 'lists', 'blocks', 'mutes'];
/** Reasons after which their own server is worth asking. */
const open: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['notFound', 'serverSilent', 'serverUnclear']);

/** Rows that the new server could not find, or whose own server has not said when it was asked, with the acct that each is about. */
export async function rowsNotFound(db: MovingDayDb, moveId: string): Promise<{ row: LedgerRow; acct: string; domain: string }[]> {
  const rows: { row: LedgerRow; acct: string; domain: string }[] = [];
  for (const kind of found) {
    const { replaced } = await leftOutOf(db, moveId, kind);
    for (const row of await readLedger(db, moveId, kind, 'notCarried')) {
      const acct = replaced.get(row.key) ?? acctOfKey(kind, row.key);
      if (acct === null || row.reason === null || !open.has(row.reason)) continue;
      const domain = domainOf(acct);
      if (normalDomain(domain) === domain) rows.push({ row, acct, domain });
    }
  }
  return rows;
}

/** Stores the reasons that these rows have got. A row whose fate has changed since keeps it. */
export async function refine(db: MovingDayDb, before: readonly LedgerRow[], reasonOf: (row: LedgerRow) => Pick<LedgerRow, 'reason' | 'detail'>, at: number): Promise<void> {
  await db.transaction('rw', db.ledger, async () => {
    const now = await db.ledger.bulkGet(before.map((row): [string, KindId, string] => [row.moveId, row.kind, row.key]));
    await db.ledger.bulkPut(now.flatMap((row, index) => (row && row.reason === before[index]?.reason ? [{ ...row, ...reasonOf(row), at }] : [])));
  });
}
