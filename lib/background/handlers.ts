import { handle, meansAccount } from '@/lib/formats/acct';
import { done, type Handlers } from '@/lib/messages/listen';
import { checkpointBasis, checkpointView } from '@/lib/move/checkpoint';
import type { Move, Problem } from '@/lib/move/model';
import { deleteArchive } from '@/lib/store/archives';
import { changeBackup, deleteBackup } from '@/lib/store/backups';
import { writeFarewell } from '@/lib/store/farewell';
import { mergeWithoutBackup } from '@/lib/store/keptNew';
import { replaceLedger } from '@/lib/store/ledger';
import { accountOf, clearProblem, findMove, putFact, readFacts, setMind, showMove } from '@/lib/store/moves';
import { announce, draftAnnouncement } from './announce';
import { dropAccount, forgetMove, nameAccount, signInTo, type SignInWindow } from './accounts';
import { choosing } from './choosing';
import { everything, pauseBackup, resumeBackups, retryMedia, startBackup } from './backup';
import { carryOne, carryRest, pauseRest, resumeRest } from './carry';
import { readAnnouncements, setSchedule } from './schedule';
import { problem, type Background } from './context';
import { hello, type Follow } from './guide';
import { filePut, importFile } from './guideFiles';
import { bringFiles, holdFiles } from './importRun';
import { letGo, noteHeld } from './loss';
import { askOwnServers } from './ownServers';
import { letPeopleIn } from './letIn';
import { openPage } from './pages';
import { askPeers } from './peers';
import { runPreflight } from './preflight';
import { startMove } from './startMove';
import { watchRefusal } from './watch';
import { changeProfile, profileOfSide } from './profile';
import { checkAlias, checkMoved, recheck, sampleFollowers } from './recheck';
import { startVerify } from './verify';
import { isVerifyDue } from './verifyDue';

