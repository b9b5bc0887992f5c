import type { Move } from '@/lib/move/model';
import { refusalOf } from '@/lib/move/refusal';
import { newestBackups } from '@/lib/store/backups';
import { accountOf, readFacts } from '@/lib/store/moves';
import { startBackup } from './backup';
import { showBadge } from './badge';
import type { Background } from './context';
import { actorPause, checkAlias, checkMoved, checkSignedIn } from './recheck';

/** A backup that is older than this is made anew while the person waits for the server, in milliseconds: the checkpoint asks for one of the last day. */
const backupGoodFor = 20 * 3_600_000;

/**
 * The old server has said that the new account is no alias of it: both are asked again every three minutes, for a day at
 * most, until it is worth another try. The backup is kept fresh meanwhile. Rings by the alarm `alias`, through restarts.
 */
export async function watchRefusal(background: Background, move: Move): Promise<void> {
  const { db } = background;
  if ((await readFacts(db, move.id))['old.refused']?.value.where !== 'handle') return;
  await checkSignedIn(background, move, 'new');
  await checkMoved(background, move);
  await checkAlias(background, move);
  const refusal = refusalOf(await readFacts(db, move.id), background.now());
  await showBadge(background);
  if (refusal?.code === 'tryAgain') await tell(background, move);
  if (refusal === null || refusal.code === 'tryAgain' || refusal.code === 'same') return;
  await keepFresh(background, move);
  const soon = refusal.tryFrom !== null && refusal.tryFrom > background.now() ? refusal.tryFrom + 1000 : background.now() + actorPause + 1000;
  await background.setAlarm('alias', soon);
}

/** Once for each refusal. */
async function tell(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const fact = await db.facts.get([move.id, 'old.refused']);
  const next = await accountOf(db, move, 'new');
  if (!fact || !next || !('where' in fact.value) || fact.value.told === true) return;
  await db.facts.put({ ...fact, value: { ...fact.value, told: true } });
  await background.notify('tryAgain', [`@${next.acct}`]);
}

async function keepFresh(background: Background, move: Move): Promise<void> {
  const { db } = background;
  const old = await accountOf(db, move, 'old');
  if (!old || !(await db.tokens.get(old.actorUri))) return;
  const { newest, complete } = await newestBackups(db, old.actorUri);
  if (newest && newest.status !== 'done' && newest.status !== 'failed') return;
  if ((complete?.finishedAt ?? 0) + backupGoodFor < background.now()) await startBackup(background, old.actorUri, undefined, { moveId: move.id, scheduled: true });
}
