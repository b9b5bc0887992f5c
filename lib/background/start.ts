import * as v from 'valibot';
import { giveBack, hasAccess, onAccessChanged, reconcileGuide } from '@/lib/browser/access';
import { clearAlarm, every, now, onAlarm, setAlarm } from '@/lib/browser/clock';
import { notify, onNotificationPressed } from '@/lib/browser/notify';
import { openSignIn, redirectUri } from '@/lib/browser/identity';
import { readKeeping, writeKeeping } from '@/lib/browser/keeping';
import { extensionRoot, extensionVersion, heartbeat, onMessage, onStart, setBadge } from '@/lib/browser/runtime';
import { readSession, writeSession } from '@/lib/browser/session';
import { askPage, askPages, deskUrl, firstPage, openTab } from '@/lib/browser/tabs';
import { sweepLeftovers } from '@/lib/backupFile/leftovers';
import { createRunner } from '@/lib/jobs/runner';
import { identityOfReply, type Command } from '@/lib/messages/commands';
import { glanceKey } from '@/lib/messages/glance';
import { createListener } from '@/lib/messages/listen';
import type { SettingsReader } from '@/lib/mastodon/settingsFiles';
import { pageIds, type Move } from '@/lib/move/model';
import { MovingDayDb } from '@/lib/store/db';
import { findMove } from '@/lib/store/moves';
import { recoverSignIns } from './accounts';
import { recoverAnnouncements } from './announce';
import { createAlarms } from './alarms';
import { checkArchive } from './archive';
import { runnerPorts } from './backup';
import { createCarrier } from './carry';
import { alarmNames, problem, type AlarmName, type Background, type IntentStore } from './context';
import { keepGlance } from './glance';
import { createHandlers } from './handlers';
import { noteRoom } from './importNext';
import { createImporter } from './importRun';
import { findLoss } from './loss';
import { createUsher } from './letIn';
import { returnAccess } from './lentHosts';
import { finishIntent, originsOf, sidesAt } from './pages';
import { rearm } from './rearm';
import { checkAlias, checkMoved, sampleFollowers } from './recheck';
import { readAll, runSchedules } from './schedule';
import { startVerify } from './verify';
import { watchRefusal } from './watch';

const intentSchema = v.object({ moveId: v.string(), role: v.picklist(['old', 'new']), page: v.picklist(pageIds) });

const intents: IntentStore = {
  read: async () => {
    const parsed = v.safeParse(intentSchema, await readSession('intent'));
    return parsed.success ? parsed.output : null;
  },
  write: (intent) => writeSession('intent', intent),
};

const ask = (origin: string, command: Command) => askPages(origin, command);
const guideReader: SettingsReader = {
  who: async (origin) => identityOfReply(await ask(origin, { movingDayCommand: 'whoIsSignedIn' })),
  file: async (origin, path) => {
    const text = await ask(origin, { movingDayCommand: 'readExport', path });
    return typeof text === 'string' ? text : null;
  },
};

/**
 * Wires the background together. Everything that listens is registered synchronously, so that a background that was
 * stopped is woken for it; then unfinished work goes on.
 */
export function startBackground(): void {
  const alarms = createAlarms({ set: setAlarm, clear: clearAlarm });
  const db = new MovingDayDb();
  const background: Background = {
    db,
    now,
    fetch: (url, init) => fetch(url, init),
    newId: () => crypto.randomUUID(),
    heartbeat,
    setAlarm: (name, when) => alarms.set(name, when),
    clearAlarm: (name) => alarms.clear(name),
    hasAccess,
    giveBack,
    guideReader,
    guides: { first: firstPage, ask: askPage },
    openTab,
    deskUrl,
    setBadge,
    notify,
    intents,
    keeping: { read: readKeeping, write: writeKeeping },
    glance: keepGlance(db, { version: extensionVersion(), every, write: (glance) => writeSession(glanceKey, glance) }),
  };
  const runner = createRunner(runnerPorts(background));
  const carrier = createCarrier(background);
  const read = () => readAll(background, runner);
  const importer = createImporter(background);
  const usher = createUsher(background);
  // What has come is compared once more; what waited for a reading goes on behind it.
  const work = async (worker: { run(): Promise<boolean> }) => {
    while (await worker.run()) await read();
  };
  const bring = async () => {
    await work(importer);
    await work(carrier);
  };
  const runJobs = () => {
    quietly(work(importer));
    quietly(work(carrier));
    quietly(work(usher));
    quietly(read().then(bring));
  };
  const handlers = createHandlers(background, { redirectUri: redirectUri(), openWindow: openSignIn }, runJobs);
  onMessage(createListener(handlers, extensionRoot(), (origin) => sidesAt(background, origin), () => problem(background, 'unexpected')));
  onAlarm((name) => {
    const known = alarmNames.find((one) => one === name);
    if (known) quietly(alarms.rang(known, () => ring(background, known)).finally(runJobs));
  });
  const pressed = () => quietly(openTab(deskUrl('home')));
  onNotificationPressed(pressed);
  onAccessChanged(() => {
    onNotificationPressed(pressed);
    quietly(accessChanged(background));
  });
  onStart(() => {
    quietly(accessChanged(background));
    quietly(rearm(background));
  });
  quietly(findLoss(background));
  quietly(recoverSignIns(background));
  quietly(sweepLeftovers(background.db, now()));
  quietly(recoverAnnouncements(background));
  quietly(returnAccess(background));
  quietly(findMove(background.db).then((move) => move && checkArchive(background, move)));
  quietly(accessChanged(background));
  runJobs();
}

/** Work that nobody waits for: what fails is asked again by the next alarm or start. */
function quietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

async function accessChanged(background: Background): Promise<void> {
  const origins = Object.values(await originsOf(background)).filter((origin) => origin !== undefined);
  await reconcileGuide(origins);
  await finishIntent(background);
}

/** Every move is looked after, also those that are not shown now. */
async function ring(background: Background, name: AlarmName): Promise<void> {
  if (name === 'schedule') {
    await runSchedules(background);
    return;
  }
  for (const move of await background.db.moves.toArray()) await lookAfter(background, name, move);
}

async function lookAfter(background: Background, name: AlarmName, move: Move): Promise<void> {
  const actions: Record<AlarmName, () => Promise<unknown>> = {
    jobs: () => Promise.resolve(),
    // Rows are brought after every ringing, whichever it was.
    carry: () => Promise.resolve(),
    importRun: () => Promise.resolve(),
    letIn: () => Promise.resolve(),
    schedule: () => Promise.resolve(),
    archive: () => checkArchive(background, move),
    alias: async () => {
      await checkAlias(background, move);
      await watchRefusal(background, move);
    },
    imports: () => startVerify(background, move),
    followers: async () => {
      await checkMoved(background, move);
      await sampleFollowers(background, move);
      // The more followers arrive, the more may be followed.
      await noteRoom(background, move);
    },
  };
  await actions[name]();
}
