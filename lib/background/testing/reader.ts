import type { ServerHandle } from '@/e2e/servers/world';
import { createRunner } from '@/lib/jobs/runner';
import { accessTo, personOn } from '@/lib/mastodon/testing/access';
import type { KindId } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import { MovingDayDb } from '@/lib/store/db';
import type { BackupRow } from '@/lib/store/rows';
import { runnerPorts, startBackup } from '../backup';
import type { Background } from '../context';
import { quietBrowser } from './quiet';

/** The real background's backup over a real database, for one account of a test server. */
export interface Reader {
  background: Background;
  /** Requests made, as `METHOD url`. */
  asked: string[];
  /** Signs a browser session in to the server's pages and gives host access; null signs out. */
  session: { signedInAs: string | null };
  backUp(kinds: readonly KindId[]): Promise<BackupRow>;
  /** Starts a backup, or goes on with one, and reads until nothing is left to do just now. */
  begin(kinds: readonly KindId[]): Promise<BackupRow>;
  /** As an alarm would: reads until nothing is left to do just now. */
  wake(): Promise<void>;
  /** Lets waits run to their end until the backup is done, or the person is needed. */
  finish(backupId: string): Promise<BackupRow>;
  /** Each time that something waited for, in milliseconds after the start of the wait. */
  waits: number[];
  rows(backupId: string, kind: KindId): Promise<unknown[]>;
}

let made = 0;

/** A reader with a token for that account. Times are the server's clock; a wait lets that clock run to its end. */
export async function readerFor(server: ServerHandle, username: string, scopes: string[] = ['read']): Promise<Reader> {
  const access = await accessTo(server, username, scopes);
  const db = new MovingDayDb(`reader-${made++}`);
  const session: Reader['session'] = { signedInAs: null };
  await db.accounts.put(access.account);
  await db.tokens.put({ actorUri: access.account.actorUri, origin: server.origin, appId: 'app', accessToken: access.token, scopes, createdAt: 0 });
  let wakeAt: number | null = null;
  const background: Background = {
    ...quietBrowser,
    db,
    now: () => access.now(),
    fetch: (url, init) => access.fetch(url, init.credentials === 'include' ? { ...init, headers: { ...init.headers, ...cookiesOf(server, session.signedInAs) } } : init),
    setAlarm: (_name, when) => {
      wakeAt = when;
      return Promise.resolve();
    },
    clearAlarm: () => {
      wakeAt = null;
      return Promise.resolve();
    },
    hasAccess: () => Promise.resolve(session.signedInAs !== null),
  };
  const runner = createRunner(runnerPorts(background));
  const waits: number[] = [];
  const stored = async (backupId: string) => {
    const backup = await db.backups.get(backupId);
    if (!backup) throw new Error('the backup is gone');
    return backup;
  };
  const begin = async (kinds: readonly KindId[]) => {
    const started = await startBackup(background, access.account.actorUri, { kinds });
    if (!started.ok) throw new Error(started.problem.code);
    await runner.run();
    return stored(started.value.backupId);
  };
  const finish = async (backupId: string) => {
    for (let turns = 0; turns < 500; turns++) {
      await runner.run();
      const backup = await db.backups.get(backupId);
      if (!backup || (backup.status !== 'running' && backup.status !== 'waiting')) break;
      if (wakeAt === null || wakeAt <= access.now()) continue;
      waits.push(wakeAt - access.now());
      server.instance.clock.advance(wakeAt - access.now());
    }
    return stored(backupId);
  };
  return {
    background,
    asked: access.asked,
    session,
    waits,
    begin,
    finish,
    wake: () => runner.run(),
    backUp: async (kinds) => finish((await begin(kinds)).id),
    rows: async (backupId, kind) => (await readItems(db, backupId, kind)).map((item) => item.row),
  };
}

/** The cookie of a browser session on the server's own pages. */
function cookiesOf(server: ServerHandle, username: string | null): Record<string, string> {
  if (username === null) return {};
  const id = `session-of-${username}`;
  server.instance.state.sessions.set(id, { id, userAccountId: personOn(server, username).id, csrfSecret: id, flash: [], returnTo: null });
  return { cookie: `_mastodon_session=${id}` };
}