/** Every message of the contract and what it does. `runJobs` goes on with unfinished readings; it is not awaited. */
export function createHandlers(background: Background, signIn: SignInWindow, runJobs: () => void): Handlers {
  const { db } = background;
  const refused = (code: Problem['code'] = 'unexpected') => ({ ok: false as const, problem: problem(background, code) });
  const moveOf = (id?: string) => findMove(db, id);

  return {
    readGlance: async () => done<'readGlance'>(await background.glance.read()),
    tookIn: () => {
      background.glance.changed();
      return Promise.resolve(done<'tookIn'>(null));
    },
    startMove: async ({ from }) => done<'startMove'>({ moveId: (await startMove(background, from)).id }),
    showMove: async ({ moveId }) => {
      await showMove(db, moveId);
      return done<'showMove'>(null);
    },
    changeMind: async ({ moveId, mind }) => {
      await setMind(db, moveId, mind);
      return done<'changeMind'>(null);
    },
    nameAccount: async ({ moveId, role, text }) => {
      const move = await moveOf(moveId);
      return move ? letGo(background, () => nameAccount(background, move, role, text)) : refused();
    },
    signIn: async ({ moveId, role, also }) => {
      const move = await moveOf(moveId);
      if (!move) return refused();
      const result = await signInTo(background, signIn, move, role, also);
      if (!result.ok) return result;
      await noteHeld(background);
      await startVerify(background, (await moveOf(moveId)) ?? move);
      await resumeBackups(background, result.value.actorUri);
      await resumeRest(background, moveId);
      runJobs();
      return result;
    },
    dropAccount: async ({ moveId, role }) => {
      const move = await moveOf(moveId);
      if (move) await letGo(background, () => dropAccount(background, move, role));
      return done<'dropAccount'>(null);
    },
    backUp: async ({ moveId, role = 'old', kinds }) => {
      const move = await moveOf(moveId);
      const actorUri = move?.[role].actorUri;
      if (!move || !actorUri) return refused();
      const result = await startBackup(background, actorUri, kinds ? { kinds } : everything, { moveId: move.id, scheduled: false });
      runJobs();
      return result;
    },
    pauseBackup: async ({ backupId }) => {
      await pauseBackup(background, backupId);
      return done<'pauseBackup'>(null);
    },
    deleteBackup: async ({ backupId }) => {
      await letGo(background, () => deleteBackup(db, backupId));
      await mergeWithoutBackup(db);
      return done<'deleteBackup'>(null);
    },
    deleteArchive: async ({ actorUri }) => {
      await letGo(background, () => deleteArchive(db, actorUri));
      return done<'deleteArchive'>(null);
    },
    retryMedia: async ({ backupId }) => {
      await retryMedia(background, backupId);
      runJobs();
      return done<'retryMedia'>(null);
    },
    setSchedule: async ({ moveId, role, every }) => {
      const actorUri = (await moveOf(moveId))?.[role].actorUri;
      if (!actorUri) return refused();
      await setSchedule(background, actorUri, every);
      runJobs();
      return done<'setSchedule'>(null);
    },
    announcements: async ({ moveId, role }) => {
      const actorUri = (await moveOf(moveId))?.[role].actorUri;
      return actorUri ? done<'announcements'>({ texts: await readAnnouncements(background, actorUri) }) : refused();
    },
    savedBackup: async ({ backupId }) => {
      await changeBackup(db, backupId, () => ({ savedAt: background.now() }));
      return done<'savedBackup'>(null);
    },
    openPage: async ({ moveId, role, page }) => done<'openPage'>(await openPage(background, role, page, moveId)),
    openDesk: async ({ at }) => {
      await background.openTab(background.deskUrl(at));
      return done<'openDesk'>(null);
    },
    ...choosing(background),
    recheck: async ({ moveId, press }) => {
      await recheck(background, moveId);
      const move = await moveOf(moveId);
      if (move && (press || (await isVerifyDue(background, move))) && (await startVerify(background, move))) runJobs();
      return done<'recheck'>(null);
    },
    askOwnServers: async ({ moveId }) => {
      const move = await moveOf(moveId);
      if (!move) return refused();
      const asking = await askOwnServers(background, move);
      // Silent servers take their time; what each says is in the ledger as soon as it is said.
      asking.done.catch(() => undefined);
      return done<'askOwnServers'>({ servers: asking.servers });
    },
    askPeers: async ({ domains }) => {
      const asking = await askPeers(background, domains);
      asking.done.catch(() => undefined);
      return done<'askPeers'>({ servers: asking.servers });
    },
    tellFollowers: async ({ moveId, tells }) => {
      await db.moves.update(moveId, { tells });
      const move = await moveOf(moveId);
      if (move && tells && (await startVerify(background, move))) runJobs();
      if (!tells) await replaceLedger(db, moveId, 'followers', []);
      return done<'tellFollowers'>(null);
    },
    letPeopleIn: async ({ moveId }) => {
      const move = await moveOf(moveId);
      const result = move ? await letPeopleIn(background, move) : refused();
      runJobs();
      return result;
    },
    readProfile: async ({ moveId, role }) => {
      const move = await moveOf(moveId);
      return move ? profileOfSide(background, move, role) : refused();
    },
    preflight: async ({ moveId, press }) => {
      const move = await moveOf(moveId);
      if (move) await runPreflight(background, move, press);
      return done<'preflight'>(null);
    },
    changeProfile: async ({ moveId, role, change }) => {
      const move = await moveOf(moveId);
      return move ? changeProfile(background, move, role, change) : refused();
    },
    draftAnnouncement: async ({ moveId, role, draft }) => {
      const move = await moveOf(moveId);
      if (move) await draftAnnouncement(background, move, role, draft);
      return done<'draftAnnouncement'>(null);
    },
    postAnnouncement: async ({ moveId, role, draft, language }) => {
      const move = await moveOf(moveId);
      return move ? announce(background, move, role, draft, language) : refused();
    },
    skipProfile: async ({ moveId, skipped }) => {
      await putFact(db, moveId, 'profile.skipped', { skipped }, 'person', '', background.now());
      return done<'skipProfile'>(null);
    },
    carryRest: async ({ moveId }) => {
      const move = await moveOf(moveId);
      const result = move ? await carryRest(background, move) : refused();
      runJobs();
      return result;
    },
    pauseRest: async ({ moveId }) => {
      await pauseRest(background, moveId);
      return done<'pauseRest'>(null);
    },
    carryOne: async ({ moveId, kind, key }) => {
      const move = await moveOf(moveId);
      const result = move ? await carryOne(background, move, kind, key) : refused();
      runJobs();
      return result;
    },
    passCheckpoint: async ({ moveId, typed }) => {
      const move = await moveOf(moveId);
      return move ? passCheckpoint(background, move, typed) : refused();
    },
    dismissProblem: async ({ moveId, role }) => {
      await clearProblem(db, moveId, role);
      return done<'dismissProblem'>(null);
    },
    forgetMove: async ({ moveId, backups }) => {
      const move = await moveOf(moveId);
      if (move) await letGo(background, () => forgetMove(background, move, backups));
      return done<'forgetMove'>(null);
    },
    dismissFarewell: async () => {
      await writeFarewell(db, null);
      return done<'dismissFarewell'>(null);
    },
    hello: async (seen, from) => {
      const { context, follow } = await hello(background, from.origin, seen);
      followUp(background, follow, runJobs).catch(() => undefined);
      return done<'hello'>(context);
    },
    importFile: async ({ kind }) => {
      const found = await importFile(background, kind);
      runJobs();
      if (!found.ok) return found;
      const { value: file } = found;
      return file ? done<'importFile'>({ name: file.name, mime: file.mime, text: file.text, mode: file.mode }) : refused();
    },
    bringFiles: async ({ moveId, again, order }) => {
      const move = await moveOf(moveId);
      if (!move) return refused();
      await bringFiles(background, move, { ...(again === undefined ? {} : { again }), ...(order === undefined ? {} : { order }) });
      runJobs();
      return done<'bringFiles'>(null);
    },
    holdFiles: async ({ moveId }) => {
      const move = await moveOf(moveId);
      if (move) await holdFiles(background, move.id);
      return done<'holdFiles'>(null);
    },
    filePut: async ({ kind, afterId }) => {
      await filePut(background, kind, afterId);
      return done<'filePut'>(null);
    },
  };
}

