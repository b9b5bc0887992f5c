import { originOf } from '@/lib/formats/acct';
import { askOwnServer, type Word } from '@/lib/mastodon/ownServer';
import type { LedgerRow, Move, ReasonCode } from '@/lib/move/model';
import { refine, rowsNotFound } from '@/lib/store/notFound';
import { lentAccess, noteLent } from '@/lib/store/lent';
import type { Background } from './context';
import { originsOf } from './pages';

/** Servers asked at a time. */
const atOnce = 6;

const reasons: Record<Word['says'], ReasonCode> = { there: 'notReached', gone: 'goneThere', silent: 'serverSilent', moved: 'hasMoved' };

type NotFound = Awaited<ReturnType<typeof rowsNotFound>>;

/**
 * Asks the own servers of accounts that the new server could not find, as far as the person has given access to them:
 * each about its accounts, one request each, and no more once it is silent. What they say becomes the reason in the
 * ledger; access is given back at the end. `done` resolves then; `servers` = how many are asked.
 */
export async function askOwnServers(background: Background, move: Move): Promise<{ servers: number; done: Promise<void> }> {
  const { db } = background;
  const byDomain = new Map<string, NotFound>();
  for (const one of await rowsNotFound(db, move.id)) byDomain.set(one.domain, [...(byDomain.get(one.domain) ?? []), one]);
  const open: string[] = [];
  for (const domain of byDomain.keys()) if (await background.hasAccess(originOf(domain))) open.push(domain);
  await noteLent(db, open.map(originOf));
  const left = [...open];
  const askNext = async (): Promise<void> => {
    for (let domain = left.shift(); domain !== undefined; domain = left.shift()) await askDomain(background, byDomain.get(domain) ?? []);
  };
  const done = Promise.all(Array.from({ length: atOnce }, askNext)).then(() => undefined);
  return { servers: open.length, done: done.finally(() => returnAccess(background)) };
}

async function askDomain(background: Background, rows: NotFound): Promise<void> {
  const words = new Map<string, Word>();
  let silent = false;
  for (const acct of new Set(rows.map((one) => one.acct))) {
    await background.heartbeat();
    const word: Word = silent ? { says: 'silent', handle: null } : await askOwnServer(background, acct);
    silent = word.says === 'silent';
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

/** Gives back what access there was for asking other servers: after the questions, and at the start of a background that was stopped amid them. Those of the two sides stay. */
export async function returnAccess(background: Background): Promise<void> {
  const lent = await lentAccess(background.db);
  if (!lent) return;
  const hostOf = (origin: string) => new URL(origin).hostname;
  const kept = Object.values(await originsOf(background)).map((origin) => hostOf(origin));
  await background.giveBack(lent.filter((origin) => !kept.includes(hostOf(origin))));
  await noteLent(background.db, null);
}
