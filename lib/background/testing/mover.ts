import { importFile } from '@/e2e/servers/checklist/inWorld';
import { createTestBrowser } from '@/e2e/servers/pages/testBrowser';
import type { World } from '@/e2e/servers/world';
import { createRunner } from '@/lib/jobs/runner';
import { kinds, touched } from '@/lib/kinds/registry';
import { accessTo } from '@/lib/mastodon/testing/access';
import type { KindId, LedgerRow, Move } from '@/lib/move/model';
import { newestBackups } from '@/lib/store/backups';
import { rowsToCarry } from '@/lib/store/carryRows';
import { MovingDayDb } from '@/lib/store/db';
import type { CarryJobRow } from '@/lib/store/rows';
import { createMove } from '@/lib/store/moves';
import { everything, runnerPorts, startBackup } from '../backup';
import { createCarrier } from '../carry';
import type { Background } from '../context';
import { bringFiles, createImporter } from '../importRun';
import { startVerify } from '../verify';
import { quietBrowser } from './quiet';

/** What a sign-in to the new account authorises. */
export const newScopes = ['read', 'write:accounts', 'write:filters', 'write:follows', 'write:lists', 'write:mutes', 'write:statuses'];

/** A move between both servers of a world with the real background's readings and carrying, over a real database. */
export interface Mover {
  background: Background;
  db: MovingDayDb;
  move: Move;
  /** Requests made, as `METHOD url`. */
  asked: string[];
  /** Imports the files of these kinds by the new server's form, to their end. */
  importAll(ids?: KindId[]): Promise<void>;
  /** As one press: sends all files that can be sent now; what has to be read in between is read. */
  send(change?: Parameters<typeof bringFiles>[2]): Promise<void>;
  /** Presses once, and lets the server work until every file is in and compared. */
  bring(): Promise<void>;
  /** Backs up the new account as it is now. */
  keepNew(): Promise<void>;
  /** Compares the new account with the backup. */
  compare(): Promise<void>;
  /** As one ringing of an alarm: carries what can be carried now. */
  carry(): Promise<void>;
  /** Lets alarms ring until nothing is left, the person is needed, or `most` milliseconds are over. */
  settle(most?: number): Promise<CarryJobRow>;
  /** The background is stopped after the n-th write from now was answered, before it could store anything; a fresh one takes its place. False = there were fewer. */
  killAfterWrite(nth: number): Promise<boolean>;
  /** The background was stopped in the middle of a request; a fresh one takes its place. */
  restart(): void;
  ledger(kind: KindId): Promise<LedgerRow[]>;
  job(): Promise<CarryJobRow>;
  /** What changed the new server by API since the start or the last call. */
  writes(): string[];
}

let made = 0;

