import { domainOf, sameAcct } from '@/lib/formats/acct';
import { workerReader } from '@/lib/mastodon/settingsFiles';
import { archiveFact, archiveNow, type ArchiveSeen } from '@/lib/move/archive';
import type { Account, Move } from '@/lib/move/model';
import { archiveOfPage } from '@/lib/pages/archive';
import { identityOfPage } from '@/lib/pages/identity';
import { exportPage } from '@/lib/pages/export';
import { accountOf, putFact, readFacts } from '@/lib/store/moves';
import { showBadge } from './badge';
import type { Background } from './context';

/** While a server makes an archive, its export page is looked at this often, in milliseconds. */
const pause = 10 * 60_000;

/** Stores what the old account's export page shows, and looks again later while the archive is being made. */
export async function noteArchive(background: Background, move: Move, origin: string, shown: ArchiveSeen, byPerson: boolean): Promise<void> {
  const { db } = background;
  const before = (await readFacts(db, move.id))['old.archive']?.value ?? null;
  const value = archiveFact(shown, before, byPerson);
  await putFact(db, move.id, 'old.archive', value, 'page', origin, background.now());
  if (value.state === 'making') await background.setAlarm('archive', background.now() + pause);
  else await background.clearAlarm('archive');
  await showBadge(background);
}

/**
 * Is the archive ready? A GET of the export page as the person's browser has it, which works after a move as well; only
 * with host access, and believed only where the page names the old account. Without an answer it is tried again later.
 */
export async function checkArchive(background: Background, move: Move): Promise<void> {
  const now = background.now();
  const fact = (await readFacts(background.db, move.id))['old.archive'];
  if (!fact || archiveNow(fact.value, now).state !== 'making') return;
  const next = fact.at + pause;
  if (next > now) return background.setAlarm('archive', next);
  const old = await accountOf(background.db, move, 'old');
  const shown = old && (await look(background, old));
  if (old && shown) await noteArchive(background, move, old.origin, shown, false);
  else await background.setAlarm('archive', now + pause);
}

async function look(background: Background, old: Account): Promise<ArchiveSeen | null> {
  if (!(await background.hasAccess(old.origin))) return null;
  const html = await workerReader(background).file(old.origin, exportPage.path);
  const identity = html === null ? null : identityOfPage(html);
  return html !== null && identity !== null && sameAcct(identity.acct, old.acct, domainOf(old.acct)) ? archiveOfPage(html) : null;
}
