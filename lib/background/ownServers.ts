import { askOwnServer, type Word } from '@/lib/mastodon/ownServer';
import type { LedgerRow, Move, ReasonCode } from '@/lib/move/model';
import { refine, rowsNotFound } from '@/lib/store/notFound';
import type { Background } from './context';
import { askLent, type Asking } from './lentHosts';

const reasons: Record<Word['says'], ReasonCode> = { there: 'notReached', gone: 'goneThere', unclear: 'serverUnclear', silent: 'serverSilent', moved: 'hasMoved' };

type NotFound = Awaited<ReturnType<typeof rowsNotFound>>;

/**
 * Asks the own servers of accounts that the new server could not find, as far as the person has given access to them:
 * each about its accounts, one request each, and no more once it is silent or does not say. What they say becomes the reason in the
 * ledger; access is given back at the end. `done` resolves then; `servers` = how many are asked.
 */
export async function askOwnServers(background: Background, move: Move): Promise<Asking> {
  const byDomain = new Map<string, NotFound>();
  for (const one of await rowsNotFound(background.db, move.id)) byDomain.set(one.domain, [...(byDomain.get(one.domain) ?? []), one]);
  return askLent(background, [...byDomain.keys()], (domain) => askDomain(background, byDomain.get(domain) ?? []));
}

async function askDomain(background: Background, rows: NotFound): Promise<void> {
  const words = new Map<string, Word>();
  let mute: Word | null = null;
  for (const acct of new Set(rows.map((one) => one.acct))) {
    await background.heartbeat();
    // Who does not say of one does not say of the next.
    const word: Word = mute ?? (await askOwnServer(background, acct));
    if (word.says === 'silent' || word.says === 'unclear') mute = word;
    words.set(acct, word);
  }
  const wordOn = new Map(rows.map(({ row, acct }) => [idOf(row), words.get(acct)]));
  await refine(
    background.db,
    rows.map(({ row }) => row),
    (row) => {
      const word = wordOn.get(idOf(row));
      return word ? { reason: reasons[word.says], detail: word.handle ?? '' } : { reason: row.reason, detail: row.detail };
    },
    background.now(),
  );
}

const idOf = (row: LedgerRow) => `${row.kind}|${row.key}`;
