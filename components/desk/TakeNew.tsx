import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { acctOfKey } from '@/lib/kinds/compare';
import { send } from '@/lib/messages/client';
import { mostKeys } from '@/lib/messages/contract';
import type { LedgerRow } from '@/lib/move/model';

/** Takes the new handles of those that have moved instead, as the comparison does, and compares anew; nothing where nobody has moved. */
export function TakeNew({ moveId, rows }: { moveId: string; rows: readonly LedgerRow[] }) {
  const [busy, setBusy] = useState(false);
  const pairs = rows.flatMap((row) => {
    const acct = row.reason === 'hasMoved' && row.detail !== '' ? acctOfKey(row.kind, row.key) : null;
    return acct === null ? [] : [{ acct, by: row.detail }];
  });
  if (pairs.length === 0) return null;
  const take = async () => {
    setBusy(true);
    for (let from = 0; from < pairs.length; from += mostKeys) await send('replaceAccounts', { moveId, pairs: pairs.slice(from, from + mostKeys) });
    await send('recheck', { moveId });
    setBusy(false);
  };
  return (
    <button class="button quiet" type="button" disabled={busy} onClick={() => void take()}>
      {say('ledger.takeNew', [pairs.length])}
    </button>
  );
}