/** Confirms by the servers what a page claimed. Runs after the reply, so that the guide speaks at once. */
async function followUp(background: Background, follow: Follow, runJobs: () => void): Promise<void> {
  const move = await findMove(background.db);
  if (!move) return;
  if (follow.moved) {
    await checkMoved(background, move);
    await sampleFollowers(background, move);
  }
  if (follow.alias) await checkAlias(background, move);
  if (follow.refused) {
    await runPreflight(background, move, true);
    await watchRefusal(background, move);
  }
  const verifies = follow.imports && (await startVerify(background, move));
  if (follow.sending || verifies) runJobs();
}

async function passCheckpoint(background: Background, move: Move, typed: string): Promise<ReturnType<typeof done<'passCheckpoint'>>> {
  const { db } = background;
  const old = await accountOf(db, move, 'old');
  if (!old || !meansAccount(typed, old)) {
    return { ok: false, problem: problem(background, 'handleMismatch', null, [old ? handle(old.acct) : '']) };
  }
  await checkMoved(background, move);
  const facts = await readFacts(db, move.id);
  const basis = checkpointBasis(move, facts);
  if (checkpointView(facts, basis, background.now()).needs.length > 0) return { ok: false, problem: problem(background, 'checkpointNotReady') };
  await putFact(db, move.id, 'checkpoint', { basis }, 'person', '', background.now());
  return done<'passCheckpoint'>(null);
}
