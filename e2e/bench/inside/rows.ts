import type { AccountRow } from '@/lib/kinds/accountRow';

/** The n-th of many made-up accounts, as a row of followers. */
export function personRow(n: number): AccountRow {
  return {
    acct: `person_${n}@far-${n % 900}.example`,
    person: { id: String(110_000_000_000_000 + n), name: `Person ${n} ${word(n)}`, avatar: `https://media.far-${n % 900}.example/accounts/avatars/${n}/static/${word(n)}.png` },
  };
}

/** A word that one row in some thousand shares. */
function word(n: number): string {
  return ((n * 2_654_435_761) % 4096).toString(36).padStart(3, 'q');
}