/** Both accounts are signed in; the old one is backed up in full, and the new one as it is before anything is brought. */
export async function moverIn(world: World, scopes: string[] = newScopes): Promise<Mover> {
  const [old, next] = [await accessTo(world.old, 'ada'), await accessTo(world.new, 'ada', scopes)];
  const db = new MovingDayDb(`mover-${made++}`);
  for (const [access, has] of [[old, ['read']], [next, scopes]] as const) {
    await db.accounts.put(access.account);
    await db.tokens.put({ actorUri: access.account.actorUri, origin: access.account.origin, appId: 'app', accessToken: access.token, scopes: [...has], createdAt: 0 });
  }
  const empty = await createMove(db, 'move', old.now());
  await db.moves.update(empty.id, { old: { named: null, actorUri: old.account.actorUri }, new: { named: null, actorUri: next.account.actorUri } });
  const move = (await db.moves.get(empty.id)) ?? empty;
  const alarms = new Map<string, number>();
  const asked: string[] = [];
  const background: Background = {
    ...quietBrowser,
    db,
    now: () => old.now(),
    fetch: (url, init) => {
      asked.push(`${init.method ?? 'GET'} ${url}`);
      return fetch(url, init);
    },
    setAlarm: (name, when) => Promise.resolve(void alarms.set(name, when)),
    clearAlarm: (name) => Promise.resolve(void alarms.delete(name)),
    hasAccess: () => Promise.resolve(false),
  };
  const { clock } = world;
  let runner = createRunner(runnerPorts(background));
  let carrier = createCarrier(background);
  const readAll = async () => {
    for (let turns = 0; turns < 200; turns++) {
      await runner.run();
      const open = (await db.backups.toArray()).filter((row) => row.status === 'running' || row.status === 'waiting');
      if (open.length === 0) return;
      clock.advance(Math.max(0, Math.min(...open.map((row) => row.waitsUntil ?? 0)) - clock.now()));
    }
    throw new Error('readings do not end');
  };
  const job = async () => {
    const found = await db.carryJobs.get(move.id);
    if (!found) throw new Error('nothing is carried');
    return found;
  };
  const carry = async () => {
    if (await carrier.run()) await readAll();
  };
  const mover: Mover = {
    background,
    db,
    move,
    asked,
    importAll: async (ids = ['following', 'lists', 'blocks', 'mutes', 'domainBlocks', 'bookmarks', 'filters']) => {
      const browser = await createTestBrowser(world.new, 'ada');
      const { complete } = await newestBackups(db, old.account.actorUri);
      for (const kind of kinds.filter((one) => ids.includes(one.id))) {
        if (kind.carry.by !== 'importForm' || next.account.apiVersion < kind.carry.importableFrom) continue;
        const rows = await rowsToCarry(db, move.id, complete?.id ?? '', kind.id);
        const { carry: how } = kind;
        const done = await importFile({ world, old: browser, next: browser }, how.importType, how.toFile(rows), { name: how.fileName, mime: how.mime });
        for (let gone = 0; done.now().state !== 'finished' && gone < 60; gone++) {
          clock.advance(60_000);
          await clock.idle();
        }
        const at = background.now();
        await db.imports.put({ id: `${move.id}|${kind.id}|1`, moveId: move.id, kind: kind.id, part: 1, name: '', fileHash: '', rows: done.now().total, stage: null, afterId: null, overwrite: false, leftAfter: 0, movedAt: at, importId: done.id, handedAt: at, confirmedAt: at, imported: done.now().imported, total: done.now().total, finished: true, seenAt: at, changedAt: at });
      }
    },
    send: async (change = {}) => {
      await bringFiles(background, move, change);
      while (await createImporter(background).run()) await readAll();
    },
    bring: async () => {
      await bringFiles(background, move, {});
      await createImporter(background).run();
      for (let n = 0; n < 30; n++) {
        clock.advance(60_000);
        await clock.idle();
      }
      await mover.compare();
    },
    keepNew: async () => {
      const started = await startBackup(background, next.account.actorUri, { kinds: touched });
      if (!started.ok) throw new Error(started.problem.code);
      await readAll();
    },
    compare: async () => {
      await startVerify(background, move);
      await readAll();
    },
    carry,
    settle: async (most = 30 * 86_400_000) => {
      const end = clock.now() + most;
      for (let turns = 0; turns < 2000; turns++) {
        await carry();
        const now = await job();
        const rings = alarms.get('carry');
        if (now.status === 'done' || now.status === 'paused' || rings === undefined || rings > end) return now;
        clock.advance(Math.max(0, rings - clock.now()));
      }
      throw new Error('carrying does not end');
    },
    killAfterWrite: async (nth) => {
      const { fetch: real } = background;
      let left = nth;
      const killed = new Promise<boolean>((done) => {
        background.fetch = async (url, init) => {
          const answer = await real(url, init);
          if (init.method === undefined || init.method === 'GET' || --left > 0) return answer;
          await answer.arrayBuffer();
          done(true);
          return new Promise<Response>(() => undefined);
        };
      });
      const result = await Promise.race([killed, carrier.run().then(() => false)]);
      background.fetch = real;
      carrier = createCarrier(background);
      return result;
    },
    restart: () => {
      runner = createRunner(runnerPorts(background));
      carrier = createCarrier(background);
    },
    ledger: (kind) => db.ledger.where('[moveId+kind]').equals([move.id, kind]).toArray(),
    job,
    writes: () => world.new.inspect.writes().map((one) => `${one.line.replace(/\d{3,}/g, 'N')} ${one.status}`),
  };
  const started = await startBackup(background, old.account.actorUri, everything);
  if (!started.ok) throw new Error(started.problem.code);
  await readAll();
  await mover.keepNew();
  return mover;
}
